package org.genhowto.gateway.dashboard.pulse;

/**
 * A worker as the journey knows it.
 *
 * @param topic its input
 * @param group whose offsets say how far it is; empty where it has none
 */
public record Stage(String worker, String topic, String group) {}
