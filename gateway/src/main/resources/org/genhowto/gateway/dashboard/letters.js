import { rows } from "./feed.js";
import { count } from "./logic.js";
import { $, button, el, keep, row } from "./view.js";

/** Dead letters, and what a person does about them. */
export function confirmed(title, words, label, required) {
  $("confirmtitle").textContent = title;
  $("confirmwords").textContent = words;
  $("whybox").hidden = !label;
  $("whylabel").textContent = label;
  $("why").required = required;
  $("why").value = "";
  $("confirm").returnValue = "no";
  $("confirm").showModal();
  return new Promise(done => $("confirm").addEventListener("close", () => done($("confirm").returnValue === "yes"), { once: true }));
}

async function act(letter, action, body) {
  const told = $("lettertold");
  const name = `${letter.worker} ${letter.position}`;
  told.className = "";
  told.textContent = `${action} of ${name} ...`;
  try {
    const answer = await fetch(`v1/dead-letters/${encodeURIComponent(letter.worker)}/${encodeURIComponent(letter.position)}/${action}`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const view = await answer.json();
    told.className = answer.ok ? "" : "bad";
    told.textContent = answer.ok ? `${name} is ${view.state}.` : view.error;
  } catch (problem) {
    told.className = "bad";
    told.textContent = `${action} of ${name}: ${problem.message}`;
  }
}

async function replay(letter) {
  if (await confirmed(`Replay ${letter.worker} ${letter.position}?`, `The worker tries the record once more. It failed with: ${letter.message}`, "", false)) await act(letter, "replay", {});
}

async function discard(letter) {
  if (await confirmed(`Discard ${letter.worker} ${letter.position}?`, "Nothing comes of the record then; the letter itself stays in its topic.", "Why does nobody need it any more?", true)) {
    const reason = $("why").value.trim();
    if (reason) await act(letter, "discard", { reason });
  }
}

const shortened = words => (words.length > 300 ? words.slice(0, 300) + " ..." : words);

function line(d) {
  const name = `${d.worker} ${d.position}`;
  const hands = d.open ? [button(() => replay(d), { "data-name": "replay " + name, "aria-label": `Replay ${name}` }, "Replay"), " ", button(() => discard(d), { "data-name": "discard " + name, "aria-label": `Discard ${name}` }, "Discard")] : [d.actor ? `by ${d.actor}` : ""];
  return row([d.worker, d.position, [d.state, { class: d.open ? "bad" : "" }], d.key || "", count(d.attempts), [shortened(d.message || ""), { class: "long" }], [new Date(d.at).toLocaleString([], { dateStyle: "short", timeStyle: "short" }), { class: "when" }], [el("span", { class: "row" }, ...hands), {}]]);
}

export function letters() {
  const all = rows("letters").sort((a, b) => Number(b.open) - Number(a.open) || b.at - a.at);
  keep($("letterrows"), all, () => (all.length ? all.map(line) : [el("tr", {}, el("td", { colspan: "8", class: "empty" }, "None: every record could be worked on."))]));
}
