package org.genhowto.launcher.access;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;

/** Kafka's own authorizer, which remembers who asked for what and whether it was given. */
public final class SeenAccess extends StandardAuthorizer {
  private static final Set<Seen> SEEN = ConcurrentHashMap.newKeySet();

  /** Something that somebody was let do, or not. */
  record Seen(
      String principal, AclOperation operation, ResourceType type, String name, boolean allowed) {}

  @Override
  public List<AuthorizationResult> authorize(
      AuthorizableRequestContext context, List<Action> actions) {
    List<AuthorizationResult> results = super.authorize(context, actions);
    for (int i = 0; i < actions.size(); i++) {
      Action action = actions.get(i);
      if (!action.logIfAllowed()) {
        continue; // Somebody who describes a topic is told what else they might do.
      }
      SEEN.add(
          new Seen(
              context.principal().getName(),
              action.operation(),
              action.resourcePattern().resourceType(),
              action.resourcePattern().name(),
              results.get(i) == AuthorizationResult.ALLOWED));
    }
    return results;
  }

  static Set<Seen> seen() {
    return Set.copyOf(SEEN);
  }

  static void forget() {
    SEEN.clear();
  }
}
