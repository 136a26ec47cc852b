import { curve } from "./charts.js";
import { image, frame, triplet } from "./gallery.js";
import { NAMES, TARGETS, count, duration, interval, number } from "./logic.js";
import { go, place } from "./place.js";
import { $, el, empty, picture, row } from "./view.js";

/** Where a picture came from and what came of it, from a second of a video to a metric. */
let shown = "";

const facts = pairs => el("dl", {}, ...pairs.filter(([, value]) => value !== undefined && value !== "" && value !== null).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
const step = (title, ...content) => el("li", {}, el("h3", {}, title), ...content);
const time = at => (at ? new Date(at).toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) : "");

function video(told) {
  const v = told.video;
  const t = told.triplet;
  return step("Video", facts([["id", v.id], ["category", v.category], ["from", v.uri], ["length", duration(v.duration * 1000)], ["seconds chosen", t && `${t.initial}, ${t.action}, ${t.final}`]]), el("div", { id: "videostory" }));
}

/** What the ledger says of the video, stage by stage. */
async function story(id) {
  try {
    const answer = await fetch(`v1/videos/${encodeURIComponent(id)}`);
    if (!answer.ok || !$("videostory")) return;
    const told = await answer.json();
    $("videostory").replaceChildren(el("div", { class: "wide" }, el("table", { class: "words" }, el("caption", {}, `What became of it: ${told.state}.`), el("tbody", {},
      ...told.stages.map(s => row([s.stage, s.outcome, s.reason || "", [s.sentence || "", { class: "long" }], [time(s.at), { class: "when" }]]))))));
  } catch {
    // The rest of the panel stands by itself.
  }
}

function scores(told) {
  return step("Scores", told.scores ? curve(told.scores, told.triplet) : empty("The scores are no longer held."),
    facts([["initial, action, final", el("span", {}, ...["initial", "action", "final state"].flatMap((word, i) => [el("span", { class: `k${i}` }, word), " "]))], ["runs", told.scores && told.scores.runs], ["weights", told.scores && told.scores.modelVersion]]));
}

function chosen(t) {
  return step("Triplet", el("div", { class: "pictures" }, ...["initial", "action", "final"].map(moment => el("span", { class: "shot" }, picture(frame(t.id, moment), `${moment} frame, second ${t[moment]}`), el("small", {}, `${moment}, ${t[moment]} s`)))),
    facts([["id", t.id], ["confidence", number(t.confidence)], ["margin", number(t.margin)], ["votes", `${t.votes} of ${t.runs} runs`], ["split", t.split]]));
}

const words = t => step("Captions", t.actionCaption ? facts([["action", t.actionCaption], ["final state", t.finalCaption], ["weights", t.captioner]]) : empty("Not described yet."));
const shard = s => step("Shard", s ? facts([["id", s.id], ["file", s.file], ["samples", count(s.samples)], ["SHA-256", s.sha256]]) : empty("In no shard yet."));

function releases(list, title, nothing) {
  return step(title, list && list.length ? el("ul", { class: "plain" }, ...list.map(r => el("li", {}, el("b", {}, `${r.network} ${r.version}`), ` ${time(r.at)} `, el("small", {}, r.uri)))) : empty(nothing));
}

/** What the weights learned from, and the weights they went on from. */
function learned(list) {
  return list && list.length ? step("Learned from", el("ul", { class: "plain" }, ...list.map(t => el("li", {}, el("b", {}, t.candidate), ` version ${t.version} of the dataset, ${count(t.samples)} samples, ${count(t.steps)} steps, from ${t.start || "the base model"} `, t.deleted ? el("span", { class: "bad" }, `${count(t.deleted)} of the samples were deleted since `) : null, el("small", {}, `${t.id}; genhowto release lineage ${t.candidate} names the videos`))))) : null;
}

function made(told) {
  const r = told.request;
  const images = r ? (r.images || []) : [];
  return step("Request", el("div", { class: "pictures" }, r && r.input ? el("span", { class: "shot" }, picture(image(r.input), "input image"), el("small", {}, "input")) : null,
    ...images.slice(0, 4).map((one, i) => el("span", { class: "shot" }, picture(image(one.sha256), `image ${i + 1}: ${r.prompt}`), el("small", {}, `image ${i + 1}, seed ${one.seed}`)))),
  facts(r ? [["id", r.id], ["prompt", r.prompt], ["shows", TARGETS[r.target]], ["status", r.status], ["method", r.method], ["set", r.set], ["category", r.category], ["guidance", r.guidance], ["sampler", r.sampler], ["took", r.elapsedMillis && duration(r.elapsedMillis)], ["when", time(r.at)], ["error", r.error]] : [["id", told.id]]));
}

function measured(told) {
  const samples = told.samples || [];
  return step("Measured", samples.length ? el("ul", { class: "plain" }, ...samples.map(s => el("li", {}, [s.agreement === undefined ? "" : `agreement ${number(s.agreement)}`, s.background === undefined ? "" : `background ${number(s.background)}`, `set ${s.set}`].filter(Boolean).join(", ")))) : empty("No image of it has been measured; only requests of an evaluation set are."));
}

function counts(told) {
  const list = told.metrics || [];
  return step("Metrics it counts in", list.length ? el("div", { class: "wide" }, el("table", {}, el("caption", {}, "Present values."), el("tbody", {}, ...list.map(m => row([`${NAMES[m.name] || m.name}, ${TARGETS[m.target] || ""}`, m.category || "all categories", m.state === "measured" ? `${number(m.value)} ${interval(m)}` : m.reason || m.state, `N ${count(m.samples)}`]))))) : empty("None."));
}

function steps(told) {
  if (told.kind === "request") {
    const alike = told.triplets || [];
    return [alike.length ? step(`Newest training data of ${alike[0].category}`, el("div", { class: "gallery" }, ...alike.slice(0, 4).map(triplet))) : null,
      releases(told.releases, "Weights", "No release of these weights has been announced."), learned(told.learned), made(told), measured(told), counts(told)];
  }
  if (told.kind === "shard") return [shard(told.shard), step("Triplets inside", el("div", { class: "gallery" }, ...(told.triplets || []).map(triplet)))];
  if (told.kind === "video") return [told.video ? video(told) : null, scores(told), step("Triplets", (told.triplets || []).length ? el("div", { class: "gallery" }, ...told.triplets.map(triplet)) : empty("None was chosen."))];
  return [video(told), scores(told), chosen(told.triplet), words(told.triplet), shard(told.shard),
    releases(told.releases, "Trained since", told.shard ? "No generator has been released since." : "It waits for its shard.")];
}

async function load(show) {
  const [kind, ...rest] = show.split("/");
  const id = rest.join("/");
  $("lineagetitle").textContent = `Lineage of ${kind} ${id}`;
  $("lineagebody").replaceChildren(el("p", { class: "loading" }, "loading"));
  try {
    const answer = await fetch(`v1/lineage/${encodeURIComponent(kind)}/${encodeURIComponent(id)}`);
    const told = await answer.json();
    if (show !== shown) return;
    if (!answer.ok) throw new Error(told.error || `The server answered ${answer.status}.`);
    $("lineagebody").replaceChildren(el("ol", { class: "steps" }, ...steps(told).filter(Boolean)));
    if (told.video) story(told.video.id);
  } catch (problem) {
    if (show === shown) $("lineagebody").replaceChildren(el("p", { class: "bad" }, problem.message), kind === "video" ? el("div", { id: "videostory" }) : "");
    if (kind === "video") story(id);
  }
}

/** Shows what the address names, or nothing. */
export function lineage() {
  const { show } = place();
  if (show === shown) return;
  shown = show;
  if (!show) {
    $("lineage").close();
    return;
  }
  if (!$("lineage").open) $("lineage").showModal();
  $("lineagebody").scrollTop = 0;
  load(show);
}

export function start() {
  $("lineage").addEventListener("close", () => {
    if (place().show) go({ show: "" });
    shown = "";
  });
}

