import { NAMES, TARGETS, axis, count, falls, number, span } from "./logic.js";
import { el, svg } from "./view.js";

/** Curves of one metric: a line for each release and set, with the interval as a band. */
const INKS = [["#1f6feb", "#7fb0ff"], ["#c2600a", "#f0a050"], ["#23824a", "#6fd093"], ["#8e44ad", "#c79be0"], ["#a33a5b", "#f08aa8"], ["#5b6573", "#a3adba"]];
const DASHES = [[], [7, 4], [2, 3]];
const dark = matchMedia("(prefers-color-scheme: dark)");
const ink = i => INKS[i % INKS.length][dark.matches ? 1 : 0];
const charts = new Map();

export const nameOf = m => [m.release || "all releases", m.method && m.method !== "genhowto" ? m.method : "", m.set, m.window && m.window !== "all" ? m.window : ""].filter(Boolean).join(", ");

function aligned(lines) {
  const times = [...new Set(lines.flatMap(m => m.points.map(p => p[0])))].sort((a, b) => a - b);
  const columns = lines.flatMap(m => {
    const at = new Map(m.points.map(p => [p[0], p]));
    return [1, 2, 3].map(place => times.map(time => at.get(time)?.[place] ?? null));
  });
  return [times.map(time => time / 1000), ...columns];
}

function options(lines, width) {
  const style = getComputedStyle(document.body);
  const axes = { stroke: style.color, grid: { stroke: "#8883", width: 1 }, ticks: { stroke: "#8885", width: 1 }, font: "12px system-ui, sans-serif" };
  const series = [{}];
  const bands = [];
  lines.forEach((m, i) => {
    const color = ink(i);
    const dash = DASHES[Math.floor(i / INKS.length) % DASHES.length];
    series.push({ stroke: color, width: 2, dash, spanGaps: true, points: { show: m.points.length < 40, size: 6, fill: color } });
    series.push({ stroke: "transparent", width: 0, spanGaps: true, points: { show: false } }, { stroke: "transparent", width: 0, spanGaps: true, points: { show: false } });
    bands.push({ series: [i * 3 + 3, i * 3 + 2], fill: color + "2e" });
  });
  // The time axis looks at the data itself: of a single point uPlot makes years.
  return {
    width, height: 200, series, bands, legend: { show: false }, cursor: { y: false, drag: { setScale: false } },
    scales: { x: { range: u => axis(u.data[0][0], u.data[0].at(-1)) }, y: { range: (u, low, high) => span(low, high) } },
    axes: [{ ...axes, space: 95 }, { ...axes, size: 52, values: (u, all) => all.map(number) }],
  };
}

const reading = (lines, data, at) => {
  const parts = lines.map((m, i) => {
    const value = data[i * 3 + 1][at];
    if (value === null || value === undefined) return "";
    const [low, high] = [data[i * 3 + 2][at], data[i * 3 + 3][at]];
    const samples = m.points.find(p => p[0] / 1000 === data[0][at])?.[4];
    return `${nameOf(m)}: ${number(value)}${low === null ? "" : ` [${number(low)}, ${number(high)}]`}, N ${count(samples)}`;
  }).filter(Boolean);
  return `${new Date(data[0][at] * 1000).toLocaleString([], { dateStyle: "medium", timeStyle: "short" })}. ${parts.join("; ")}`;
};

/** A figure that keys can walk through. */
function figure(key, title, direction) {
  const plot = el("div", { class: "plot", "aria-hidden": "true" });
  const legend = el("ul", { class: "legend" });
  const read = el("p", { class: "reading", "aria-live": "polite" });
  const node = el("figure", { tabindex: "0", "data-name": key, role: "group" }, el("figcaption", {}, title, el("small", {}, direction)), plot, legend, read);
  const chart = { node, plot, legend, read, at: -1, uplot: null, lines: [], data: [[]], shape: "" };
  node.addEventListener("keydown", event => {
    const last = chart.data[0].length - 1;
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -last - 1, End: last + 1 }[event.key];
    if (step === undefined || last < 0 || !chart.uplot) return;
    event.preventDefault();
    chart.at = Math.max(0, Math.min(last, (chart.at < 0 ? last + (step < 0 ? 1 : 0) : chart.at) + step));
    chart.uplot.setCursor({ left: chart.uplot.valToPos(chart.data[0][chart.at], "x"), top: 10 });
    chart.read.textContent = reading(chart.lines, chart.data, chart.at);
  });
  return chart;
}

function drawn(chart, lines) {
  chart.lines = lines;
  chart.data = aligned(lines);
  const width = Math.max(220, chart.node.clientWidth - 24);
  const shape = JSON.stringify([lines.map(nameOf), width, dark.matches]);
  chart.plot.className = "plot";
  if (chart.uplot && chart.shape === shape) {
    chart.uplot.setData(chart.data);
  } else {
    chart.uplot?.destroy();
    chart.plot.replaceChildren();
    chart.uplot = new uPlot(options(lines, width), chart.data, chart.plot);
    chart.uplot.over.addEventListener("mousemove", () => {
      const at = chart.uplot.cursor.idx;
      if (at !== null && at !== undefined) chart.read.textContent = reading(chart.lines, chart.data, at);
    });
    chart.shape = shape;
  }
}

function missing(chart, words) {
  chart.uplot?.destroy();
  chart.uplot = null;
  chart.shape = "";
  chart.data = [[]];
  chart.lines = [];
  chart.plot.className = "plot none";
  chart.plot.textContent = words;
}

/** Draws a chart for each metric and target that there is. */
export function draw(box, metrics, known) {
  const groups = new Map();
  [...known, ...metrics].forEach(m => {
    const key = `${m.name}.${m.target || ""}`;
    if (!groups.has(key)) groups.set(key, { name: m.name, target: m.target, lines: [], empty: [] });
  });
  metrics.forEach(m => groups.get(`${m.name}.${m.target || ""}`)[m.points.length ? "lines" : "empty"].push(m));
  const names = Object.keys(NAMES);
  const order = [...groups.entries()].sort(([, a], [, b]) => (names.indexOf(a.name) + 99) % 99 - (names.indexOf(b.name) + 99) % 99 || (a.target || "").localeCompare(b.target || ""));
  order.forEach(([key, group], i) => {
    if (!charts.has(key)) {
      charts.set(key, figure(key, `${NAMES[group.name] || group.name}${group.target ? `, ${TARGETS[group.target] || group.target}` : ""}`, falls(group.name) ? "less is better" : "more is better"));
    }
    const chart = charts.get(key);
    if (box.children[i] !== chart.node) box.insertBefore(chart.node, box.children[i] || null);
    const lines = group.lines.sort((a, b) => a.key.localeCompare(b.key)).slice(0, 8);
    if (lines.length) drawn(chart, lines);
    else missing(chart, group.empty.find(m => m.reason)?.reason || (group.empty.length ? "No value in this time." : "Nothing measured for this choice yet."));
    chart.legend.replaceChildren(...lines.map((m, at) => el("li", {}, svg("svg", { viewBox: "0 0 26 12", "aria-hidden": "true" }, svg("line", { x1: 0, x2: 26, y1: 6, y2: 6, stroke: ink(at), "stroke-width": 3 })), `${nameOf(m)}: `, el("b", {}, number(m.points.at(-1)[1])), ` N ${count(m.points.at(-1)[4])}`)),
      ...group.empty.filter(m => m.reason && lines.length).map(m => el("li", { class: "dim" }, `${nameOf(m)}: ${m.reason}`)));
    chart.node.setAttribute("aria-label", `${chart.node.querySelector("figcaption").firstChild.textContent}. ${lines.map(m => `${nameOf(m)} ${number(m.points.at(-1)[1])}`).join("; ") || chart.plot.textContent}`);
  });
  [...charts.entries()].filter(([key]) => !groups.has(key)).forEach(([key, chart]) => { chart.node.remove(); charts.delete(key); });
  [...box.children].filter(node => node.tagName !== "FIGURE").forEach(node => node.remove());
  if (!order.length) box.replaceChildren(el("p", { class: "empty" }, "Nothing has been measured yet. Requests that carry an evaluation set are measured as their images come; the numbers appear once there are enough of them."));
}

/** The three scores over a video's seconds, and where the triplet was chosen. */
export function curve(scores, triplet) {
  const seconds = scores.seconds || [];
  const [first, last] = [seconds[0] ?? 0, Math.max(seconds.at(-1) ?? 1, (seconds[0] ?? 0) + 1)];
  const x = second => (300 * (second - first)) / (last - first);
  const y = score => 62 - 60 * score;
  const lines = ["initial", "action", "final"].map((name, i) => svg("polyline", { class: `c${i}`, points: (scores[name] || []).map((score, at) => `${x(seconds[at]).toFixed(1)},${y(score).toFixed(1)}`).join(" ") }));
  const marks = triplet ? ["initial", "action", "final"].map(name => svg("line", { x1: x(triplet[name]), x2: x(triplet[name]), y1: 0, y2: 64 })) : [];
  const words = triplet ? `Scores of seconds ${first} to ${last}; chosen: ${triplet.initial}, ${triplet.action} and ${triplet.final}.` : `Scores of seconds ${first} to ${last}.`;
  return svg("svg", { class: "curve", viewBox: "0 0 300 64", preserveAspectRatio: "none", role: "img", "aria-label": words }, ...lines, ...marks);
}
