package org.genhowto.gateway;

import io.javalin.config.RoutesConfig;
import io.javalin.http.ContentTooLargeResponse;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.genhowto.gateway.access.AccessCheck;
import org.genhowto.gateway.access.Caller;
import org.genhowto.gateway.access.SignIn;
import org.genhowto.gateway.http.BrowserRules;
import org.genhowto.gateway.http.GatewayProblem;
import org.genhowto.gateway.http.ImmutableBytes;
import org.genhowto.gateway.http.PublicAddress;
import org.genhowto.gateway.http.ServerEdge;
import org.genhowto.gateway.requests.GatewayEntry;
import org.genhowto.gateway.requests.GatewayForm;
import org.genhowto.gateway.requests.GatewayImages;
import org.genhowto.gateway.requests.GatewayJournal;
import org.genhowto.gateway.requests.GatewayRequests;
import org.genhowto.gateway.requests.GatewayStates;
import org.genhowto.gateway.requests.GatewayViews;
import org.genhowto.gateway.requests.LocalClaims;
import org.genhowto.gateway.requests.RequestFilter;
import org.genhowto.gateway.requests.RequestList;
import org.genhowto.gateway.requests.RequestState;
import org.genhowto.schemas.GenerationRequest;
import org.genhowto.schemas.PlainText;
import org.genhowto.schemas.RequestContract;
import org.genhowto.schemas.Topics;
import org.genhowto.schemas.VideoReference;

/** What each address of the gateway does. */
final class GatewayRoutes {
  private static final String GENERATIONS = "/v1/generations";
  private static final String GENERATION = GENERATIONS + "/{id}";
  static final String IDEMPOTENCY_KEY = "Idempotency-Key";
  private static final String DOCUMENT = "openapi.json";
  private static final int ACCEPTED = 202;
  private static final int CONFLICT = 409;

  private final GatewaySettings settings;
  private final GatewayStates states;
  private final GatewayJournal journal;
  private final GatewaySender sender;
  private final GatewayImages images;
  private final Clock clock;
  private final GatewayEvents events;
  private final RequestDesk desk;
  private final PublicAddress address;
  private final AccessCheck access;
  private final Admission admission;
  private final ChainRoutes chains;

  GatewayRoutes(
      GatewaySettings settings,
      GatewayStates states,
      GatewaySender sender,
      GatewayImages images,
      Clock clock) {
    this.settings = settings;
    this.states = states;
    this.journal = states.journal();
    this.sender = sender;
    this.images = images;
    this.clock = clock;
    this.events = new GatewayEvents(states, settings.followers());
    this.address = new PublicAddress(settings.edge());
    this.access = new AccessCheck(settings.access().tokens(), address);
    this.admission = new Admission(states, settings.access().longestQueue(), clock);
    this.desk =
        new RequestDesk(
            journal,
            new LocalClaims(journal, settings.sendTimeout()),
            admission,
            sender,
            images,
            clock);
    this.chains = new ChainRoutes(states, desk, address, events);
  }

  void addTo(RoutesConfig routes) {
    BrowserRules browsers = new BrowserRules(settings.edge(), settings.host());
    routes.before(browsers::check);
    routes.before(access::check);
    routes.before(this::requireShort);
    routes.after(ServerEdge::drain);
    routes.wsBeforeUpgrade(browsers::checkSocket);
    routes.wsBeforeUpgrade(access::check);
    new SignIn(access, address).addTo(routes);
    routes.post(GENERATIONS, this::generate);
    routes.get(GENERATIONS, this::list);
    routes.get(GENERATION, this::show);
    routes.delete(GENERATION, this::cancel);
    routes.get(
        GENERATION + "/events",
        context -> events.follow(context, entry(context), address.base(context)));
    chains.addTo(routes);
    ImageRoute pictures = new ImageRoute(states, images, address);
    routes.get(GENERATION + "/image", context -> pictures.answer(context, entry(context)));
    routes.get("/v1/images/{sha256}", this::image);
    routes.post("/v1/videos", this::submit);
    routes.get("/openapi.json", GatewayRoutes::document);
    routes.get("/v1/openapi.json", GatewayRoutes::document);
    GatewayErrors.addTo(routes, settings.maxBodyBytes());
  }

  /** Before anything reads it: a form that is given up half way cannot be read to its end. */
  private void requireShort(Context context) {
    if (context.req().getContentLengthLong() > settings.maxBodyBytes()) {
      throw new ContentTooLargeResponse();
    }
  }

  private void generate(Context context) {
    Optional<String> key =
        Optional.ofNullable(context.header(IDEMPOTENCY_KEY))
            .map(text -> RequestContract.requireId(IDEMPOTENCY_KEY, text));
    String requestId = key.orElseGet(() -> UUID.randomUUID().toString());
    GatewayForm form = GatewayForm.of(context, GatewayRequests.GENERATION_FIELDS);
    Caller caller = Caller.of(context);
    try (Admission.Place place = admission.enter(caller, List.of(requestId))) {
      GenerationRequest wish = desk.wish(caller, requestId, form);
      desk.send(wish, form, RequestDesk.Naming.of(key), trace(context));
    }
    GatewayEntry entry = desk.entry(requestId);
    context
        .status(ACCEPTED)
        .header("Location", address.base(context) + GENERATIONS + "/" + requestId);
    answer(context, view(context, entry));
  }

  private void list(Context context) {
    Caller caller = Caller.of(context);
    RequestFilter filter = new RequestFilter(context.queryParamMap(), clock);
    RequestList.Page page =
        RequestList.of(
            journal,
            filter.wanted().and(entry -> Admission.sees(caller, entry)),
            filter.cursor(),
            filter.limit());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("generations", page.entries().stream().map(each -> view(context, each)).toList());
    page.next().ifPresent(cursor -> view.put("next", cursor));
    answer(context, view);
  }

  private void show(Context context) {
    answer(context, view(context, entry(context)));
  }

  /** Twice is once; what has ended otherwise is shown as it ended. */
  private void cancel(Context context) {
    GatewayEntry entry = entry(context);
    if (entry.state() == RequestState.CANCELLED) {
      answer(context, view(context, entry));
      return;
    }
    if (entry.state().finished()) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put(
          "error",
          "Request %s is %s, expected one that has not ended."
              .formatted(entry.requestId(), entry.state().word()));
      view.putAll(view(context, entry));
      answer(context.status(CONFLICT), view);
      return;
    }
    desk.cancel(entry.requestId(), trace(context));
    answer(context.status(ACCEPTED), view(context, entry));
  }

  private void image(Context context) {
    String sha256 = context.pathParam("sha256");
    GatewayImages.Picture picture = images.read(sha256);
    ImmutableBytes.answer(context, sha256, picture.mediaType(), picture.bytes());
  }

  private void submit(Context context) {
    VideoReference video =
        GatewayRequests.video(
            GatewayForm.of(context, GatewayRequests.VIDEO_FIELDS), settings.videoSchemes());
    sender.send(
        Topics.VIDEO_REFERENCES,
        video.getVideoId(),
        sender.encode(Topics.VIDEO_REFERENCES, video),
        trace(context));
    answer(context.status(ACCEPTED), Map.of("videoId", video.getVideoId()));
  }

  /** Written by hand; a test compares it with routes, fields and limits. */
  private static void document(Context context) throws IOException {
    try (InputStream document = GatewayRoutes.class.getResourceAsStream(DOCUMENT)) {
      context
          .contentType("application/json")
          .result(Objects.requireNonNull(document, DOCUMENT).readAllBytes());
    }
  }

  private GatewayEntry entry(Context context) {
    String requestId = context.pathParam("id");
    return journal
        .find(requestId)
        .filter(entry -> Admission.sees(Caller.of(context), entry))
        .orElseThrow(
            () ->
                GatewayProblem.notFound(
                    "There is no request '%s'.".formatted(PlainText.shown(requestId))));
  }

  private Map<String, Object> view(Context context, GatewayEntry entry) {
    return GatewayViews.generation(entry, states.place(entry), address.base(context));
  }

  static Optional<String> trace(Context context) {
    return Optional.ofNullable(context.header("traceparent"));
  }

  static void answer(Context context, Map<String, ?> view) {
    context.contentType("application/json").result(GatewayViews.json(view));
  }
}
