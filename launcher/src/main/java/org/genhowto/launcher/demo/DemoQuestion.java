package org.genhowto.launcher.demo;

import java.util.Optional;
import org.genhowto.schemas.Target;

/**
 * One image to ask for.
 *
 * @param set the evaluation set it is measured in; empty where there is no truth to measure against
 * @param truth what a camera would have seen, where that is known
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record DemoQuestion(
    String id,
    String category,
    Target target,
    String prompt,
    byte[] input,
    String mediaType,
    Optional<String> set,
    Optional<byte[]> truth) {}
