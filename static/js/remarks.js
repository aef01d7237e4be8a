/* form [data-remarks]: a click on a number, or Enter on it, opens a line of remark for its cell; arrows walk the numbers,
   Enter in the line goes back to the number. Without JavaScript column and grade are chosen from the lists. */
(function () {
  "use strict";
  var box = document.querySelector("[data-remarks]");
  if (!box) { return; }
  var MOST = 30, CELL = "[data-cell-open][id^='cell.']";
  var cells = Array.from(document.querySelectorAll(CELL));
  var from = null;

  function lines() { return Array.from(box.querySelectorAll("[data-remark-line]")); }
  function part(line, name) { return line.querySelector("[name^='" + name + "_']"); }
  function place(cell) {
    var words = cell.id.split(".");
    return { column: words[1] + "." + words[2], grade: words[1] === "metric" ? "" : words[3] };
  }
  function isAt(line, where) {
    var grade = part(line, "grade");
    return part(line, "column").value === where.column && (!grade || !where.grade || grade.value === where.grade);
  }
  function isFree(line) { return !part(line, "column").value && !part(line, "text").value; }
  function added() {
    var number = lines().length + 1, line = lines()[0].cloneNode(true);
    line.querySelectorAll("[name]").forEach(function (field) {
      field.name = field.name.replace(/\d+$/, number);
      field.id = field.id.replace(/\d+$/, number);
      field.value = "";
    });
    line.querySelectorAll("label").forEach(function (label) {
      label.htmlFor = label.htmlFor.replace(/\d+$/, number);
      label.textContent = label.textContent.replace(/\d+$/, number);
    });
    box.appendChild(line);
    return line;
  }
  function remark(cell) {
    var where = place(cell);
    var line = lines().find(function (one) { return isAt(one, where); }) || lines().find(isFree);
    if (!line && lines().length < MOST) { line = added(); }
    if (!line) { return; }
    var grade = part(line, "grade");
    part(line, "column").value = where.column;
    if (grade) { grade.value = where.grade; }
    from = cell;
    part(line, "text").focus();
  }
  function walk(cell, event) {
    var at = cell.closest("td"), row = at && at.parentElement, next = null;
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
      next = cells[cells.indexOf(cell) + (event.key === "ArrowRight" ? 1 : -1)];
    } else if (row) {
      do {
        row = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
        next = row && row.cells[at.cellIndex] && row.cells[at.cellIndex].querySelector(CELL);
      } while (row && !next);
    }
    if (next) { select(next); next.focus(); }
  }
  function select(cell) {
    cells.forEach(function (one) { one.tabIndex = one === cell ? 0 : -1; });
  }
  function named(cell) {
    var at = cell.closest("td"), line = cell.closest(".entry-line"), label = line && line.querySelector(".entry-line__label");
    if (!at) { return label ? label.textContent.trim() : ""; }
    var head = at.closest("table").tHead.rows[0].cells[at.cellIndex];
    return at.parentElement.cells[0].textContent.trim() + ", " + (head ? head.textContent.trim() : "");
  }

  cells.forEach(function (cell, number) {
    cell.setAttribute("role", "button");
    cell.setAttribute("aria-label", named(cell) + ": " + cell.textContent.trim() + ". Замечание");
    cell.classList.add("remarkable");
    cell.tabIndex = number ? -1 : 0;
    cell.addEventListener("click", function (event) { event.preventDefault(); select(cell); remark(cell); });
    cell.addEventListener("keydown", function (event) {
      if (event.altKey) { return; }  // Alt+Enter tells all of the number (cell-panel.js)
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); remark(cell); }
      if (event.key.indexOf("Arrow") === 0) { event.preventDefault(); walk(cell, event); }
    });
  });
  /* The same from the panel that tells all of a number. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest("[data-remark]");
    var cell = link && document.getElementById(link.dataset.remarkCell), shut = document.querySelector("[data-cell-panel-close]");
    if (!cell) { return; }
    event.preventDefault();
    if (shut) { shut.click(); }
    select(cell);
    remark(cell);
  });
  box.addEventListener("keydown", function (event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") { return; }
    event.preventDefault();  // a remark more, not the return of the report
    if (from) { from.focus(); }
  });
  document.querySelectorAll("[data-remarks-hint]").forEach(function (hint) { hint.hidden = false; });
})();
