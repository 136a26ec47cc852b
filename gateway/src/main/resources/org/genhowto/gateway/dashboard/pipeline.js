import { rows, table } from "./feed.js";
import { bottleneck, count, duration, hour, needs, number } from "./logic.js";
import { $, el, keep, row } from "./view.js";

/** The way of videos and prompts, and who works on it. */
const VIDEOS = ["video-references", "sampled-frames", "scored-frames", "triplets", "captioned-triplets", "training-shards"];
const PROMPTS = ["generation-requests", "generation-results", "evaluation-samples", "evaluation-metrics", "human-ratings"];

function flow(node, names, topics) {
  const data = names.map(name => [name, topics[name] || { records: 0, hour: 0, rate: 0 }]);
  keep(node, data, () => data.map(([name, topic]) => el("li", {},
    el("span", {}, name.replaceAll("-", " ")), el("b", {}, count(topic.records)),
    el("span", {}, topic.rate ? `${number(topic.rate)} a minute` : topic.hour ? `${count(topic.hour)} in the last hour` : "quiet"))));
}

const skips = w => Object.entries(w.skipped || {});

/** How a worker is, and whether that is good, to be looked at, or not known. */
function condition(w) {
  if (w.state || w.waits) return [w.state || "waits for what is away", "warn"];
  if (w.key === "generator" && !hands().length) return ["nobody takes requests", "warn"];
  return w.seen === false ? ["metrics not seen", "dim"] : ["ready", "good"];
}

/** Members of the queue that render; the gateway is one without hands. */
const hands = () => rows("members").filter(m => m.capacity > 0);

function worker(w, stage, most) {
  const outcomes = stage.outcomes || {};
  const skipped = skips(w).length ? skips(w).reduce((sum, [, n]) => sum + n, 0) : outcomes.skipped || 0;
  const [state, sense] = condition(w);
  return row([w.key, [state, { class: `state ${sense}` }], number(stage.rate || 0), count(stage.hour || 0), [count(w.lag ?? "?"), {}], count(w.inFlight ?? ""),
    duration(w.p50), duration(w.p95), duration(stage.through50), duration(stage.through95),
    [count(skipped), { title: skips(w).map(([why, n]) => `${why}: ${n}`).join(", ") }], [count(w.dead ?? outcomes.dead ?? 0), { class: (w.dead ?? outcomes.dead) ? "bad" : "" }], count(w.retries ?? "")],
  { class: most ? "most" : "" });
}

function process(p) {
  return p.answers === false
    ? el("li", { class: "bad" }, `${p.key} does not answer: ${p.reason}`)
    : el("li", { class: "dim" }, `${p.key}: ${(p.workers || []).join(", ") || "no worker"}`);
}

export function pipeline() {
  const topics = table("topics");
  const stages = table("stages");
  const workers = rows("workers").sort((a, b) => a.order - b.order);
  const processes = rows("processes");
  const held = bottleneck(workers, stages);
  flow($("videoflow"), VIDEOS, topics);
  flow($("promptflow"), PROMPTS, topics);
  keep($("workers"), [workers, stages, held.worker, hands().length], () => (workers.length ? workers.map(w => worker(w, stages[w.key] || {}, w.key === held.worker)) : [el("tr", {}, el("td", { colspan: "13", class: "empty" }, "No worker has been seen yet."))]));
  const members = hands();
  keep($("processes"), [processes, members], () => [...processes.map(process),
    ...members.map(m => el("li", { class: "dim" }, `${m.key} takes part in the queue of requests: ${count(m.inHand)} of ${count(m.capacity)} in hand${m.meanMillis ? `, ${duration(m.meanMillis)} each` : ""}`))]);
  keep($("hour"), hour(topics), () => hour(topics));
  keep($("bottleneck"), held.words, () => held.words);
  const wanted = needs(rows("alerts"), rows("letters"), processes);
  keep($("needs"), wanted, () => wanted);
}
