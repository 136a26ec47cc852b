/** The events of the dashboard, kept as sections of rows. */
const SILENCE = 12000;
const AGAIN = 4000;
export const sections = new Map();

export const rows = name => [...(sections.get(name) || new Map()).entries()].map(([key, row]) => ({ key, ...row }));
export const table = name => Object.fromEntries(sections.get(name) || new Map());

/** Takes in an event; says which sections it has changed. */
export function apply(change, whole) {
  const touched = new Set(Object.keys(change.set || {}));
  if (whole) {
    [...sections.keys()].forEach(name => touched.add(name));
    sections.clear();
  }
  Object.entries(change.set || {}).forEach(([name, set]) => {
    if (!sections.has(name)) sections.set(name, new Map());
    Object.entries(set).forEach(([key, row]) => sections.get(name).set(key, row));
  });
  Object.entries(change.gone || {}).forEach(([name, keys]) => {
    touched.add(name);
    keys.forEach(key => sections.get(name)?.delete(key));
  });
  return touched;
}

/**
 * Follows the dashboard for as long as the page is open.
 * @param changed is told which sections have changed
 * @param standing is told live, stale, lost or refused, how old the numbers are, and a sentence
 */
export function follow(changed, standing) {
  let last = 0;
  let refusal = "";
  let source = null;
  const tell = () => {
    const age = last ? Date.now() - last : 0;
    if (refusal) standing("refused", age, refusal);
    else if (last && age > SILENCE) standing(source && source.readyState === EventSource.OPEN ? "stale" : "lost", age, "");
    else if (source && source.readyState !== EventSource.OPEN) standing(last ? "lost" : "connecting", age, "");
    else standing(last ? "live" : "connecting", age, "");
  };
  const heard = (event, whole) => {
    last = Date.now();
    refusal = "";
    const change = JSON.parse(event.data);
    if (change.set) changed(apply(change, whole));
    tell();
  };
  const open = () => {
    source = new EventSource("v1/metrics/stream");
    source.addEventListener("snapshot", event => heard(event, true));
    source.addEventListener("delta", event => heard(event, false));
    source.addEventListener("beat", event => heard(event, false));
    source.onopen = tell;
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) ask();
      tell();
    };
  };
  // A stream that was refused does not say why; the state at the same gateway does.
  const ask = async () => {
    try {
      const answer = await fetch("v1/dashboard");
      const told = await answer.json();
      refusal = answer.ok ? "" : told.error || `The server answered ${answer.status}.`;
      if (answer.ok) { // Too many follow: it is asked now and then instead.
        last = Date.now();
        changed(apply(told, true));
      }
    } catch {
      refusal = "";
    }
    tell();
    setTimeout(open, AGAIN);
  };
  open();
  setInterval(tell, 1000);
}
