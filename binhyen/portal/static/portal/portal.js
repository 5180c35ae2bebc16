// Small betterments of pages that work without them. Hooks are data-by-… attributes.
const all = (hook, root = document) => root.querySelectorAll(`[data-by-${hook}]`);
document.documentElement.classList.add("js");

// Quick exit: forget what this tab holds and leave nothing to go back to.
function leave(link) {
  try {
    sessionStorage.clear();
  } catch {}
  document.title = "…";
  document.body.hidden = true;
  location.replace(link.href);
}
for (const link of all("exit")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link);
  });
}
const exit = document.querySelector("[data-by-exit]");
if (exit) {
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    const now = Date.now();
    presses = [...presses.filter((at) => now - at < 2000), now];
    if (presses.length === 3) leave(exit);
  });
  // A page shown again by the back button asks the server anew.
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// Copy a code.
for (const button of all("copy")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.byCopy);
    const words = button.querySelector("span");
    const before = words.textContent;
    words.textContent = button.dataset.byCopied;
    setTimeout(() => (words.textContent = before), 3000);
  });
}

// Print.
for (const button of all("print")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// Errors: the summary takes the focus, so that a screen reader starts there.
document.querySelector("[data-by-focus]")?.focus();

// A menu closes on Escape and on a click elsewhere.
for (const menu of all("menu")) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

// A form that is sent twice by a double tap is sent once. The buttons wake again after 10 s.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 10000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});

if (document.querySelector("[data-by-autosave]")) import("./autosave.js");
if (document.querySelector("[data-by-keep], [data-by-forget], [data-by-locate]")) {
  import("./report.js");
}
