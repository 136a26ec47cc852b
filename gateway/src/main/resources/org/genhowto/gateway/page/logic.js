/** What the page decides without looking at itself: no element and no network in here. */

export const LEVELS = [0.8, 0.6, 0.4, 0.2, 0];
export const USUAL_STEPS = 20;
const ENDED = ["succeeded", "failed", "cancelled", "expired", "superseded", "missing"];
const KEPT = 100;

export const ended = status => ENDED.includes(status);

/** Leading steps to skip, from little noise to all of it; fewer where there are few steps. */
export function sweepOf(steps) {
  return [...new Set(LEVELS.map(level => Math.round(level * steps)).map(skip => Math.min(skip, steps - 1)))];
}

/** How much noise the input starts with, such as "40 % (skips 12 of 20 steps)". */
export function noise(skip, steps) {
  if (!steps) return `skips ${skip} steps`;
  return `${Math.round(100 * (1 - skip / steps))} % (skips ${skip} of ${steps} steps)`;
}

/** The fields of a request as the gateway names them; empty ones are left to it. */
export function fieldsOf(wish) {
  const fields = { prompt: wish.prompt.trim(), target: wish.target };
  for (const name of ["negativePrompt", "method", "priority", "steps", "guidance", "seed", "skip"]) {
    const text = String(wish[name] ?? "").trim();
    if (text) fields[name] = text;
  }
  if (wish.compare) {
    delete fields.skip;
    fields.steps = fields.steps || String(USUAL_STEPS);
    fields.sweep = sweepOf(Number(fields.steps)).join(",");
  }
  if (wish.earlier) {
    fields.earlierRequestId = wish.earlier.id;
    fields.earlierIndex = String(wish.earlier.index);
  }
  fields.previewEvery = String(previewEvery(Number(fields.steps || USUAL_STEPS)));
  return fields;
}

/** Some ten previews a request, at least every step. */
export const previewEvery = steps => Math.max(1, Math.round(steps / 10));

/** What is wrong before anybody is asked: field and sentence, or nothing. */
export function fault(wish, hasImage) {
  if (!hasImage && !wish.earlier) return { field: "image", error: "Pick an image to start from." };
  if (!wish.prompt.trim()) return { field: "prompt", error: "Say what is to be seen." };
  for (const [name, whole] of [["steps", true], ["skip", true], ["guidance", false], ["seed", true]]) {
    const text = String(wish[name] ?? "").trim();
    if (text && !(whole ? /^[+-]?[0-9]+$/ : /^[0-9]*[.]?[0-9]+$/).test(text)) {
      return { field: name, error: whole ? "Expected a whole number." : "Expected a number." };
    }
  }
  return null;
}

/** The request for a shell; the image is a file's name, or an earlier request. */
export function curl(origin, fields, file) {
  const quoted = text => "'" + String(text).replaceAll("'", "'\\''") + "'";
  const parts = [`curl -s ${quoted(origin + "/v1/generations")}`];
  if (!fields.earlierRequestId) parts.push(`-F ${quoted("image=@" + (file || "input.png"))}`);
  for (const [name, value] of Object.entries(fields)) parts.push(`--form-string ${quoted(name + "=" + value)}`);
  return parts.join(" \\\n  ");
}

/** Milliseconds as people say them. */
export function wait(milliseconds) {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return "less than a second";
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** A word and a sentence about a request as the gateway shows it. */
export function told(view) {
  const { status, queue, progress, result } = view;
  if (status === "queued") {
    if (!queue) return { word: "Waiting", sentence: "It was taken in." };
    const estimate = queue.estimatedWaitMillis === undefined ? "" : `, about ${wait(queue.estimatedWaitMillis)} to go`;
    return { word: "Waiting", sentence: `Place ${queue.position} of ${queue.waiting} in the queue${estimate}.` };
  }
  if (status === "running") {
    const steps = progress && progress.stepsTotal ? `Step ${progress.stepsDone} of ${progress.stepsTotal}` : "It has begun";
    const again = progress && progress.attempt > 1 ? `, try ${progress.attempt}` : "";
    return { word: "Working", sentence: `${steps}${again}.` };
  }
  const words = { succeeded: "Done", failed: "Failed", cancelled: "Cancelled", expired: "Expired", superseded: "Superseded", missing: "Gone" };
  const error = (result && result.error) || "";
  const time = status === "succeeded" && result.elapsedMillis ? `Made in ${(result.elapsedMillis / 1000).toFixed(1)} s.` : "";
  return { word: words[status] || status, sentence: status === "missing" ? "The gateway does not know this request any more." : error ? error.replace(/[.]?$/, ".") : time };
}

/** What is read aloud: changes that matter, every quarter of the steps and no more. */
export function aloud(view) {
  const { word, sentence } = told(view);
  if (view.status !== "running" || !view.progress || !view.progress.stepsTotal) return `${word}. ${sentence}`;
  const quarter = Math.floor((4 * view.progress.stepsDone) / view.progress.stepsTotal);
  return quarter ? `${word}, ${quarter * 25} % of the steps.` : `${word}.`;
}

/** The list with an entry in front; the oldest go. */
export const remember = (list, entry) => [entry, ...list.filter(one => one.id !== entry.id)].slice(0, KEPT);

/** From the first goal to this one. */
export function chainOf(list, id) {
  const byId = new Map(list.map(entry => [entry.id, entry]));
  const chain = [];
  for (let entry = byId.get(id); entry && !chain.includes(entry); entry = entry.earlier && byId.get(entry.earlier.id)) chain.unshift(entry);
  return chain;
}

/** What was made from a request, oldest first. */
export const branches = (list, id) => list.filter(entry => entry.earlier && entry.earlier.id === id).reverse();

/** Not every progress has a preview: the last one of the same try stays until there is another. */
export function withPreview(before, view) {
  const old = before && before.progress;
  const fresh = view.progress;
  if (!old || !fresh || fresh.preview || !old.preview || old.attempt !== fresh.attempt) return view;
  return { ...view, progress: { ...fresh, preview: old.preview } };
}
