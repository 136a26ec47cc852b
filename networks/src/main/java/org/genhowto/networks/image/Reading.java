package org.genhowto.networks.image;

/** How what a file stores becomes colours, where people and tools differ. */
public enum Reading {
  /** As people see it: turned upright, what is transparent on white, 16 bits rounded to 8. */
  SEEN,
  /**
   * As Pillow's {@code Image.open(file).convert("RGB")}, which pytorch-fid, clean-fid and CLIP read
   * by: as stored and not turned, transparency left out, of 16 bits the higher 8 in colour images,
   * but in grey ones the number itself, cut at 255.
   */
  PILLOW
}
