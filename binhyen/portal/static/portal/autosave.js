// <form data-by-autosave="/url/"> sends the form's fields there a moment after typing stops, with a
// header "By-Autosave: 1"; any 2xx answer means kept. While there is no connection the words wait in
// this tab's own storage (gone when it is closed or left by quick exit) and are sent when it is back.
// The state is told in [data-by-autosave-state], with its words in data-saved and data-waiting.
const form = document.querySelector("[data-by-autosave]");
const state = document.querySelector("[data-by-autosave-state]");
const url = form.dataset.byAutosave || form.action;
const shelf = `draft:${location.pathname}`;
let timer = 0;

const typed = () => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
};
const tell = (which) => {
  if (state) state.textContent = state.dataset[which] || "";
};
const shelve = (data) => {
  const words = [...data].filter(([name]) => name !== "csrfmiddlewaretoken");
  try {
    sessionStorage.setItem(shelf, JSON.stringify(words));
  } catch {}
};
const clear = () => {
  try {
    sessionStorage.removeItem(shelf);
  } catch {}
};

async function save() {
  const data = typed();
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: data,
      headers: { "By-Autosave": "1" },
      credentials: "same-origin",
      keepalive: true,
    });
    if (!answer.ok) throw new Error(String(answer.status));
    clear();
    tell("saved");
  } catch {
    shelve(data);
    tell("waiting");
  }
}

function restore() {
  let words = [];
  try {
    words = JSON.parse(sessionStorage.getItem(shelf)) || [];
  } catch {}
  for (const [name, value] of words) {
    const control = form.elements[name];
    if (control && "value" in control && control.type !== "hidden" && !control.value) {
      control.value = value;
    }
  }
}

restore();
form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(save, 1500);
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  if (navigator.onLine) clear();
  else shelve(typed());
});
window.addEventListener("online", save);
