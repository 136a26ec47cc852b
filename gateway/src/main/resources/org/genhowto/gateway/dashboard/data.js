import { rows } from "./feed.js";
import { TARGETS, bytes, count, duration, matches, number } from "./logic.js";
import { address, go, place } from "./place.js";
import { $, el, keep, row } from "./view.js";

/** What data there is, which videos were dropped, and which alerts were raised. */
const PAUSE = 5000;
const DROPPED = ["skipped", "dead", "lost"];
let timer = 0;
let last = -PAUSE;

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error((await answer.json()).error || answer.status);
  return answer.json();
}

/** Such as "videos: 12 = 8 done + 4 skipped". */
function equation(name, sums) {
  const parts = Object.entries(sums.states).filter(([, n]) => n).map(([state, n]) => `${count(n)} ${state}`);
  return `${name}: ${count(sums.known)} ${sums.balances ? "=" : "is not"} ${parts.join(" + ") || 0}`;
}

function video(v) {
  const link = el("a", { href: address({ show: `video/${v.id}` }), "data-name": v.id }, v.id);
  link.addEventListener("click", event => { event.preventDefault(); go({ show: `video/${v.id}` }); });
  const scores = Object.entries(v.scores || {}).map(([name, score]) => `${name} ${number(score)}`).join(", ");
  return row([link, v.category || "", v.stage || "", [v.reason || v.state, { class: v.state === "skipped" ? "" : "bad" }], [v.sentence || "", { class: "long" }], scores, [new Date(v.changedAt).toLocaleString([], { dateStyle: "short", timeStyle: "short" }), { class: "when" }]]);
}

const nothing = (columns, words) => [el("tr", {}, el("td", { colspan: String(columns), class: "empty" }, words))];

async function ask() {
  last = Date.now();
  const { category } = place();
  try {
    const [sums, ...lists] = await Promise.all([json("v1/ledger/summary"), ...DROPPED.map(state => json(`v1/videos?state=${state}&limit=50`))]);
    const told = [equation("Videos", sums.videos), equation("requests", sums.requests)].concat(sums.records.known ? [equation("records that name nobody", sums.records)] : []).join(" \u00b7 ");
    keep($("sums"), told, () => told);
    $("sums").className = sums.videos.balances && sums.requests.balances ? "" : "bad";
    keep($("reasons"), sums.videos.stages, () => (sums.videos.stages.length ? sums.videos.stages.map(s => row([s.stage, s.outcome, s.reason || "", count(s.count)])) : nothing(4, "none")));
    const videos = lists.flatMap(list => list.videos).filter(v => !category || v.category === category).sort((a, b) => b.changedAt.localeCompare(a.changedAt)).slice(0, 50);
    keep($("droppedrows"), videos, () => (videos.length ? videos.map(video) : nothing(7, "None: something came of every video, or is still to come.")));
  } catch (problem) {
    keep($("sums"), problem.message, () => problem.message);
  }
}

/** The ledger changes with every record, so that it is asked for now and then. */
export function ledgerChanged() {
  clearTimeout(timer);
  timer = setTimeout(ask, Math.max(0, last + PAUSE - Date.now()));
}

export function chosenAnew() {
  last = 0;
  ledgerChanged();
}

function alert(a) {
  const open = a.state === "open";
  return el("li", {}, el("b", { class: open ? "bad" : "good" }, a.state), ` ${a.message} `,
    el("small", { class: "dim" }, [a.rule, a.set, a.release, TARGETS[a.target], a.category, `opened ${new Date(a.openedAt).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}`, a.closedAt ? `closed ${duration(a.closedAt - a.openedAt)} later` : ""].filter(Boolean).join(", ")));
}

export function data() {
  const splits = rows("splits");
  keep($("splits"), splits, () => (splits.length ? splits.map(s => row([s.key, count(s.shards), count(s.samples), bytes(s.bytes)])) : nothing(4, "No shard yet.")));
  const categories = rows("categories").sort((a, b) => b.videos - a.videos || a.key.localeCompare(b.key));
  keep($("categories"), categories, () => (categories.length ? categories.map(c => row([c.key, count(c.videos), duration((c.seconds || 0) * 1000), count(c.triplets), number(c.confidence), count(c.captioned), number(c.words)])) : nothing(7, "No video yet.")));
  const wanted = place();
  const alerts = rows("alerts").filter(a => matches(a, { ...wanted, category: "" }) && (!wanted.category || a.category === wanted.category)).sort((a, b) => Number(b.state === "open") - Number(a.state === "open") || b.openedAt - a.openedAt);
  keep($("alertlist"), alerts, () => (alerts.length ? alerts.map(alert) : [el("li", { class: "empty" }, "None: no rule of the evaluation is broken, and none was.")]));
}
