package org.genhowto.gateway.requests;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.genhowto.schemas.CallOff;
import org.genhowto.schemas.GenerationResult;

/**
 * Where a request stands. Progress may come late, twice, or before the request itself, as each
 * topic is read at its own pace; a step that is not legal leaves the state as it is.
 */
public enum RequestState {
  QUEUED,
  RUNNING,
  SUCCEEDED,
  FAILED,
  CANCELLED,
  EXPIRED,
  SUPERSEDED;

  /** The state that a result tells of. */
  public static RequestState of(GenerationResult result) {
    return switch (result.getStatus()) {
      case SUCCEEDED -> SUCCEEDED;
      case FAILED -> FAILED;
      case CANCELLED -> of(result.getCalledOff().orElse(CallOff.CANCELLED));
    };
  }

  private static RequestState of(CallOff reason) {
    return switch (reason) {
      case CANCELLED -> CANCELLED;
      case EXPIRED -> EXPIRED;
      case SUPERSEDED -> SUPERSEDED;
    };
  }

  /** Whether nothing can follow. */
  public boolean finished() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED, EXPIRED, SUPERSEDED -> true;
    };
  }

  /** Whether a request may go from here to another state; running again is another attempt. */
  public boolean leadsTo(RequestState next) {
    return switch (this) {
      case QUEUED, RUNNING -> next != QUEUED;
      case SUCCEEDED, FAILED, CANCELLED, EXPIRED, SUPERSEDED -> false;
    };
  }

  /** The word for it in answers, events and on the dashboard. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
