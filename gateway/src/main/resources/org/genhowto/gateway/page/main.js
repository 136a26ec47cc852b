import * as api from "./api.js";
import * as form from "./form.js";
import { aloud, curl, ended, fieldsOf, remember, told, withPreview } from "./logic.js";
import { draw, images } from "./stage.js";
import * as store from "./store.js";
import { $, button, confirmed, copy, el } from "./view.js";

/** Where all comes together: requests made here, which one is shown, and who follows which. */
const FOLLOWED = 4;
const state = { list: store.requests(), views: new Map(), inputs: new Map(), shown: "", index: 0 };
const follows = new Map();
const lost = new Set();
let sending = null;

function paint() {
  draw(state, show, choose);
  history();
}

function history() {
  $("pastempty").hidden = state.list.length > 0;
  $("forget").hidden = state.list.length === 0;
  const key = JSON.stringify([state.shown, state.list.map(entry => [entry.id, summary(entry)])]);
  if ($("history").dataset.key === key) return; // No button goes away under a hand.
  $("history").dataset.key = key;
  const focused = document.activeElement && document.activeElement.dataset.id;
  $("history").replaceChildren(...state.list.map(entry => {
    const [word, url] = summary(entry);
    return el("li", entry.id === state.shown ? { "aria-current": "true" } : {},
      button(() => show(entry.id), { "data-id": entry.id, ...(entry.id === state.shown ? { "aria-current": "true" } : {}) },
        url ? el("img", { src: url, alt: "" }) : el("span", { class: "blank" }),
        el("span", {}, el("span", { class: "prompt" }, entry.fields.prompt), el("span", { class: "dim" }, word))));
  }));
  if (focused) $("history").querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
}

function summary(entry) {
  const view = state.views.get(entry.id);
  const first = images(view)[0];
  return [view ? told(view).word : "...", first ? first.url : ""];
}

function seen(given) {
  const before = state.views.get(given.requestId);
  const view = withPreview(before, given);
  state.views.set(view.requestId, view);
  if (view.requestId === state.shown && (!before || aloud(before) !== aloud(view))) $("live").textContent = aloud(view);
  if (ended(view.status)) stopFollowing(view.requestId);
  paint();
}

function stopFollowing(id) {
  follows.get(id)?.();
  follows.delete(id);
  lost.delete(id);
  connection();
}

function follow(id) {
  if (follows.has(id)) return;
  if (follows.size >= FOLLOWED) stopFollowing(follows.keys().next().value);
  follows.set(id, api.follow(id, seen, connected => {
    if (connected) lost.delete(id);
    else lost.add(id);
    if (connected && $("problem").hasAttribute("data-passing")) $("problem").hidden = true;
    connection();
  }));
}

function connection() {
  const words = !navigator.onLine ? "You are offline; it goes on when you are back." : lost.size ? "Connection lost, trying again ..." : "";
  $("connection").textContent = words;
  $("connection").hidden = !words;
}

async function load(id) {
  try {
    seen(await api.show(id));
  } catch (problem) {
    if (problem.status === 404) seen({ requestId: id, status: "missing" });
    else lost.add(id);
    connection();
  }
  const view = state.views.get(id);
  if ((!view || !ended(view.status)) && (id === state.shown || follows.size < FOLLOWED)) follow(id);
}

function show(id) {
  state.shown = id;
  state.index = 0;
  window.history.replaceState(null, "", id ? "#" + id : location.pathname);
  paint();
  const view = state.views.get(id);
  if (!view || !ended(view.status)) load(id);
}

function choose(index) {
  state.index = index;
  draw(state, show, choose);
}

async function submit() {
  const wish = form.wish();
  const fields = fieldsOf(wish);
  const key = JSON.stringify([fields, form.imageUrl()]);
  // What may have arrived is sent again under its own name; another wish has another.
  const id = sending && sending.key === key ? sending.id : api.newId();
  sending = { key, id };
  $("go").disabled = true;
  $("go").textContent = "Sending ...";
  try {
    const view = await api.generate(id, fields, form.image());
    sending = null;
    state.list = remember(state.list, { id, at: Date.now(), fields, earlier: wish.earlier });
    store.keep(state.list);
    state.inputs.set(id, form.imageUrl());
    state.views.set(id, view);
    show(id);
    if (matchMedia("(max-width: 760px)").matches) $("stage").scrollIntoView({ block: "start" });
  } catch (problem) {
    if (problem.status !== 0 && problem.status < 500) sending = null;
    const passing = problem.status === 0 || problem.status === 503;
    form.refused(problem.status === 413 ? { field: "image", error: problem.message } : passing ? { error: problem.message + " Nothing is lost: press again in a moment." } : problem);
    $("problem").toggleAttribute("data-passing", passing);
  } finally {
    $("go").disabled = false;
    $("go").textContent = "Make it";
  }
}

function goOn() {
  const view = state.views.get(state.shown);
  const one = images(view)[state.index];
  if (!one) return;
  form.from(view.requestId, state.index, one.url, view.result.prompt);
  $("prompt").focus();
  $("prompt").select();
}

async function cancel() {
  const id = state.shown;
  if ($("cancel").hidden) return;
  $("cancel").disabled = true;
  try {
    await api.cancel(id);
  } catch (problem) {
    if (problem.status !== 409) form.refused(problem); // It had ended already.
  } finally {
    $("cancel").disabled = false;
  }
  load(id);
}

function neighbour(step) {
  const at = state.list.findIndex(entry => entry.id === state.shown);
  const next = state.list[at < 0 ? 0 : at + step];
  if (next) show(next.id);
}

function entry() {
  return state.list.find(one => one.id === state.shown);
}

const KEYS = {
  "/": () => $("prompt").focus(),
  x: cancel,
  n: goOn,
  d: () => { if (!$("actions").hidden && !$("download").hidden) $("download").click(); },
  j: () => neighbour(1),
  k: () => neighbour(-1),
  "?": () => $("keys").showModal(),
};

function pressed(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return $("form").requestSubmit();
  const typing = event.target.closest("input:not([type=radio]):not([type=checkbox]):not([type=range]), textarea, select, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !store.singleKeys() || !KEYS[event.key]) return undefined;
  event.preventDefault();
  return KEYS[event.key]();
}

form.wire(submit);
$("cancel").addEventListener("click", cancel);
$("next").addEventListener("click", goOn);
$("again").addEventListener("click", () => { if (entry()) { form.refill(entry().fields); $("prompt").focus(); } });
$("copied").addEventListener("click", () => {
  if (!entry()) return;
  copy(curl(new URL(".", location.href).href.replace(/[/]$/, ""), entry().fields, null));
  confirmed($("copied"), "Copied");
});
$("sweep").addEventListener("input", () => choose(Number($("sweep").value)));
$("forget").addEventListener("click", () => {
  if (!confirm("Clear the list in this browser? The requests themselves stay where they are.")) return;
  [...follows.keys()].forEach(stopFollowing);
  state.list = [];
  store.keep([]);
  show("");
});
$("keysopen").addEventListener("click", () => $("keys").showModal());
$("single").checked = store.singleKeys();
$("single").addEventListener("change", () => store.keepSingleKeys($("single").checked));
document.addEventListener("keydown", pressed);
window.addEventListener("online", () => { connection(); state.list.slice(0, FOLLOWED).forEach(one => load(one.id)); });
window.addEventListener("offline", connection);

const asked = decodeURIComponent(location.hash.slice(1));
if (state.list.some(one => one.id === asked)) show(asked);
else paint();
connection();
for (const one of state.list) if (one.id !== state.shown) await load(one.id);
