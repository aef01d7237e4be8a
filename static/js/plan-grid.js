/* form[data-plan-grid]: a block of cells pasted from a spreadsheet fills the fields to the right and below; arrows up and
   down and Enter move in the column. Works without: fields are filled one by one. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-plan-grid]");
  if (!form) { return; }

  function fields() { return Array.from(form.querySelectorAll("input[data-row]")); }
  function unique(key) {
    return fields().map(function (field) { return field.dataset[key]; }).filter(function (one, at, all) { return all.indexOf(one) === at; });
  }
  function field(row, column) {
    return fields().filter(function (one) { return one.dataset.row === row && one.dataset.column === column; })[0];
  }
  function below(from, step) {
    var column = fields().filter(function (one) { return one.dataset.column === from.dataset.column; });
    return column[column.indexOf(from) + step];
  }
  form.addEventListener("keydown", function (event) {
    if (!event.target.matches("input[data-row]") || event.altKey || event.ctrlKey || event.metaKey) { return; }
    var step = event.key === "ArrowDown" || (event.key === "Enter" && !event.shiftKey) ? 1 : event.key === "ArrowUp" || event.key === "Enter" ? -1 : 0;
    if (!step) { return; }
    event.preventDefault();
    var next = below(event.target, step);
    if (next) { next.focus(); next.select(); }
  });
  form.addEventListener("paste", function (event) {
    var text = event.clipboardData.getData("text/plain");
    if (!event.target.matches("input[data-row]") || !/[\t\n]/.test(text.trim())) { return; }
    event.preventDefault();
    var rows = unique("row"), columns = unique("column");
    var top = rows.indexOf(event.target.dataset.row), left = columns.indexOf(event.target.dataset.column);
    text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").forEach(function (line, down) {
      line.split("\t").forEach(function (value, right) {
        var to = field(rows[top + down], columns[left + right]);
        if (to && value.trim()) { to.value = value.trim(); }
      });
    });
  });
})();
