package org.genhowto.gateway;

import java.time.Clock;
import java.util.Optional;
import org.genhowto.gateway.access.Caller;
import org.genhowto.gateway.requests.GatewayEntry;
import org.genhowto.gateway.requests.GatewayForm;
import org.genhowto.gateway.requests.GatewayImages;
import org.genhowto.gateway.requests.GatewayJournal;
import org.genhowto.gateway.requests.GatewayRequests;
import org.genhowto.gateway.requests.GatewayRequests.RequestName;
import org.genhowto.gateway.requests.LocalClaims;
import org.genhowto.gateway.requests.RequestTerms;
import org.genhowto.schemas.Control;
import org.genhowto.schemas.GenerationControl;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.Topics;

/** Where forms become requests in Kafka. */
record RequestDesk(
    GatewayJournal journal,
    LocalClaims claims,
    Admission admission,
    GatewaySender sender,
    GatewayImages images,
    Clock clock) {

  /** How a request came by its id. */
  enum Naming {
    /** Its client chose it, and may have chosen it before, or at another gateway. */
    CHOSEN,
    /** At random, so that nobody else has it. */
    RANDOM;

    static Naming of(Optional<String> key) {
      return key.isPresent() ? CHOSEN : RANDOM;
    }
  }

  /** A request of a form, checked; without the form's image, so that nothing is stored yet. */
  GenerationRequest wish(Caller caller, String requestId, GatewayForm form) {
    GenerationRequest wish =
        GatewayRequests.wish(
            new RequestName(requestId, caller.name()),
            form,
            journal.defaultSteps(),
            clock.instant());
    admission.check(caller, wish);
    return wish;
  }

  /** Stores the image and sends the request; Kafka has it then. */
  void send(GenerationRequest wish, GatewayForm form, Naming naming, Optional<String> trace) {
    GenerationRequest request = GatewayRequests.withImage(wish, form, images);
    String requestId = request.getRequestId();
    byte[] value = sender.encode(Topics.GENERATION_REQUESTS, request);
    RequestTerms terms = RequestTerms.of(request, GatewayRequests.deadlineOf(form));
    LocalClaims.Send send = () -> sender.send(Topics.GENERATION_REQUESTS, requestId, value, trace);
    switch (naming) {
      case CHOSEN -> claims.sendOnce(requestId, terms, send);
      case RANDOM -> claims.send(requestId, terms, send);
    }
  }

  /** What is known of a request that was sent. */
  GatewayEntry entry(String requestId) {
    return journal.find(requestId).orElse(GatewayEntry.unknown(requestId));
  }

  /** Asks whoever has a request to end it. */
  void cancel(String requestId, Optional<String> trace) {
    GenerationControl control = new GenerationControl(requestId, Control.CANCEL);
    sender.send(
        Topics.GENERATION_CONTROL,
        requestId,
        sender.encode(Topics.GENERATION_CONTROL, control),
        trace);
  }
}
