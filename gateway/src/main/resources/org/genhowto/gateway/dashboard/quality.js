import { draw } from "./charts.js";
import { rows } from "./feed.js";
import { NAMES, RANGES, TARGETS, better, count, interval, number, tableRows } from "./logic.js";
import { place } from "./place.js";
import { $, el, empty, keep, row } from "./view.js";

/** Metrics over time, the tables, and which release is better. */
const PAUSE = 2000;
let timer = 0;
let last = 0;
let asked = "";
let curves = [];

function question(wanted) {
  const given = new URLSearchParams({ window: "all", category: wanted.category });
  ["release", "set"].filter(name => wanted[name]).forEach(name => given.set(name, wanted[name]));
  if (RANGES[wanted.range]) given.set("from", wanted.range);
  return given.toString();
}

async function ask(fresh) {
  const wanted = place();
  asked = question(wanted);
  last = Date.now();
  try {
    const answer = await fetch("v1/evaluation/metrics?" + asked);
    const told = await answer.json();
    if (!answer.ok) throw new Error(told.error || `The server answered ${answer.status}.`);
    if (asked !== question(place())) return;
    curves = told.metrics;
    fresh(told.count > told.metrics.length ? `${count(told.count)} curves fit; the first ${count(told.metrics.length)} are drawn. Choose a release or set to see others.` : "");
    show();
  } catch (problem) {
    fresh(`The curves did not come: ${problem.message}`);
  }
}

/** Asks for the curves again, at most every two seconds. */
export function curvesChanged(fresh) {
  clearTimeout(timer);
  const wait = asked === question(place()) ? Math.max(0, last + PAUSE - Date.now()) : 0;
  timer = setTimeout(() => ask(fresh), wait);
}

const known = () => rows("metrics").filter(m => m.window === "all");

export function show() {
  draw($("charts"), curves, place().category ? [] : known());
}

function value(m) {
  if (!m) return ["", {}];
  if (m.state !== "measured") return [m.state === "failed" ? "failed" : "not enough yet", { class: "dim", title: m.reason }];
  return [el("span", {}, el("b", {}, number(m.value)), el("small", { class: "dim" }, ` ${interval(m)} N ${count(m.samples)}`)), { title: [m.interval, m.formula, m.features].filter(Boolean).join(", ") }];
}

function paper(metrics) {
  const all = tableRows(metrics);
  if (!all.length) return empty("No method has been measured on a set yet.");
  const columns = Object.keys(NAMES).flatMap(name => Object.keys(TARGETS).map(target => `${name}.${target}`)).filter(column => all.some(line => line.values[column]));
  return [...new Set(all.map(line => line.set))].map(set => el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": `Table of set ${set}` }, el("table", {},
    el("caption", {}, `Set ${set}: every method and release, the interval in brackets, N images.`),
    el("thead", {}, el("tr", {}, ...["method", "release", ...columns.map(column => { const [name, target] = column.split("."); return `${NAMES[name]}, ${TARGETS[target]}`; })].map(words => el("th", { scope: "col" }, words)))),
    el("tbody", {}, ...all.filter(line => line.set === set).map(line => row([line.method || "any", [line.release || "", {}], ...columns.map(column => value(line.values[column]))]))))));
}

const maker = (method, release) => [method, release].filter(Boolean).join(" ");

/** How often people chose one over the other, not knowing which was which. */
function people(choices) {
  if (!choices.length) return el("p", { class: "empty" }, "Nobody has rated images yet: ", el("a", { href: "rate" }, "rate some"), ".");
  return el("div", { class: "wide", tabindex: "0", role: "region", "aria-label": "Table of ratings" }, el("table", {}, el("caption", {}, "Win rates without ties; brackets are Wilson's interval at 95%."),
    el("thead", {}, el("tr", {}, ...["this", "against", "shows", "win rate", "wins", "losses", "ties"].map(words => el("th", { scope: "col" }, words)))),
    el("tbody", {}, ...choices.map(r => row([maker(r.method, r.release), maker(r.otherMethod, r.otherRelease), TARGETS[r.target], r.rate === undefined ? "" : `${Math.round(r.rate * 100)} % [${Math.round(r.low * 100)}, ${Math.round(r.high * 100)}]`, count(r.wins), count(r.losses), count(r.ties)])))));
}

export function quality() {
  const wanted = place();
  const metrics = rows("metrics");
  const decisions = rows("decisions");
  const said = better(metrics, decisions, wanted);
  keep($("better"), said, () => said.words);
  const chosen = metrics.filter(m => (!wanted.release || m.release === wanted.release) && (!wanted.set || m.set === wanted.set));
  keep($("tables"), chosen, () => paper(chosen));
  const choices = rows("ratings").filter(r => !wanted.release || r.release === wanted.release || r.otherRelease === wanted.release);
  keep($("ratings"), choices, () => people(choices));
  const newest = decisions.sort((a, b) => b.at - a.at);
  keep($("decisions"), newest, () => (newest.length ? newest.map(d => el("li", {}, el("b", { class: d.decision === "promote" ? "good" : "warn" }, d.decision), ` ${d.network}: ${d.candidate}${d.serving ? ` beside ${d.serving}` : ""}. ${d.reason} `,
    el("small", { class: "dim" }, `${count(d.pairs)} pairs of set ${d.set}${d.difference === undefined ? "" : `, difference ${number(d.difference)} ${interval(d)}`}${d.pValue === undefined ? "" : `, p ${number(d.pValue)}`}`)))
    : [el("li", { class: "empty" }, "No candidate has been compared with the serving release yet.")]));
}
