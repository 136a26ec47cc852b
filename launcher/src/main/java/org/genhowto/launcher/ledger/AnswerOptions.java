package org.genhowto.launcher.ledger;

import picocli.CommandLine.Option;

/** How an answer is written. */
final class AnswerOptions {
  @Option(names = "--json", description = "Answers in JSON, one object a line, for programs.")
  private boolean json;

  boolean json() {
    return json;
  }
}
