package org.genhowto.gateway.access;

import io.javalin.http.Context;
import java.util.Optional;
import org.genhowto.schemas.Priority;

/**
 * Who asks.
 *
 * @param name as requests and results carry it; empty where no tokens are set
 * @param role what it sees
 * @param perMinute requests it may make in a minute
 * @param open requests of it that may be open at the same time
 * @param highest priority it may ask for
 */
public record Caller(String name, Role role, int perMinute, int open, Priority highest) {

  /** Where no tokens are set there is nobody to be told from another. */
  public static final Caller ANYBODY =
      new Caller("", Role.OPERATOR, Integer.MAX_VALUE, Integer.MAX_VALUE, Priority.HIGH);

  private static final String ATTRIBUTE = Caller.class.getName();

  /** What a client sees. */
  public enum Role {
    /** Its own requests. */
    CLIENT,
    /** Everything, videos, dead letters and dashboard too. */
    OPERATOR
  }

  /** Whoever sent an HTTP request, once {@link AccessCheck} has let it in. */
  public static Caller of(Context context) {
    return Optional.<Caller>ofNullable(context.attribute(ATTRIBUTE)).orElse(ANYBODY);
  }

  void enter(Context context) {
    context.attribute(ATTRIBUTE, this);
  }

  /** Whether it may see what a client asked for. */
  public boolean sees(String client) {
    return role == Role.OPERATOR || client.equals(name);
  }
}
