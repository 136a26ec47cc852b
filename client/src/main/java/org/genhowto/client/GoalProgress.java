package org.genhowto.client;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * How far a request has come.
 *
 * @param stage accepted, denoising or decoding
 * @param stepsDone denoising steps done; skipped ones do not count
 * @param stepsTotal all of them; 0 where that is not known yet
 * @param attempt from 1; another one begins where a worker died
 * @param preview where a small picture of how it comes along is, where one was asked for
 */
public record GoalProgress(
    String stage,
    int stepsDone,
    int stepsTotal,
    String worker,
    int attempt,
    @Nullable URI preview) {}
