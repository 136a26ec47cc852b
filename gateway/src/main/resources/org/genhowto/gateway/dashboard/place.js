/** What is shown stands in the address, so that a link carries it. */
const NAMES = ["range", "release", "set", "category", "split", "confidence", "show"];
const USUAL = { range: "1d" };

export function place() {
  const given = new URLSearchParams(location.search);
  return Object.fromEntries(NAMES.map(name => [name, given.get(name) ?? USUAL[name] ?? ""]));
}

/** The address of this page with something else shown. */
export function address(change) {
  const wanted = { ...place(), ...change };
  const given = new URLSearchParams();
  NAMES.filter(name => wanted[name] !== (USUAL[name] ?? "")).forEach(name => given.set(name, wanted[name]));
  const query = given.toString();
  return location.pathname + (query ? "?" + query : "") + location.hash;
}

export function go(change) {
  history.pushState(null, "", address(change));
  dispatchEvent(new Event("place"));
}
