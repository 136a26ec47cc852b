/** What this browser remembers: which requests were made here. How they stand, the gateway knows. */
const REQUESTS = "genhowto.requests";
const SINGLE = "genhowto.single-keys";

function read(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise; // Something else wrote there, or storage is closed to pages.
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A private window may keep nothing; the page then lives until it is closed.
  }
}

export function requests() {
  const list = read(REQUESTS, []);
  return Array.isArray(list) ? list.filter(entry => entry && typeof entry.id === "string" && entry.fields) : [];
}

export const keep = list => write(REQUESTS, list);
export const singleKeys = () => read(SINGLE, true) !== false;
export const keepSingleKeys = on => write(SINGLE, on);
