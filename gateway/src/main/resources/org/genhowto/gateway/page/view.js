/** Small hands for elements; text is never parsed as markup. */
export const $ = id => document.getElementById(id);

export function el(name, attributes, ...children) {
  const node = document.createElement(name);
  Object.entries(attributes || {}).forEach(([key, value]) => node.setAttribute(key, value));
  node.append(...children.map(child => (child instanceof Node ? child : String(child))));
  return node;
}

export function button(press, attributes, ...children) {
  const node = el("button", { type: "button", ...attributes }, ...children);
  node.addEventListener("click", press);
  return node;
}

/** Shows a picture, or what stands in its place; small ones are enlarged without blur. */
export function picture(image, source, words) {
  const place = image.parentElement.querySelector(".nothing");
  image.hidden = !source;
  if (place) place.hidden = Boolean(source);
  image.alt = words;
  if (!source) return image.removeAttribute("src");
  if (image.getAttribute("src") === source) return undefined;
  image.onload = () => image.classList.toggle("small", image.naturalWidth <= 128);
  image.src = source;
  return undefined;
}

/** Into the clipboard, also where the page has no secure context. */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el("textarea", { class: "visuallyhidden", readonly: "" });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** Says on a button for a moment that it was done. */
export function confirmed(node, words) {
  const before = node.dataset.words || node.textContent;
  node.dataset.words = before;
  node.textContent = words;
  setTimeout(() => { node.textContent = before; }, 1500);
}
