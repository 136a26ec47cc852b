import { follow, rows } from "./feed.js";
import { gallery } from "./gallery.js";
import { duration } from "./logic.js";
import { lineage, start } from "./lineage.js";
import { letters } from "./letters.js";
import { loop } from "./loop.js";
import { pipeline } from "./pipeline.js";
import { place, go } from "./place.js";
import { curvesChanged, quality, show } from "./quality.js";
import { chosenAnew, data, ledgerChanged } from "./data.js";
import { $, el, keep, say } from "./view.js";

/** Ties the page together: events in, the parts they concern drawn anew. */
const FILTERS = ["range", "release", "set", "category", "split", "confidence"];
const PARTS = [
  [pipeline, ["topics", "stages", "members", "workers", "processes", "alerts", "letters"]],
  [loop, ["versions", "trainings", "decisions", "weights"]],
  [quality, ["metrics", "decisions", "ratings"]],
  [gallery, ["triplets", "requests", "worst"]],
  [letters, ["letters"]],
  [data, ["splits", "categories", "alerts"]],
];
const WORDS = { connecting: "connecting", live: "live", stale: "nothing heard", lost: "connection lost, trying again", refused: "refused" };
let touched = new Set();
let drawing = false;
let standing = "";
let wrong = "";

function choices(id, all, usual) {
  const wanted = place()[id];
  const values = [...new Set([...all, wanted])].filter(Boolean).sort();
  keep($(id), values, () => [el("option", { value: "" }, usual), ...values.map(value => el("option", { value }, value))]);
  $(id).value = wanted;
}

function filters() {
  const metrics = rows("metrics");
  choices("release", metrics.map(m => m.release), "all");
  choices("set", metrics.map(m => m.set), "all");
  choices("category", [...rows("categories").map(c => c.key), ...rows("worst").map(s => s.category)], "all together");
  ["range", "split", "confidence"].forEach(id => { $(id).value = place()[id]; });
}

function fresh(words) {
  wrong = words;
  trouble("");
}

function trouble(words) {
  const said = words || wrong;
  $("trouble").hidden = !said;
  if ($("trouble").textContent !== said) $("trouble").textContent = said;
}

function draw() {
  drawing = false;
  const now = touched;
  touched = new Set();
  filters();
  PARTS.filter(([, needs]) => needs.some(name => now.has(name))).forEach(([part]) => part());
  if (now.has("metrics")) curvesChanged(fresh);
  if (now.has("topics")) ledgerChanged();
  $("main").removeAttribute("aria-busy");
}

function changed(names) {
  names.forEach(name => touched.add(name));
  if (!drawing) {
    drawing = true;
    // Not by the next frame: a page in the background has none, and is to be right when looked at.
    setTimeout(draw, 0);
  }
}

const ALL = () => PARTS.flatMap(([, needs]) => needs);

function stands(now, age, sentence) {
  const old = now === "live" || now === "connecting" ? "" : `, numbers are ${duration(age)} old`;
  const words = WORDS[now] + (age ? old : "");
  if ($("connection").textContent !== words) $("connection").textContent = words;
  $("connection").dataset.standing = now;
  document.body.classList.toggle("stale", now === "stale" || now === "lost" || (now === "refused" && age > 0));
  if (now !== standing && standing) say(words);
  standing = now;
  trouble(now === "refused" ? sentence : "");
}

FILTERS.forEach(id => $(id).addEventListener("change", () => go({ [id]: $(id).value })));
$("filters").addEventListener("submit", event => event.preventDefault());
$("link").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    say("Link copied");
    $("link").textContent = "Copied";
  } catch {
    $("link").textContent = "Copy it from the address bar";
  }
  setTimeout(() => { $("link").textContent = "Copy link"; }, 2000);
});
const moved = () => {
  changed(ALL());
  curvesChanged(fresh);
  chosenAnew();
  lineage();
};
addEventListener("popstate", moved);
addEventListener("place", moved);
let width = innerWidth;
addEventListener("resize", () => {
  if (width !== innerWidth) show();
  width = innerWidth;
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
filters();
start();
lineage();
follow(changed, stands);
