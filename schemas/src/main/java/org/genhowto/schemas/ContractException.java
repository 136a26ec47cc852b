package org.genhowto.schemas;

/** A value outside the contract of a request; the message says what it is and what was expected. */
public final class ContractException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String field;

  ContractException(String field, String message) {
    super(message);
    this.field = field;
  }

  /** Name of the field at fault, as the request spells it. */
  public String field() {
    return field;
  }
}
