"use strict";
const VIDEOS = ["video-references", "sampled-frames", "scored-frames", "triplets", "captioned-triplets", "training-shards"];
const PROMPTS = ["generation-requests", "generation-results", "evaluation-samples", "evaluation-metrics"];
const COLORS = ["#1f6feb", "#d9730d", "#2e9d5b", "#8e44ad"];
const $ = id => document.getElementById(id);
const counts = {};
const charts = {};

/** An element with text or children; text is never parsed as markup. */
function el(name, attributes, ...children) {
  const node = document.createElement(name);
  Object.entries(attributes || {}).forEach(([key, value]) => node.setAttribute(key, value));
  node.append(...children.map(child => (child instanceof Node ? child : String(child))));
  return node;
}

function show(id, children, empty) {
  $(id).replaceChildren(...(children.length ? children : [el("p", { class: "empty" }, empty)]));
}

function stage(topic, snapshot) {
  const records = (snapshot.stages.find(s => s.topic === topic) || { records: 0 }).records;
  const moving = counts[topic] !== undefined && counts[topic] !== records;
  counts[topic] = records;
  const extra = topic === "sampled-frames" ? `${snapshot.framesSampled} frames`
    : topic === "training-shards" ? `${snapshot.samplesInShards} samples` : "";
  return el("li", moving ? { class: "moving" } : {}, el("span", {}, topic.replaceAll("-", " ")), el("b", {}, records.toLocaleString()), el("span", {}, extra || "\u00a0"));
}

/** One chart of several series that share the time axis; each series steps at its own times. */
function chart(id, snapshot, prefix) {
  const names = Object.keys(snapshot.metrics).filter(name => name.startsWith(prefix)).sort();
  if (!names.length) {
    if (!charts[id]) show(id, [], "no measurement yet");
    return;
  }
  const times = [...new Set(names.flatMap(name => snapshot.metrics[name].map(p => p.time / 1000)))].sort((a, b) => a - b);
  const series = names.map(name => {
    const byTime = new Map(snapshot.metrics[name].map(p => [p.time / 1000, p.value]));
    return times.map(time => byTime.get(time) ?? null);
  });
  const key = names.join();
  if (!charts[id] || charts[id].key !== key) {
    $(id).replaceChildren();
    const ink = getComputedStyle(document.body).color;
    const axis = { stroke: ink, grid: { stroke: "#8884" } };
    charts[id] = { key, plot: new uPlot({
      width: Math.max(320, $(id).clientWidth), height: 220, axes: [axis, axis],
      series: [{}, ...names.map((name, i) => ({ label: name, stroke: COLORS[i % 4], width: 2, spanGaps: true, points: { show: true, size: 5 }, value: (u, v) => (v == null ? "" : v.toFixed(3)) }))],
    }, [times, ...series], $(id)) };
  } else {
    charts[id].plot.setData([times, ...series]);
  }
}

function picture(source, title) {
  return el("img", { src: source, alt: title, title, loading: "lazy" });
}

function triplet(t) {
  const base = `v1/triplets/${encodeURIComponent(t.id)}/`;
  return el("article", {},
    el("div", { class: "pictures" }, picture(base + "initial.jpg", `initial, second ${t.initialSecond}`), picture(base + "action.jpg", `action, second ${t.actionSecond}`), picture(base + "final.jpg", `final state, second ${t.finalSecond}`)),
    el("p", {}, t.actionCaption, " \u2192 ", t.finalCaption),
    el("small", {}, `${t.category}, seconds ${t.initialSecond}, ${t.actionSecond}, ${t.finalSecond}, confidence ${t.confidence.toFixed(3)}, ${t.split.toLowerCase()}`));
}

function request(r) {
  const pictures = [r.input, ...r.images].filter(Boolean).slice(0, 3).map((sha, i) => picture(`v1/images/${sha}`, i ? "output" : "input"));
  const parts = [el("div", { class: "pictures" }, ...pictures), el("p", {}, r.prompt)];
  if (r.status === "running") parts.push(el("progress", { value: r.stepsDone, max: r.stepsTotal }));
  if (r.error) parts.push(el("p", { class: "bad" }, r.error));
  parts.push(el("small", {}, `${r.target.toLowerCase().replace("_", " ")}, ${r.status}, ${r.id}`));
  return el("article", {}, ...parts);
}

function gallery(id, items, make, empty) {
  const key = id + JSON.stringify(items);
  if ($(id).dataset.key === key) return;
  $(id).dataset.key = key;
  show(id, items.map(make), empty);
}

/** Asks the gateway to do something about a letter, and tells what came of it. */
async function act(letter, action, body) {
  const told = $("lettertold");
  told.className = "";
  told.textContent = `${action} of ${letter.worker} ${letter.position} ...`;
  try {
    const answer = await fetch(`v1/dead-letters/${encodeURIComponent(letter.worker)}/${encodeURIComponent(letter.position)}/${action}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const view = await answer.json();
    told.className = answer.ok ? "" : "bad";
    told.textContent = answer.ok ? `${letter.worker} ${letter.position} is ${view.state}` : view.error;
  } catch (problem) {
    told.className = "bad";
    told.textContent = `${action} of ${letter.worker} ${letter.position}: ${problem.message}`;
  }
}

function button(text, press) {
  const node = el("button", { type: "button" }, text);
  node.addEventListener("click", press);
  return node;
}

function letterRow(d) {
  const open = d.state === "open" || d.state === "failed-again";
  const buttons = open ? [
    button("replay", () => act(d, "replay", {})),
    button("discard", () => {
      const reason = prompt(`Why does nobody need ${d.worker} ${d.position} any more?`);
      if (reason && reason.trim()) act(d, "discard", { reason });
    }),
  ] : [];
  return el("tr", {},
    el("td", {}, d.worker), el("td", {}, d.position), el("td", open ? { class: "bad" } : { title: d.actor || "" }, d.state),
    el("td", {}, d.key), el("td", {}, d.attempts), el("td", {}, d.message.length > 300 ? d.message.slice(0, 300) + " ..." : d.message), el("td", {}, ...buttons));
}

/** Rows are made anew only where a letter changed, so that no button goes away under a hand. */
function letters(items) {
  const key = JSON.stringify(items);
  if ($("deadletters").dataset.key === key) return;
  $("deadletters").dataset.key = key;
  $("deadletters").replaceChildren(...(items.length ? items.map(letterRow) : [el("tr", {}, el("td", { colspan: "7", class: "empty" }, "none"))]));
}

function update(snapshot) {
  $("videos").replaceChildren(...VIDEOS.map(topic => stage(topic, snapshot)));
  $("prompts").replaceChildren(...PROMPTS.map(topic => stage(topic, snapshot)));
  chart("accuracy", snapshot, "accuracy.");
  chart("fid", snapshot, "fid.");
  chart("localizer", snapshot, "localizer.");
  gallery("triplets", snapshot.triplets, triplet, "none yet");
  gallery("requests", snapshot.requests, request, "none yet");
  $("workers").replaceChildren(...snapshot.workers.map(w => el("tr", {},
    el("td", {}, w.worker), el("td", {}, w.emitted),
    el("td", { title: Object.entries(w.skipped).map(([k, v]) => `${k}: ${v}`).join(", ") }, Object.values(w.skipped).reduce((a, b) => a + b, 0)),
    el("td", w.deadLetters ? { class: "bad" } : {}, w.deadLetters), el("td", {}, w.retries), el("td", {}, w.inFlight), el("td", {}, w.lag))));
  letters(snapshot.deadLetters);
}

/** Such as "videos: 12 = 8 done + 4 skipped". */
function equation(name, sums) {
  const parts = Object.entries(sums.states).filter(([, n]) => n).map(([state, n]) => `${n} ${state}`);
  return `${name}: ${sums.known} ${sums.balances ? "=" : "is not"} ${parts.join(" + ") || 0}`;
}

function dropped(v) {
  const scores = Object.entries(v.scores || {}).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`).join(", ");
  return el("li", {}, el("b", {}, v.id), ` ${v.category || ""} ${v.state} at ${v.stage}: ${v.reason || ""} ${v.sentence || ""}`, scores ? ` (${scores})` : "");
}

async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

/** The ledger changes with every record, so that it is asked for now and then. */
async function ledger() {
  try {
    const sums = await json("v1/ledger/summary");
    $("sums").textContent = [equation("videos", sums.videos), equation("requests", sums.requests)].concat(sums.records.known ? [equation("records that name nobody", sums.records)] : []).join(" \u00b7 ");
    $("sums").className = sums.videos.balances && sums.requests.balances ? "" : "bad";
    $("ledger").replaceChildren(...sums.videos.stages.map(s => el("tr", {}, el("td", {}, s.stage), el("td", {}, s.outcome), el("td", {}, s.reason || ""), el("td", {}, s.count))));
    const lists = await Promise.all(["skipped", "dead", "lost"].map(state => json(`v1/videos?state=${state}&limit=20`)));
    const videos = lists.flatMap(list => list.videos).sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1)).slice(0, 20);
    show("dropped", videos.map(dropped), "none");
  } catch (problem) {
    $("sums").textContent = "the ledger is still being read";
  }
  setTimeout(ledger, 5000);
}
ledger();

const events = new EventSource("v1/metrics/stream");
events.addEventListener("snapshot", event => { $("connection").textContent = "live"; update(JSON.parse(event.data)); });
events.onerror = () => { $("connection").textContent = "connection lost, trying again"; };
