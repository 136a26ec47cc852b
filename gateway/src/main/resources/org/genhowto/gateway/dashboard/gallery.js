import { curve } from "./charts.js";
import { rows } from "./feed.js";
import { TARGETS, duration, matches, number, since } from "./logic.js";
import { address, go, place } from "./place.js";
import { $, el, empty, keep, picture } from "./view.js";

/** Pictures as they come; each leads to where it came from. */
const SHOWN = 12;
const scores = new Map();

export const frame = (id, moment) => `v1/triplets/${encodeURIComponent(id)}/${moment}.jpg`;
export const image = sha => `v1/images/${encodeURIComponent(sha)}`;

/** Opens the lineage, as a link that can be kept. */
export function opens(kind, id, words, ...children) {
  const show = `${kind}/${id}`;
  const link = el("a", { href: address({ show }), class: "pictures", "aria-label": words, "data-name": show }, ...children);
  link.addEventListener("click", event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go({ show });
  });
  return link;
}

const shot = (source, words, label) => el("span", { class: "shot" }, picture(source, words), el("small", {}, label));

/** Scores never change once they are there, so that they are asked for once, when seen. */
const watcher = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(async entry => {
  watcher.unobserve(entry.target);
  const id = entry.target.dataset.triplet;
  if (!scores.has(id)) {
    try {
      const answer = await fetch(`v1/lineage/triplet/${encodeURIComponent(id)}`);
      const told = await answer.json();
      if (!told.scores) return;
      if (scores.size > 200) scores.clear();
      scores.set(id, told);
    } catch {
      return; // The picture stays without its curve.
    }
  }
  const told = scores.get(id);
  entry.target.replaceChildren(curve(told.scores, told.triplet));
}), { rootMargin: "200px" });

function score(t) {
  const node = el("div", { "data-triplet": t.id });
  if (scores.has(t.id)) node.append(curve(scores.get(t.id).scores, t));
  else watcher.observe(node);
  return node;
}

export function triplet(t) {
  return el("article", {},
    opens("triplet", t.id, `Lineage of triplet ${t.id}`, ...["initial", "action", "final"].map((moment, i) => shot(frame(t.id, moment), `${moment} frame`, el("span", { class: `k${i}` }, `${moment === "final" ? "final state" : moment}, ${t[moment]} s`)))),
    score(t),
    el("p", {}, t.actionCaption ? `${t.actionCaption} \u2192 ${t.finalCaption}` : "not described yet"),
    el("small", {}, `${t.category}, ${t.split}, confidence ${number(t.confidence)}, ${t.votes} of ${t.runs} runs${t.agreement === undefined ? "" : `, captions agree ${number(t.agreement)}`}`));
}

const measured = (agreement, background) => [agreement === undefined ? "" : `agreement ${number(agreement)}`, background === undefined ? "" : `background ${number(background)}`].filter(Boolean).join(", ");

export function request(r) {
  const best = (r.images || [])[0];
  const parts = [opens("request", r.id, `Lineage of request ${r.id}: ${r.prompt || ""}`,
    r.input ? shot(image(r.input), "input image", "input") : null,
    best ? shot(image(best.sha256), `made: ${r.prompt}`, TARGETS[r.target] || r.target) : el("span", { class: "shot" }, r.status))];
  parts.push(el("p", {}, r.prompt || ""));
  if (r.status === "running") parts.push(el("progress", { value: r.done, max: r.steps || 1, "aria-label": "steps done" }));
  if (r.error) parts.push(el("p", { class: "bad" }, r.error));
  parts.push(el("small", {}, [r.status === "succeeded" ? "" : r.status, r.method, r.release, r.set, r.category, best ? measured(best.agreement, best.background) : "", r.elapsedMillis ? duration(r.elapsedMillis) : ""].filter(Boolean).join(", ")));
  return el("article", {}, ...parts);
}

function sample(s) {
  return el("article", {},
    opens("request", s.request, `Lineage of request ${s.request}: ${s.prompt || ""}`, s.input ? shot(image(s.input), "input image", "input") : null, s.image ? shot(image(s.image), `made: ${s.prompt}`, TARGETS[s.target] || s.target) : null),
    el("p", {}, s.prompt || ""),
    el("small", {}, [measured(s.agreement, s.background), s.method, s.release, s.set, s.category].filter(Boolean).join(", ")));
}

function list(node, items, make, nothing) {
  keep(node, items, () => (items.length ? items.map(make) : [empty(nothing)]));
}

export function gallery() {
  const wanted = place();
  const from = since(wanted.range, Date.now());
  const timed = items => items.filter(item => (item.at || 0) >= from);
  const nothing = (words, held) => (held.length ? "Nothing fits what is chosen above." : words);
  const newest = (a, b) => b.at - a.at;
  const triplets = timed(rows("triplets")).filter(t => (!wanted.category || t.category === wanted.category) && (!wanted.split || t.split === wanted.split) && t.confidence >= Number(wanted.confidence)).sort(newest).slice(0, SHOWN);
  list($("tripletlist"), triplets, triplet, nothing("No triplets yet.", rows("triplets")));
  const requests = timed(rows("requests")).filter(r => matches(r, wanted)).sort(newest).slice(0, SHOWN);
  list($("generationlist"), requests, request, nothing("No requests yet.", rows("requests")));
  const worst = timed(rows("worst")).filter(s => matches(s, wanted));
  ["agreement", "background"].forEach(name => list($("worst" + name), worst.filter(s => s[name] !== undefined).sort((a, b) => a[name] - b[name]).slice(0, 6), sample, nothing("No image has been measured by it yet.", rows("worst").filter(s => s[name] !== undefined))));
}

