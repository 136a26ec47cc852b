/** What numbers mean, in words. Nothing here touches the page. */
const HOUR = 3600000;
export const RANGES = { "1h": HOUR, "6h": 6 * HOUR, "1d": 24 * HOUR, "7d": 168 * HOUR, "30d": 720 * HOUR };
export const NAMES = {
  accuracy: "Classifier accuracy", fid: "Frechet distance (FID)", "fid-infinity": "FID at infinite N", kid: "Kernel distance (KID)",
  agreement: "Agreement with the prompt (CLIP)", background: "Background kept", separability: "Real told from generated",
  precision1: "Localizer precision@1",
};
const FALLING = new Set(["fid", "fid-infinity", "kid", "separability"]);
export const falls = name => FALLING.has(name);
export const TARGETS = { action: "action", finalState: "final state" };

export function number(value) {
  if (value === undefined || value === null) return "";
  const size = Math.abs(value);
  if (size !== 0 && size < 0.001) return value.toExponential(1);
  return size >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(size >= 100 ? 4 : 3)));
}

export const count = value => (value === undefined || value === null ? "" : value.toLocaleString("en"));

export function duration(millis) {
  if (millis === undefined || millis === null) return "";
  if (millis < 1) return "< 1 ms";
  if (millis < 1000) return `${Math.round(millis)} ms`;
  const seconds = millis / 1000;
  if (seconds < 90) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return seconds < 172800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
}

export function bytes(size) {
  if (size === undefined) return "";
  const units = ["B", "KB", "MB", "GB", "TB"];
  let at = 0;
  while (size >= 1024 && at < units.length - 1) { size /= 1024; at++; }
  return `${number(size)} ${units[at]}`;
}

export const interval = m => (m.low === undefined || m.high === undefined ? "" : `[${number(m.low)}, ${number(m.high)}]`);

/** Where a time axis begins and ends: one point never makes an axis of years. */
export function axis(from, to) {
  const least = 10 * 60;
  if (!Number.isFinite(from) || !Number.isFinite(to)) return [Date.now() / 1000 - least, Date.now() / 1000];
  if (to - from >= least) return [from, to];
  const middle = (from + to) / 2;
  return [middle - least / 2, middle + least / 2];
}

/** A value axis with air around it: equal values never make an axis from 0 to 100. */
export function span(low, high) {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  const air = Math.max((high - low) * 0.08, Math.abs(high) * 0.02, 1e-6);
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;

export function hour(topics) {
  const of = topic => topics[topic]?.hour || 0;
  const dead = Object.entries(topics).filter(([name]) => name.endsWith(".dead-letters")).reduce((sum, [, topic]) => sum + topic.hour, 0);
  const parts = [
    [of("video-references"), "video", "videos"], [of("triplets"), "triplet", "triplets"], [of("training-shards"), "shard", "shards"],
    [of("generation-requests"), "request", "requests"], [of("generation-results"), "result", "results"], [of("evaluation-metrics"), "measurement", "measurements"],
    [dead, "dead letter", "dead letters"],
  ].filter(([n]) => n).map(([n, one, many]) => plural(n, one, many));
  return parts.length ? `${parts.join(", ")}.` : "Nothing came in the last hour.";
}

/** The worker that holds the others up, and why it is taken to be that. */
export function bottleneck(workers, stages) {
  const waits = workers.filter(w => w.waits || /^(waiting|stopped|restarting)/.test(w.state || ""));
  if (waits.length) return { worker: waits[0].key, words: `${waits[0].key}: ${waits[0].state || "waits for something that is away"}.` };
  const busy = workers.filter(w => w.lag > 0).map(w => {
    const rate = stages[w.key]?.rate || 0;
    return { worker: w.key, lag: w.lag, rate, minutes: rate ? w.lag / rate : Infinity };
  }).sort((a, b) => b.minutes - a.minutes || b.lag - a.lag);
  if (!busy.length) return { worker: "", words: workers.length ? "None: nothing waits before any worker." : "No worker has been seen yet." };
  const most = busy[0];
  return {
    worker: most.worker,
    words: most.rate
      ? `${most.worker}: ${plural(most.lag, "record waits", "records wait")}, about ${duration(most.minutes * 60000)} of work at ${number(most.rate)} a minute.`
      : `${most.worker}: ${plural(most.lag, "record waits", "records wait")}, and nothing was done in the last five minutes.`,
  };
}

/** Probability of a difference as large between normal values without one; two-sided. */
export function pValue(z) {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + 0.5 * x);
  return Math.min(1, t * Math.exp(-x * x - 1.26551223 + t * (1.00002368 + t * (0.37409196 + t * (0.09678418 + t * (-0.18628806 + t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))))));
}

const WIDTH = 2 * 1.959964;

/** One release against another by a metric and its 95% intervals. */
export function compared(a, b) {
  const error = Math.hypot((a.high - a.low) / WIDTH, (b.high - b.low) / WIDTH);
  const known = Number.isFinite(error) && error > 0;
  const p = known ? pValue((b.value - a.value) / error) : null;
  return { better: (b.value > a.value) === falls(b.name) ? a : b, worse: (b.value > a.value) === falls(b.name) ? b : a, p, significant: known && p < 0.05 };
}

/** Which of the two newest releases is better, by the measure of the paper that both have. */
export function better(metrics, decisions, wanted) {
  const measured = metrics.filter(m => m.state === "measured" && m.window === "all" && m.release && (!wanted.set || m.set === wanted.set) && (!m.method || m.method === "genhowto"));
  const newest = {};
  metrics.filter(m => m.release).forEach(m => { newest[m.release] = Math.max(newest[m.release] || 0, m.at); });
  const order = Object.keys(newest).sort((x, y) => newest[y] - newest[x]);
  for (const [name, target] of [["accuracy", "finalState"], ["accuracy", "action"], ["fid", "finalState"], ["fid", "action"]]) {
    const here = measured.filter(m => m.name === name && m.target === target);
    for (const set of [...new Set(here.map(m => m.set))]) {
      const two = order.map(release => here.find(m => m.release === release && m.set === set)).filter(Boolean).slice(0, 2);
      const first = wanted.release && two.find(m => m.release === wanted.release);
      if (two.length === 2 && (!wanted.release || first)) return { words: sentence(two[1], two[0], set) + gate(decisions, two), sure: compared(two[1], two[0]).significant };
    }
  }
  const gated = decisions.slice().sort((x, y) => y.at - x.at)[0];
  if (gated) return { words: gate([gated], [{ release: gated.candidate }]).trim(), sure: true };
  if (order.length === 1) return { words: `Only one release has been measured: ${order[0]}.`, sure: false };
  return { words: metrics.some(m => m.state === "not-enough") ? "Not enough images yet to compare releases." : "No release has been measured yet.", sure: false };
}

function sentence(a, b, set) {
  const { better: one, worse: other, p, significant } = compared(a, b);
  const what = `${NAMES[one.name] || one.name}, ${TARGETS[one.target]}, set ${set}: ${number(one.value)} ${interval(one)} against ${number(other.value)} ${interval(other)}, N ${count(one.samples)} and ${count(other.samples)}`.replaceAll(/ +/g, " ");
  if (p === null) return `${one.release} looks better than ${other.release}, but no interval says whether that means anything. ${what}.`;
  return significant
    ? `${one.release} is better than ${other.release}, and significantly so (p = ${p < 0.001 ? "< 0.001" : number(p)}). ${what}.`.replace("p = <", "p <")
    : `${one.release} and ${other.release} cannot be told apart yet (p = ${number(p)}). ${what}.`;
}

function gate(decisions, releases) {
  const said = decisions.find(d => releases.some(r => r.release === d.candidate));
  return said ? ` The gate says ${said.decision} for ${said.candidate}: ${said.reason}` : "";
}

export function needs(alerts, letters, processes) {
  const parts = [];
  const open = alerts.filter(a => a.state === "open").length;
  const waiting = letters.filter(l => l.open).length;
  const silent = processes.filter(p => p.answers === false).length;
  if (open) parts.push(plural(open, "alert is open", "alerts are open"));
  if (waiting) parts.push(plural(waiting, "dead letter waits", "dead letters wait"));
  if (silent) parts.push(plural(silent, "process does not answer", "processes do not answer"));
  return parts.length ? `${parts.join(", ")}.` : "Nothing.";
}

/** Rows of the paper's tables: a method with weights on a set, and its values by metric and target. */
export function tableRows(metrics) {
  const found = new Map();
  metrics.filter(m => m.window === "all" && !m.category && m.target).forEach(m => {
    const key = [m.set, m.method || "", m.release || ""].join("\n");
    if (!found.has(key)) found.set(key, { set: m.set, method: m.method || "", release: m.release || "", values: {} });
    const values = found.get(key).values;
    const column = `${m.name}.${m.target}`;
    if (!values[column] || values[column].at < m.at) values[column] = m;
  });
  return [...found.values()].sort((a, b) => a.set.localeCompare(b.set) || a.method.localeCompare(b.method) || a.release.localeCompare(b.release));
}

export const matches = (item, wanted) => (!wanted.release || item.release === wanted.release) && (!wanted.set || item.set === wanted.set) && (!wanted.category || item.category === wanted.category);

export const since = (range, now) => (RANGES[range] ? now - RANGES[range] : 0);
