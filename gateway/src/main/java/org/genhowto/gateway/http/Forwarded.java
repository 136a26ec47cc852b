package org.genhowto.gateway.http;

/** Whether headers of a proxy in front are believed; without a proxy anybody can send them. */
public enum Forwarded {
  IGNORE,
  TRUST
}
