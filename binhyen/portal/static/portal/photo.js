// Marking parts of a photograph: dragging draws a rectangle into the next empty row of numbers, and
// arrows walk through the grid. Without this script the grid and the numbers do the same.
const FAR_ENOUGH = 6; // points: less is a click on a square

for (const form of document.querySelectorAll("[data-by-cover]")) {
  const photo = form.querySelector("[data-by-cover-photo]");
  const drawn = form.querySelector("[data-by-cover-drawn]");
  const squares = [...form.querySelectorAll(".cover-grid input")];
  const across = Math.sqrt(squares.length);
  const rows = [...form.querySelectorAll(".cover-row")].map((row) => [
    ...row.querySelectorAll("input"),
  ]);
  form.querySelector("[data-by-cover-hint]").hidden = false;
  const clear = form.querySelector("[data-by-cover-clear]");
  clear.hidden = false;
  photo.classList.add("draws");

  const rectangle = (part) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries(part)) made.setAttribute(name, value);
    return made;
  };
  const draw = (more) => {
    const parts = rows
      .map((row) => row.map((input) => parseFloat(input.value.replace(",", "."))))
      .filter((numbers) => numbers.every((number) => !Number.isNaN(number)))
      .map(([x, y, width, height]) => ({ x, y, width, height }));
    drawn.replaceChildren(...[...parts, ...(more ? [more] : [])].map(rectangle));
  };
  form.addEventListener("input", () => draw());
  clear.addEventListener("click", (event) => {
    event.preventDefault();
    for (const square of squares) square.checked = false;
    for (const input of rows.flat()) input.value = "";
    draw();
  });

  // Dragging.
  let from = null;
  let part = null;
  const place = (event) => {
    const box = photo.getBoundingClientRect();
    const within = (value) => Math.min(100, Math.max(0, value));
    return {
      x: within(((event.clientX - box.left) / box.width) * 100),
      y: within(((event.clientY - box.top) / box.height) * 100),
    };
  };
  photo.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    from = { ...place(event), clientX: event.clientX, clientY: event.clientY };
    part = null;
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    const far = Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY);
    if (!part && far < FAR_ENOUGH) return;
    const to = place(event);
    part = {
      x: Math.min(from.x, to.x),
      y: Math.min(from.y, to.y),
      width: Math.abs(to.x - from.x),
      height: Math.abs(to.y - from.y),
    };
    draw(part);
  });
  window.addEventListener("pointerup", () => {
    if (part && part.width && part.height) keep(part);
    if (part) {
      // The click that ends a drag is no mark on a square.
      photo.addEventListener("click", (event) => event.preventDefault(), {
        capture: true,
        once: true,
      });
      setTimeout(() => photo.dispatchEvent(new Event("click")), 0);
    }
    from = part = null;
    draw();
  });
  const keep = ({ x, y, width, height }) => {
    const row = rows.find((inputs) => inputs.every((input) => input.value === ""));
    if (row) {
      [x, y, width, height].forEach((value, side) => (row[side].value = value.toFixed(1)));
      form.querySelector("details").open = true;
      return;
    }
    // No row is left: the squares that it touches.
    const step = 100 / across;
    squares.forEach((square, number) => {
      const [left, top] = [(number % across) * step, Math.floor(number / across) * step];
      const beside = left >= x + width || left + step <= x || top >= y + height || top + step <= y;
      if (!beside) square.checked = true;
    });
  };

  // One stop for Tab, arrows within.
  const stand = (at) => {
    squares.forEach((square, number) => (square.tabIndex = number === at ? 0 : -1));
  };
  stand(0);
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across };
  squares.forEach((square, number) => {
    square.addEventListener("focus", () => stand(number));
    square.addEventListener("keydown", (event) => {
      const to = squares[number + (steps[event.key] || 0)];
      if (!(event.key in steps)) return;
      event.preventDefault();
      if (to) to.focus();
    });
  });
}
