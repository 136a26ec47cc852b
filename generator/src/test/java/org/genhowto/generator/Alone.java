package org.genhowto.generator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.genhowto.runtime.handler.EarlierAnswer;
import org.genhowto.runtime.handler.EarlierResult;
import org.genhowto.runtime.handler.Output;
import org.genhowto.runtime.handler.Progress;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.GenerationProgress;
import org.genhowto.schemas.Priority;

/** The progress of a request without a queue: keeps what it is told and knows of no other. */
class Alone implements Progress {
  final List<GenerationProgress> told = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void tell(Output<?> output) {
    told.add((GenerationProgress) output.value());
  }

  @Override
  public boolean cancelled() {
    return false;
  }

  @Override
  public Optional<CallOff> calledOff() {
    return Optional.empty();
  }

  @Override
  public Optional<EarlierResult> earlier(String requestId) {
    return Optional.empty();
  }

  @Override
  public Optional<EarlierAnswer> answered(String answerKey) {
    return Optional.empty();
  }

  @Override
  public Priority priority() {
    return Priority.NORMAL;
  }
}
