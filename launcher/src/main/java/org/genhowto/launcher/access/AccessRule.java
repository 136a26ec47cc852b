package org.genhowto.launcher.access;

import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;

/**
 * One thing that a role may do.
 *
 * @param resource to what, by its name or by what its name begins with
 * @param when on which occasion it is needed; empty where the daily work needs it
 */
public record AccessRule(ResourcePattern resource, AclOperation operation, String when) {
  /** Name of all resources of a kind. */
  static final String ANY = ResourcePattern.WILDCARD_RESOURCE;

  private static final String ANY_HOST = "*";

  boolean grants(ResourcePattern to, AclOperation what) {
    return resource.equals(to) && operation == what;
  }

  /**
   * The same for somebody.
   *
   * @param principal such as User:ingest
   */
  public AclBinding of(String principal) {
    return new AclBinding(
        resource, new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
  }
}
