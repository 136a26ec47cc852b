import { curl, fault, fieldsOf } from "./logic.js";
import { $, confirmed, copy, el, picture } from "./view.js";

/** The form: what is wished for, from which image, and what the gateway had against it. */
const TEXTS = ["prompt", "negativePrompt", "method", "priority", "steps", "skip", "guidance", "seed"];
const HIDDEN = ["method", "priority", "steps", "skip", "guidance", "seed"];
const PLACES = { sweep: "compare", earlierRequestId: "image", earlierIndex: "image" };
let file = null;
let fileUrl = "";
let earlier = null;

export const image = () => (earlier ? null : file);
export const imageUrl = () => fileUrl;

export function wish() {
  const made = Object.fromEntries(TEXTS.map(name => [name, $(name).value]));
  made.target = document.querySelector("input[name=target]:checked").value;
  made.compare = $("compare").checked;
  made.earlier = earlier && { id: earlier.id, index: earlier.index };
  return made;
}

/** Fills the form as it was for an earlier request. */
export function refill(fields) {
  TEXTS.forEach(name => { $(name).value = fields[name] || ""; });
  document.querySelector(`input[name=target][value="${fields.target}"]`).checked = true;
  $("compare").checked = Boolean(fields.sweep);
  compared();
  if (HIDDEN.some(name => fields[name])) $("more").open = true;
}

function drawn(name) {
  picture($("picked"), fileUrl, "The image you picked");
  $("dropwords").hidden = Boolean(fileUrl);
  $("imageclear").hidden = !fileUrl;
  $("imagename").textContent = name;
  $("imagelabel").textContent = fileUrl ? "Pick another" : "Pick a file";
  blame("image", "");
}

/** Takes a file from wherever it came. */
export function take(given, name) {
  if (!/^image[/](png|jpeg|webp)$/.test(given.type)) return blame("image", `${given.name || "That"} is no PNG, JPEG or WebP.`);
  const reader = new FileReader();
  return new Promise(done => {
    reader.onload = () => {
      file = given;
      fileUrl = reader.result;
      earlier = null;
      drawn(name || given.name || "pasted image");
      done();
    };
    reader.onerror = () => { blame("image", "The file cannot be read."); done(); };
    reader.readAsDataURL(given);
  });
}

/** Starts from what an earlier request made. */
export function from(id, index, url, words) {
  earlier = { id, index };
  file = null;
  fileUrl = url;
  drawn("from: " + words);
}

function clear() {
  file = null;
  earlier = null;
  fileUrl = "";
  $("image").value = "";
  drawn("");
  $("image").focus();
}

/** Marks a field; no words unmark it. */
export function blame(field, words) {
  const id = PLACES[field] || field;
  const node = $(id);
  const error = $(field + "-error") || $(id + "-error");
  if (!node || !error) return false;
  error.textContent = words;
  node.toggleAttribute("aria-invalid", false);
  if (words) node.setAttribute("aria-invalid", "true");
  if (id === "image") $("imagefield").classList.toggle("invalid", Boolean(words));
  return true;
}

/** Shows what is wrong where it is wrong, else above the form. */
export function refused(problem) {
  if (problem.field && blame(problem.field, problem.error || problem.message)) {
    const id = PLACES[problem.field] || problem.field;
    if (HIDDEN.includes(id)) $("more").open = true;
    (id === "target" ? document.querySelector("input[name=target]") : $(id)).focus();
    return;
  }
  if (problem.status === 401) $("problem").replaceChildren("You are not signed in. ", el("a", { href: "sign-in?to=%2Fgenerate" }, "Sign in"));
  else $("problem").textContent = problem.error || problem.message;
  $("problem").hidden = false;
}

export function cleared() {
  [...TEXTS, "image", "target", "sweep"].forEach(name => blame(name, ""));
  $("problem").hidden = true;
}

function compared() {
  $("skip").disabled = $("compare").checked;
}

async function example(node) {
  const target = document.querySelector("input[name=target]:checked").value;
  const known = [...document.querySelectorAll("[data-example]")].flatMap(one => [one.dataset.action, one.dataset.final]);
  const answer = await fetch(`generate/examples/${node.dataset.example}.png`);
  await take(new File([await answer.blob()], node.dataset.example + ".png", { type: "image/png" }), "example: " + node.dataset.example);
  // Words of one's own stay.
  if (!$("prompt").value.trim() || known.includes($("prompt").value)) $("prompt").value = target === "action" ? node.dataset.action : node.dataset.final;
}

export function wire(submit) {
  $("form").addEventListener("submit", event => {
    event.preventDefault();
    cleared();
    const wrong = fault(wish(), Boolean(file));
    if (wrong) refused(wrong);
    else submit();
  });
  $("image").addEventListener("change", () => $("image").files[0] && take($("image").files[0]));
  $("imageclear").addEventListener("click", clear);
  $("compare").addEventListener("change", compared);
  $("curl").addEventListener("click", () => {
    copy(curl(new URL(".", location.href).href.replace(/[/]$/, ""), fieldsOf(wish()), file && file.name));
    confirmed($("curl"), "Copied");
  });
  document.querySelectorAll("[data-example]").forEach(node => node.addEventListener("click", () => example(node)));
  TEXTS.forEach(name => $(name).addEventListener("input", () => blame(name, "")));
  const drop = $("drop");
  ["dragenter", "dragover"].forEach(name => document.addEventListener(name, event => { event.preventDefault(); drop.classList.add("over"); }));
  ["dragleave", "drop"].forEach(name => document.addEventListener(name, event => { event.preventDefault(); drop.classList.remove("over"); }));
  document.addEventListener("drop", event => event.dataTransfer.files[0] && take(event.dataTransfer.files[0]));
  document.addEventListener("paste", event => {
    const item = [...event.clipboardData.files].find(one => one.type.startsWith("image/"));
    if (item) { event.preventDefault(); take(item); }
  });
}
