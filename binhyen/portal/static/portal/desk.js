// Staff pages: "/" to search, rows chosen and the bar for them, moving between rows by j and k.
const typing = (event) =>
  event.target.closest("input, select, textarea, [contenteditable]") ||
  event.ctrlKey ||
  event.metaKey ||
  event.altKey;

document.addEventListener("keydown", (event) => {
  if (typing(event)) return;
  const search = document.querySelector("[data-by-slash]");
  if (event.key === "/" && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key === "j" || event.key === "k") {
    const links = [...document.querySelectorAll(".table tbody th a")];
    const here = links.indexOf(document.activeElement);
    const next = links[event.key === "j" ? here + 1 : Math.max(here - 1, 0)];
    next?.focus();
  }
});

for (const form of document.querySelectorAll("[data-by-bulk]")) {
  const bar = form.querySelector(".bulk");
  if (!bar) continue;
  const boxes = () => [...form.querySelectorAll("tbody input[type=checkbox]")];
  const whole = form.querySelector("[data-by-all]");
  const show = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    bar.classList.toggle("some", chosen > 0);
    bar.querySelector("[data-by-chosen]").textContent = String(chosen);
    if (whole) {
      whole.checked = chosen > 0 && chosen === boxes().length;
      whole.indeterminate = chosen > 0 && chosen < boxes().length;
    }
  };
  whole?.addEventListener("change", () => {
    for (const box of boxes()) box.checked = whole.checked;
    show();
  });
  form.addEventListener("change", show);
  show();
}

// htmx: what was sent by it counts as a form of this site.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
