import { branches, chainOf, ended, noise, told } from "./logic.js";
import { $, button, el, picture } from "./view.js";

/** The request that is shown: its state, its images, the chain it stands in. */

export const images = view => (view && view.result && view.result.images) || [];

/** The image of an entry that the next one starts from, or its first. */
function thumb(state, entry, next) {
  const all = images(state.views.get(entry.id));
  const index = next && next.earlier ? next.earlier.index : 0;
  return all[index] ? all[index].url : "";
}

function link(state, entry, next, press) {
  const source = thumb(state, entry, next);
  const words = entry.fields.prompt;
  return button(() => press(entry.id), { title: words, "aria-label": words, ...(entry.id === state.shown ? { "aria-current": "true" } : {}) }, ...(source ? [el("img", { src: source, alt: "" })] : [ended((state.views.get(entry.id) || {}).status) ? "none" : "..."]));
}

function chain(state, press) {
  const steps = chainOf(state.list, state.shown);
  const more = branches(state.list, state.shown);
  $("chain").hidden = steps.length + more.length < 2;
  const first = steps[0] && inputUrl(state, steps[0].id);
  const items = [
    ...(first ? [el("li", {}, button(() => press(steps[0].id), { "aria-label": "the image it began with", title: "the image it began with" }, el("img", { src: first, alt: "" })))] : []),
    ...steps.map((entry, i) => el("li", {}, link(state, entry, steps[i + 1], press))),
    ...more.map((entry, i) => el("li", i ? { class: "branch" } : {}, link(state, entry, null, press))),
  ];
  $("chain").replaceChildren(el("ol", {}, ...items));
  const current = $("chain").querySelector("[aria-current]");
  if (current) $("chain").scrollLeft = current.offsetLeft - $("chain").clientWidth / 2;
}

/** As the gateway tells it, or as it was picked here a moment ago. */
export function inputUrl(state, id) {
  const view = state.views.get(id);
  const entry = state.list.find(one => one.id === id);
  const before = entry && entry.earlier && images(state.views.get(entry.earlier.id))[entry.earlier.index];
  return (view && view.result && view.result.input && view.result.input.url) || state.inputs.get(id) || (before && before.url) || "";
}

function outputs(state, view, choose) {
  const all = images(view);
  const one = all[state.index];
  const result = view.result || {};
  const preview = view.progress && view.progress.preview && view.progress.preview.url;
  const working = !ended(view.status);
  picture($("output"), one ? one.url : working && preview ? preview : "", one ? `${result.prompt}` : "How it comes along");
  $("outputfigure").querySelector(".frame").classList.toggle("working", working);
  $("outputfigure").querySelector(".nothing").textContent = working ? "It appears here while it is made" : all.length ? "" : "There is no image";
  $("outputcaption").textContent = one ? result.prompt : working && preview ? `step ${view.progress.stepsDone} of ${view.progress.stepsTotal}` : "after";
  const sweep = all.length > 1 && all.every(image => image.skip !== undefined);
  $("sweepbox").hidden = !sweep;
  if (sweep) {
    $("sweep").max = String(all.length - 1);
    $("sweep").value = String(state.index);
    $("sweepname").textContent = noise(one.skip, result.steps);
    $("sweep").setAttribute("aria-valuetext", $("sweepname").textContent);
  }
  $("thumbs").hidden = all.length < 2;
  $("thumbs").replaceChildren(...all.map((image, i) => button(() => choose(i), { "aria-label": image.skip === undefined ? `image ${i + 1} of ${all.length}` : noise(image.skip, result.steps), ...(i === state.index ? { "aria-current": "true" } : {}) }, el("img", { src: image.url, alt: "" }))));
  $("actions").hidden = !ended(view.status);
  [$("next"), $("download")].forEach(node => { node.hidden = !one; });
  if (one) {
    $("download").href = one.url;
    $("download").download = `${view.requestId}-${state.index}.${(one.mediaType || "image/png").split("/")[1]}`;
  }
  details(view, one);
}

function details(view, one) {
  const result = view.result;
  const facts = !one ? [] : [
    ["Seed", one.seedText], ["Method", result.method], ["Sampler", result.sampler], ["Steps", result.steps && `${result.steps}, ${one.skip ?? result.skip} skipped`],
    ["Guidance", result.guidance], ["Not to be seen", result.negativePrompt], ["Agreement", one.agreement && one.agreement.toFixed(3)], ["Background kept", one.background && one.background.toFixed(3)], ["Weights", result.modelVersion],
  ];
  $("details").replaceChildren(...facts.filter(fact => fact[1] !== undefined && fact[1] !== "" && fact[1] !== null).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]));
}

function bar(view) {
  const steps = view.progress && view.progress.stepsTotal;
  $("bar").hidden = ended(view.status);
  if (steps && view.status === "running") {
    $("bar").max = steps;
    $("bar").value = view.progress.stepsDone;
  } else {
    $("bar").removeAttribute("value");
  }
}

/** Draws what is shown, or that nothing is. */
export function draw(state, press, choose) {
  const view = state.views.get(state.shown);
  if (!view) {
    $("word").textContent = state.shown ? "Loading" : "Nothing made yet";
    delete $("word").dataset.status;
    $("told").textContent = state.shown ? "" : "Pick an image, say what is to be seen, and press Make it.";
    [$("bar"), $("cancel"), $("actions"), $("thumbs"), $("sweepbox"), $("chain")].forEach(node => { node.hidden = true; });
    $("details").replaceChildren();
    picture($("output"), "", "");
    picture($("input"), "", "");
    return;
  }
  const { word, sentence } = told(view);
  $("word").textContent = word;
  $("word").dataset.status = view.status;
  $("told").textContent = sentence;
  $("cancel").hidden = ended(view.status);
  bar(view);
  picture($("input"), inputUrl(state, state.shown), "The input image");
  outputs(state, view, choose);
  chain(state, press);
}
