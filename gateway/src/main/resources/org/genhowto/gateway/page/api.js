/** The gateway as the page asks it. Addresses are relative, so that a proxy may put all of it under a prefix. */

/** What the gateway refused, or that it was not reached (status 0). */
export class Refusal extends Error {
  constructor(status, field, message, retryAfter) {
    super(message);
    Object.assign(this, { status, field, retryAfter });
  }
}

async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw new Refusal(0, null, "The gateway is not reached.");
  }
  const text = await answer.text();
  let view;
  try {
    view = JSON.parse(text);
  } catch {
    view = { error: `The server answered ${answer.status}.` };
  }
  if (!answer.ok) throw new Refusal(answer.status, view.field, view.error || `The server answered ${answer.status}.`, Number(answer.headers.get("Retry-After")) || 0);
  return view;
}

/** A name for a request, also where the page has no secure context. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return "page-" + [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

/** Sent again under the same id, it is the same request. */
export function generate(id, fields, image) {
  const form = new FormData();
  if (image) form.append("image", image, image.name || "image.png");
  Object.entries(fields).forEach(([name, value]) => form.append(name, value));
  return ask("v1/generations", { method: "POST", headers: { "Idempotency-Key": id }, body: form });
}

const place = id => "v1/generations/" + encodeURIComponent(id);
export const show = id => ask(place(id));
export const cancel = id => ask(place(id), { method: "DELETE" });

/**
 * Follows a request to its end: events, and where there are none, questions now and then.
 * @param {(view: object) => void} seen with every change
 * @param {(connected: boolean) => void} connection as it comes and goes
 * @returns a function that ends it
 */
export function follow(id, seen, connection) {
  let over = false;
  let timer = 0;
  let source = null;
  const stop = () => {
    over = true;
    clearTimeout(timer);
    if (source) source.close();
  };
  const poll = async () => {
    try {
      const view = await show(id);
      if (over) return;
      connection(true);
      seen(view);
      if (view.result) return;
    } catch (problem) {
      if (over) return;
      if (problem.status === 404) return seen({ requestId: id, status: "missing" });
      connection(problem.status !== 0);
    }
    timer = setTimeout(poll, 2000);
  };
  source = new EventSource(place(id) + "/events");
  source.onopen = () => connection(true);
  source.addEventListener("progress", event => seen(JSON.parse(event.data)));
  source.addEventListener("result", event => { stop(); seen(JSON.parse(event.data)); });
  source.onerror = () => {
    if (over) return;
    connection(false);
    if (source.readyState === EventSource.CLOSED) poll(); // It is refused, or was at its end.
  };
  return stop;
}
