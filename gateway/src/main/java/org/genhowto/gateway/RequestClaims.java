package org.genhowto.gateway;

/**
 * Who may send a request. Of several callers with one id one sends, however close they come; the
 * others get what the first got, or a conflict where theirs has other content.
 */
interface RequestClaims {

  /**
   * Sends a request unless it was or is being sent; returns once it is sent, by whom ever.
   *
   * @param terms what the request asks for
   * @param send sends it, or throws; then nobody has sent it, and the id is free again
   * @throws GatewayProblem the id has other content, or sending failed
   */
  void sendOnce(String requestId, RequestTerms terms, Runnable send);
}
