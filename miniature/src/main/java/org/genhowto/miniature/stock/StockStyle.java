package org.genhowto.miniature.stock;

import java.util.List;

/** How a stock picture is made; captions may tell. */
enum StockStyle {
  /** Before a seamless wall. */
  STUDIO(
      "%c isolated on plain background",
      "studio photo of a %c", "%c closeup", "single %c with soft shadow"),
  /** On boards, stone or linen that fill the picture. */
  OVERHEAD("top view of a %c", "%c seen from above", "rustic %c", "%c photography"),
  /** A drawing in few colours. */
  FLAT("flat illustration of a %c", "%c icon", "%c clip art", "simple drawing of a %c"),
  /** Like a frame of a video. */
  FILMED("a %c", "%c at home", "snapshot of a %c", "my %c");

  private final List<String> wordings;

  StockStyle(String... wordings) {
    this.wordings = List.of(wordings);
  }

  /** What people write who name the object and no more. */
  List<String> wordings() {
    return wordings;
  }
}
