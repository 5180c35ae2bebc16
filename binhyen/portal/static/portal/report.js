// Betterments of the pages of reporting, loaded only where their hooks stand.

// <form data-by-keep="name">: what is typed waits in this tab's own storage, on this device alone,
// until the report is sent ([data-by-forget]), the tab is closed or left by quick exit.
const prefix = "keep:";
const kept = (key) => {
  try {
    return JSON.parse(sessionStorage.getItem(prefix + key)) || {};
  } catch {
    return {};
  }
};
const isText = (control) => control.matches("textarea, input[type=text], input:not([type])");

for (const form of document.querySelectorAll("[data-by-keep]")) {
  const key = form.dataset.byKeep;
  const state = form.querySelector("[data-by-keep-state]");
  if (state) state.hidden = false;
  for (const [name, value] of Object.entries(kept(key))) {
    const control = form.elements[name];
    if (control && control.matches && isText(control) && !control.value) control.value = value;
  }
  form.addEventListener("input", () => {
    const texts = [...form.elements].filter((control) => control.name && isText(control));
    try {
      const words = Object.fromEntries(texts.map((control) => [control.name, control.value]));
      sessionStorage.setItem(prefix + key, JSON.stringify(words));
    } catch {}
  });
  // Without a connection nothing is sent into the void: the words stay, and the page says so.
  form.addEventListener("submit", (event) => {
    if (navigator.onLine || !state) return;
    event.preventDefault();
    state.textContent = state.dataset.waiting;
    state.scrollIntoView({ block: "center" });
  });
}
if (document.querySelector("[data-by-forget]")) {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(prefix)) sessionStorage.removeItem(key);
    }
  } catch {}
}

// [data-by-locate]: asks the browser where we are, only when pressed, and opens this page with it.
for (const button of document.querySelectorAll("[data-by-locate]")) {
  if (!navigator.geolocation || !window.isSecureContext) continue;
  const state = document.querySelector("[data-by-locate-state]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const asked = new URLSearchParams({
          lat: coords.latitude.toFixed(5),
          lon: coords.longitude.toFixed(5),
        });
        location.assign(`${location.pathname}?${asked}`);
      },
      () => {
        button.disabled = false;
        if (state) state.textContent = button.dataset.failed;
      },
      { timeout: 15000, maximumAge: 60000 },
    );
  });
}
