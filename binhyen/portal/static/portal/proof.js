// <input data-by-proof='{"parameters": …, "signature": …}'>: an ALTCHA challenge (proof of work,
// version 2, PBKDF2) solved while its form is read. The browser derives keys in threads of its own,
// so the page stays quick without a worker. A form sent before is held until the work is done; where
// it cannot be done the form goes as it is, and the server has a slower way.
const field = document.querySelector("[data-by-proof]");
const state = document.querySelector("[data-by-proof-state]");
const challenge = JSON.parse(field.dataset.byProof);
const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
const AT_ONCE = Math.min(8, navigator.hardwareConcurrency || 2);
const fromHex = (text) => Uint8Array.from(text.match(/../g), (two) => parseInt(two, 16));
const toHex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derived(counter) {
  const password = new Uint8Array([...fromHex(nonce), 0, 0, 0, 0]);
  new DataView(password.buffer).setUint32(password.length - 4, counter);
  const raw = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: fromHex(salt), iterations: cost };
  return toHex(await crypto.subtle.deriveBits(how, raw, keyLength * 8));
}

async function solve() {
  for (let first = 0; ; first += AT_ONCE) {
    const keys = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => derived(first + n)));
    const found = keys.findIndex((key) => key.startsWith(keyPrefix));
    if (found >= 0) return { counter: first + found, derivedKey: keys[found] };
  }
}

async function work() {
  let waits = false;
  let over = false;
  state.textContent = state.dataset.working;
  field.form.addEventListener("submit", (event) => {
    if (over) return;
    event.preventDefault();
    waits = true;
    state.textContent = state.dataset.waiting;
  });
  try {
    field.value = btoa(JSON.stringify({ challenge, solution: await solve() }));
    state.textContent = state.dataset.done;
  } finally {
    over = true;
    if (waits) (field.form.requestSubmit || field.form.submit).call(field.form);
  }
}
if (window.crypto?.subtle) work();
