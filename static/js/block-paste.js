/* form[data-entry] with [data-block-said]: a block of cells pasted into a cell of .entry-grid is typed into the cells to
   the right and below; empty ones change nothing, sums of rows are skipped, and for what finds no cell a word is said.
   Nothing is stored. Told on document: entry:changed {names}. Works without: cells are filled one by one. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]"), said = form && form.querySelector("[data-block-said]");
  if (!said) { return; }
  var MOST_NAMED = 5, CELL = "input[data-cell], select[data-cell]";

  /* Lines of cells; a spreadsheet quotes those with a line break or a quote inside. */
  function read(text) {
    var lines = [[]];
    text = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    (text.match(/(?:"(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)(?:[\t\n]|$)/g) || []).forEach(function (piece) {
      var end = /[\t\n]$/.test(piece) ? piece.slice(-1) : "", cell = end ? piece.slice(0, -1) : piece;
      var quoted = cell.match(/^"([^]*)"$/);
      lines[lines.length - 1].push((quoted ? quoted[1].replace(/""/g, "\"").replace(/\s+/g, " ") : cell).trim());
      if (end === "\n") { lines.push([]); }
    });
    return lines;
  }
  function counted(number, one, few, many) {
    var tens = number % 100, units = number % 10;
    if (tens >= 11 && tens <= 14) { return number + " " + many; }
    return number + " " + (units === 1 ? one : units >= 2 && units <= 4 ? few : many);
  }
  /* Whether the field has taken it. */
  function type(field, value) {
    var text = value;
    if (field.matches("select")) {
      text = value.toLowerCase();
      if (!Array.from(field.options).some(function (option) { return option.value === text; })) { return false; }
    }
    field.value = text;
    return true;
  }
  function spread(from, block) {
    var rows = Array.from(form.querySelectorAll(".entry-grid tbody tr:not(.entry-grid__notes)"));
    var top = rows.indexOf(from.closest("tr")), left = from.closest("td").cellIndex, names = [], lost = [];
    block.forEach(function (line, down) {
      line.forEach(function (value, right) {
        var row = rows[top + down], place = row && row.cells[left + right], field = place && place.querySelector(CELL);
        if (!value || (place && place.dataset.rowTotal)) { return; }
        if (field && type(field, value)) { names.push(field.name); return; }
        if (!/^[-–—−]$/.test(value)) { lost.push(value); }
      });
    });
    return { names: names, lost: lost };
  }
  function words(names, lost) {
    var first = lost.slice(0, MOST_NAMED).map(function (value) { return "«" + value.slice(0, 20) + "»"; }).join(", ");
    var there = names.length ? "Вставлено в " + counted(names.length, "ячейку", "ячейки", "ячеек") + ", ещё не сохранено." : "Ничего не вставлено.";
    return there + (lost.length ? " Не подошло " + counted(lost.length, "значение", "значения", "значений") + ": " + first + (lost.length > MOST_NAMED ? " и другие" : "") + "." : "");
  }
  form.addEventListener("paste", function (event) {
    var text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!event.target.matches(CELL) || !event.target.closest(".entry-grid") || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""))) { return; }
    event.preventDefault();
    var found = spread(event.target, read(text));
    if (event.target.select) { event.target.select(); }
    said.textContent = words(found.names, found.lost);
    document.dispatchEvent(new CustomEvent("entry:changed", { detail: { names: found.names } }));
  });
})();
