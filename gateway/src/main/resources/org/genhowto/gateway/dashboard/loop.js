import { rows, table } from "./feed.js";
import { count, duration, interval, number } from "./logic.js";
import { confirmed } from "./letters.js";
import { $, button, el, empty, keep, row } from "./view.js";

/** How new videos become better weights, as one picture, and what a person decides of it. */
const TITLES = { "generator-action": "Actions", "generator-final-state": "Final states" };
const ENDED = { succeeded: "good", failed: "bad", cancelled: "warn", interrupted: "warn" };
const HISTORY = 30;
const WORDS = {
  promote: ["Put the candidate in service?", "It serves from the next request on, whatever the gate says of it."],
  withdraw: ["End the trial?", "The candidate is tried no longer, and does not come to serve."],
  rollback: ["Roll back?", "What served before serves from the next request on; requests under way end with the weights they began with."],
};

const time = at => (at ? new Date(at).toLocaleString([], { dateStyle: "short", timeStyle: "short" }) : "");
const line = (...words) => el("span", {}, words.filter(Boolean).join(", "));
const deleted = n => (n ? el("span", { class: "bad" }, `trained on ${count(n)} samples that were deleted since`) : null);

/** The newest training of a network; one that goes on before one that ended later. */
export function training(trainings, network) {
  const own = trainings.filter(t => t.network === network).sort((a, b) => b.askedAt - a.askedAt);
  return own.find(t => t.state === "running") || own[0];
}

/** What the gate says: of the candidate that is tried, else the newest of the network. */
export function verdict(decisions, network, candidate) {
  const own = decisions.filter(d => d.network === network).sort((a, b) => b.at - a.at);
  return candidate ? own.find(d => d.candidate === candidate.version) : own[0];
}

async function act(network, action) {
  const [title, words] = WORDS[action];
  if (!(await confirmed(title, `${network}. ${words}`, "Why? (it stands in the topic)", false))) return;
  const told = $("looptold");
  told.className = "";
  told.textContent = `${action} of ${network} ...`;
  try {
    const answer = await fetch(`v1/releases/${network}/${action}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ reason: $("why").value.trim() }),
    });
    const view = await answer.json();
    told.className = answer.ok ? "" : "bad";
    told.textContent = answer.ok ? `${action} of ${network}: ${view.version}.` : view.error;
  } catch (problem) {
    told.className = "bad";
    told.textContent = `${action} of ${network}: ${problem.message}`;
  }
}

const hand = (network, action, words) => button(() => act(network, action), { "data-name": `${action} ${network}`, "aria-label": `${words}: ${network}` }, words);

/** A card: whether it is good, to be looked at or going on, and what it shows. */
const card = (name, sense, title, ...content) => ({ sense, parts: [el("span", { class: "dim" }, name), el("b", {}, title), ...content.filter(Boolean)] });

function version(versions) {
  const newest = versions[0];
  if (!newest) return card("dataset", "", "no version yet", el("span", {}, "Videos become samples, samples a version."));
  return card("dataset", "good", `version ${newest.version}`, line(`${count(newest.train || 0)} samples to learn from`, newest.leftOut ? `${count(newest.leftOut)} left out` : "", newest.deletions ? `${count(newest.deletions)} deletions` : ""), line(time(newest.at)));
}

function trained(t) {
  if (!t) return card("training", "", "none yet", el("span", {}, "It begins by rule, or with train request."));
  const running = t.state === "running";
  return card("training", running ? "now" : ENDED[t.state] || "", t.state,
    el("progress", { value: t.step || 0, max: t.steps, "aria-label": "steps of the training" }),
    line(`step ${count(t.step || 0)} of ${count(t.steps)}`, t.loss === undefined ? "" : `loss ${number(t.loss)}`, running && t.secondsLeft !== undefined ? `${duration(t.secondsLeft * 1000)} left` : ""),
    line(`on version ${t.version}`, `${count(t.samples)} samples`, t.start ? `from ${t.start}` : "from the base model"),
    line(t.seconds ? `${running ? "for" : "took"} ${duration(t.seconds * 1000)}` : "", time(t.at || t.askedAt)), t.message ? el("span", { class: "bad" }, t.message) : null, deleted(t.deleted));
}

function tried(network, candidate) {
  if (!candidate) return card("candidate", "", "none", el("span", {}, "No weights are tried now."));
  return card("candidate", "now", candidate.version, line(candidate.reason, time(candidate.at)), deleted(candidate.deleted),
    el("span", { class: "row" }, hand(network, "promote", "Promote"), hand(network, "withdraw", "Withdraw")));
}

function judged(d, candidate) {
  if (!d) return card("gate", "", candidate ? "no image yet" : "nothing decided", el("span", {}, candidate ? "Both releases are to answer the same requests." : "It compares a candidate with what serves."));
  return card("gate", d.decision === "promote" ? "good" : candidate ? "now" : "warn", d.decision, line(`${count(d.pairs || 0)} pairs of set ${d.set || "?"}`, d.difference === undefined ? "" : `${(d.formula || "").split(",")[0]}: difference ${number(d.difference)} ${interval(d)}`), line(d.candidate, time(d.at)),
    el("details", {}, el("summary", {}, "why"), el("span", {}, d.reason)));
}

function serving(network, release) {
  if (!release) return card("release", "", "nothing released", el("span", {}, "Generators serve what their settings name."));
  return card("release", "good", release.version, line(release.by ? `by ${release.by}` : "", time(release.at)), deleted(release.deleted),
    (release.before || []).length ? el("span", {}, `before it ${release.before[0]}`) : null,
    (release.before || []).length ? el("span", { class: "row" }, hand(network, "rollback", "Roll back")) : null);
}

const CARDS = {
  dataset: (network, held) => [[held.versions[0]], () => version(held.versions)],
  training: (network, held) => [[training(held.trainings, network)], () => trained(training(held.trainings, network))],
  candidate: (network, { candidate }) => [[candidate], () => tried(network, candidate)],
  gate: (network, { candidate, decision }) => [[decision, candidate], () => judged(decision, candidate)],
  release: (network, held) => [[held.serving], () => serving(network, held.serving)],
};

function chain(network) {
  return [el("h3", {}, TITLES[network] || network), el("ol", { class: "chain", "data-network": network, "aria-label": `The loop of ${network}` }, ...Object.keys(CARDS).map(name => el("li", { id: `${network}-${name}` })))];
}

/** Draws anew only the cards of which something has changed: the others may be under a hand. */
function cards(network, held) {
  const weights = held.weights[network] || {};
  const own = { ...held, candidate: weights.candidate, serving: weights.serving, decision: verdict(held.decisions, network, weights.candidate) };
  Object.entries(CARDS).forEach(([name, of]) => {
    const [data, make] = of(network, own);
    keep($(`${network}-${name}`), [data, held.versions.length], () => {
      const made = make();
      $(`${network}-${name}`).className = made.sense;
      return made.parts;
    });
  });
}

/** What happened, the newest first: [when, what, which, in words]. */
export function events(held) {
  return [
    ...held.versions.map(v => [v.at, "dataset", `version ${v.version}`, `${count(v.train || 0)} samples to learn from`]),
    ...held.trainings.map(t => [t.at || t.askedAt, "training", t.key, [t.state, t.candidate ? `candidate ${t.candidate}` : "", t.reason, t.message].filter(Boolean).join(": ")]),
    ...held.decisions.map(d => [d.at, "gate", `${d.network} ${d.candidate}`, `${d.decision}: ${d.reason}`]),
    ...Object.entries(held.weights).filter(([, w]) => w.serving && w.serving.at).map(([network, w]) => [w.serving.at, "release", `${network} ${w.serving.version}`, [w.serving.by ? `by ${w.serving.by}` : "", w.serving.reason].filter(Boolean).join(": ")]),
  ].sort((a, b) => b[0] - a[0]).slice(0, HISTORY);
}

export function loop() {
  const held = { versions: rows("versions").sort((a, b) => b.version - a.version), trainings: rows("trainings"), decisions: rows("decisions"), weights: table("weights") };
  const networks = Object.keys(held.weights).sort();
  keep($("loopbody"), networks, () => (networks.length ? networks.flatMap(chain) : [empty("Nothing is known of weights yet.")]));
  networks.forEach(network => cards(network, held));
  const all = events(held);
  keep($("looprows"), all, () => (all.length ? all.map(([at, what, which, words]) => row([what, which, [words, { class: "long" }], [time(at), { class: "when" }]])) : [el("tr", {}, el("td", { colspan: "4", class: "empty" }, "Nothing has happened yet."))]));
}
