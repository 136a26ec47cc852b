/** Two images of one wish, without their names; the choice goes to the gateway. */
const $ = id => document.getElementById(id);
const CHOICES = { left: "1", right: "2", tie: "0" };
let shown = null;
let ratingId = "";
let count = 0;

const image = sha => `v1/images/${encodeURIComponent(sha)}`;

function newId() {
  return "page-" + [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
}

function tell(words, bad) {
  $("told").textContent = words;
  $("told").className = bad ? "bad" : "";
}

const held = on => Object.keys(CHOICES).forEach(id => { $(id).disabled = on; });

async function ask(address, options) {
  let answer;
  try {
    answer = await fetch(address, options);
  } catch {
    throw new Error("The gateway is not reached.");
  }
  if (answer.status === 204) return null;
  let view;
  try {
    view = await answer.json();
  } catch {
    throw new Error(`The server answered ${answer.status}.`);
  }
  if (!answer.ok) throw new Error(view.error || `The server answered ${answer.status}.`);
  return view;
}

async function next() {
  try {
    shown = await ask("v1/ratings/next");
  } catch (problem) {
    tell(`${problem.message} It is tried again in a moment.`, true);
    setTimeout(next, 5000);
    return;
  }
  $("pair").hidden = !shown;
  if (!shown) {
    tell("There is nothing left to compare. Two methods or releases have to answer the same image and prompt first.");
    setTimeout(next, 15000);
    return;
  }
  tell("");
  ratingId = newId();
  $("input").src = image(shown.input);
  $("leftimage").src = image(shown.left.image);
  $("rightimage").src = image(shown.right.image);
  $("prompt").textContent = shown.prompt;
  held(false);
}

/** Sent again under the same id, it is the same choice. */
async function choose(choice) {
  if (!shown || $(choice).disabled) return;
  held(true);
  try {
    await ask("v1/ratings", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ratingId, leftRequest: shown.left.request, rightRequest: shown.right.request, choice }),
    });
    count += 1;
    $("done").textContent = `${count} rated. Thank you.`;
    await next();
  } catch (problem) {
    tell(`${problem.message} Choose again.`, true);
    held(false);
  }
}

Object.keys(CHOICES).forEach(id => $(id).addEventListener("click", () => choose(id)));
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const choice = Object.keys(CHOICES).find(id => CHOICES[id] === event.key);
  if (choice) choose(choice);
});
document.querySelectorAll("img").forEach(node => node.addEventListener("load", () => node.classList.toggle("small", node.naturalWidth <= 128)));
next();
