/* form[data-entry]: the keys of the grid. A cell is selected when it is reached, so that typing replaces it; F2 or a double
   click lets the caret move inside. Arrows go in four directions, Enter down and Shift+Enter up (past the last row to
   the next column, past the grid to the questions below it), Home and End to the ends of the row, Ctrl+Home and
   Ctrl+End of the grid, Esc brings back what stood there, «н» or «-» writes «н/д», Delete empties.
   Told on document: entry:changed {names}. Works without: Tab reaches every field. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var NO_DATA = "н/д", LEFT_OVER = "/д";
  var arrived = "";       // what stood in the focused field when it was reached
  var inside = false;     // F2: the caret moves inside the field
  var byMouse = true;     // a finger puts the caret as the telephone likes
  var swallow = "";       // the rest of «н/д» that may still be typed by hand

  function isCell(element) { return !!element && element.matches("[data-cell]"); }
  function inGrid(element) { return isCell(element) && !!element.closest(".entry-grid"); }
  function isNumber(element) { return isCell(element) && element.matches("input.num"); }
  function cells() { return Array.from(form.querySelectorAll(".entry-grid [data-cell]")); }
  function lines() { return Array.from(form.querySelectorAll(".entry-lines [data-cell]")); }
  function columns() {
    var seen = [];
    cells().forEach(function (cell) { if (seen.indexOf(cell.dataset.column) < 0) { seen.push(cell.dataset.column); } });
    var heads = Array.from(form.querySelectorAll("[data-total]")).map(function (head) { return head.dataset.total; });
    return heads.filter(function (head) { return seen.indexOf(head) >= 0; });
  }
  function column(name) { return cells().filter(function (cell) { return cell.dataset.column === name; }); }
  function row(name) { return cells().filter(function (cell) { return cell.dataset.row === name; }); }

  function go(element) {
    if (!element) { return; }
    element.focus();
    reveal(element);
  }
  /* Out from under the fixed heading, the fixed first column and the bar below. */
  function reveal(element) {
    var box = element.closest(".table-box"), bar = form.querySelector(".entry-actions"), at = element.getBoundingClientRect();
    if (box) {
      var edge = box.getBoundingClientRect(), head = box.querySelector("thead th").getBoundingClientRect(), first = box.querySelector("tbody th").getBoundingClientRect();
      var foot = box.querySelector("tfoot"), floor = foot ? Math.min(edge.bottom, foot.getBoundingClientRect().top) : edge.bottom;
      if (at.top < head.bottom) { box.scrollTop -= head.bottom - at.top + 6; }
      if (at.bottom > floor - 6) { box.scrollTop += at.bottom - floor + 6; }
      if (at.left < first.right) { box.scrollLeft -= first.right - at.left + 6; }
      if (at.right > edge.right - 6) { box.scrollLeft += at.right - edge.right + 40; }
    }
    if (box && box.getBoundingClientRect().top < 0) { window.scrollBy(0, box.getBoundingClientRect().top - 6); }   // the heading in view
    at = element.getBoundingClientRect();
    var bottom = bar ? bar.getBoundingClientRect().top : window.innerHeight;
    if (at.bottom > bottom - 6) { window.scrollBy(0, at.bottom - bottom + 24); }
    if (at.top < 6) { window.scrollBy(0, at.top - 24); }
  }
  function sideways(cell, step) {
    var mates = row(cell.dataset.row), next = mates[mates.indexOf(cell) + step];
    return next;
  }
  function upDown(cell, step) {
    var mates = column(cell.dataset.column), next = mates[mates.indexOf(cell) + step];
    return next;
  }
  function onwards(cell, step) {
    if (!inGrid(cell)) {
      var all = lines(), at = all.indexOf(cell) + step;
      return at < 0 ? cells().pop() : all[at];
    }
    var next = upDown(cell, step);
    if (next) { return next; }
    var order = columns(), other = order[order.indexOf(cell.dataset.column) + step];
    if (other) { return step > 0 ? column(other)[0] : column(other).pop(); }
    return step > 0 ? lines()[0] : undefined;
  }
  function set(cell, text) {
    cell.value = text;
    cell.dispatchEvent(new Event("input", { bubbles: true }));
    cell.select();
  }

  function moveTo(event, target) {
    event.preventDefault();
    go(target);
  }
  function gridKey(event, cell) {
    var all = cells();
    switch (event.key) {
      case "ArrowUp": moveTo(event, upDown(cell, -1)); break;
      case "ArrowDown": moveTo(event, upDown(cell, 1) || lines()[0]); break;
      case "ArrowLeft": moveTo(event, sideways(cell, -1)); break;
      case "ArrowRight": moveTo(event, sideways(cell, 1)); break;
      case "Home": moveTo(event, event.ctrlKey ? all[0] : row(cell.dataset.row)[0]); break;
      case "End": moveTo(event, event.ctrlKey ? all[all.length - 1] : row(cell.dataset.row).pop()); break;
    }
  }
  function lineKey(event, cell) {
    if (event.key === "ArrowUp") { moveTo(event, onwards(cell, -1)); }
    if (event.key === "ArrowDown") { moveTo(event, onwards(cell, 1)); }
  }
  /* Writing «н/д»: by one key, and the rest of it when it is typed in full out of habit. */
  form.addEventListener("beforeinput", function (event) {
    var cell = event.target, sign = (event.data || "").toLowerCase();
    if (!isNumber(cell) || inside || sign.length !== 1) { return; }
    if (swallow && sign === swallow[0]) {
      event.preventDefault();
      swallow = swallow.slice(1);
      return;
    }
    swallow = "";
    var whole = cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    if (whole && ["н", "-", "–", "−"].indexOf(sign) >= 0) {
      event.preventDefault();
      set(cell, NO_DATA);
      swallow = LEFT_OVER;
    }
  });
  function editInside(cell) {
    inside = true;
    cell.setSelectionRange(cell.value.length, cell.value.length);
  }
  function editKey(event, cell) {
    if (event.key === "F2" && isNumber(cell)) {
      event.preventDefault();
      editInside(cell);
    } else if (event.key === "Escape") {
      inside = false;
      if (cell.matches("input, textarea")) {
        if (cell.value !== arrived) { event.preventDefault(); set(cell, arrived); } else { cell.select(); }
      }
    } else if (event.key === "Enter" && !cell.matches("textarea")) {
      inside = false;
      moveTo(event, onwards(cell, event.shiftKey ? -1 : 1));
    }
  }
  document.querySelectorAll("[data-entry-keys]").forEach(function (help) { help.hidden = false; });
  /* In the other fields Enter goes on to the next one: nobody sends a form by accident. */
  function nextField(event) {
    var fields = Array.from(form.querySelectorAll("input:not([type=hidden]), select, textarea, button:not([tabindex='-1'])"));
    moveTo(event, fields[fields.indexOf(event.target) + 1]);
  }
  form.addEventListener("keydown", function (event) {
    var cell = event.target;
    if (event.key === "Enter" && cell.matches("input.form-control, input.num") && !isCell(cell) && !event.isComposing) { nextField(event); return; }
    if (!isCell(cell) || event.isComposing || event.altKey || event.metaKey) { return; }
    if (["F2", "Escape", "Enter"].indexOf(event.key) >= 0) { editKey(event, cell); return; }
    if (inside || event.shiftKey && event.key.length > 1) { return; }
    if (event.ctrlKey && event.key !== "Home" && event.key !== "End") { return; }
    if (inGrid(cell)) { gridKey(event, cell); } else if (isNumber(cell)) { lineKey(event, cell); }
  });
  form.addEventListener("focusin", function (event) {
    if (!isCell(event.target)) { return; }
    arrived = event.target.value;
    inside = false;
    swallow = "";
    if (isNumber(event.target)) { event.target.select(); }
  });
  /* A click selects, as an arrow would; a double one puts the caret inside, like F2. */
  form.addEventListener("pointerdown", function (event) { byMouse = event.pointerType === "mouse"; });
  form.addEventListener("mousedown", function (event) {
    var cell = event.target;
    if (!byMouse || !isNumber(cell) || event.button !== 0 || (inside && cell === document.activeElement)) { return; }
    event.preventDefault();
    cell.focus();
    cell.select();
  });
  form.addEventListener("dblclick", function (event) { if (isNumber(event.target) && !inside) { editInside(event.target); } });
})();
