/** Small hands for elements; text is never parsed as markup. */
export const $ = id => document.getElementById(id);

function filled(node, attributes, children) {
  Object.entries(attributes || {}).forEach(([key, value]) => { if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value === true ? "" : value); });
  node.append(...children.filter(child => child !== null && child !== undefined && child !== false).map(child => (child instanceof Node ? child : String(child))));
  return node;
}

export const el = (name, attributes, ...children) => filled(document.createElement(name), attributes, children);
export const svg = (name, attributes, ...children) => filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);

export function button(press, attributes, ...children) {
  const node = el("button", { type: "button", ...attributes }, ...children);
  node.addEventListener("click", press);
  return node;
}

export const empty = words => el("p", { class: "empty" }, words);

/** A row of a table whose first cell names it; a cell may be a node, a text, or [text, attributes]. */
export function row(cells, attributes) {
  return el("tr", attributes, ...cells.map((cell, i) => {
    const [content, more] = Array.isArray(cell) ? cell : [cell, {}];
    return el(i ? "td" : "th", i ? more : { scope: "row", ...more }, content ?? "");
  }));
}

/** Puts children in place only where what they show has changed, so that nothing goes away under a hand. */
export function keep(node, data, make) {
  const key = JSON.stringify(data);
  if (node.dataset.shown === key) return false;
  node.dataset.shown = key;
  const held = node.contains(document.activeElement) ? document.activeElement.dataset.name : undefined;
  node.classList.remove("loading");
  node.replaceChildren(...[make()].flat());
  if (held) [...node.querySelectorAll("[data-name]")].find(other => other.dataset.name === held)?.focus();
  return true;
}

/** A picture that stays sharp where it is small, and says where it is gone. */
export function picture(source, words) {
  const image = el("img", { src: source, alt: words, loading: "lazy" });
  image.addEventListener("load", () => image.classList.toggle("small", image.naturalWidth <= 128));
  image.addEventListener("error", () => { image.alt = `${words} (no longer stored)`; });
  return image;
}

/** Read aloud once, and seen nowhere. */
export function say(words) {
  if ($("live").textContent !== words) $("live").textContent = words;
}
