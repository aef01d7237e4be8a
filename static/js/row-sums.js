/* form[data-entry]: totals of rows follow what is typed. [data-row-total=ROW] sums up the fields of the row, [data-sum-of-all]
   all fields of the grid. Works without: as stored. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }

  /* Thousandths as whole numbers, so that 0,1 + 0,2 is 0,3; null = no number. */
  function number(text) {
    var match = text.replace(/[\s\u00a0\u202f]/g, "").match(/^(\d{1,12})(?:[.,](\d{1,3}))?$/);
    return match ? Number(match[1]) * 1000 + Number(((match[2] || "") + "000").slice(0, 3)) : null;
  }
  function print(thousandths) {
    var rest = String(thousandths % 1000 + 1000).slice(1).replace(/0+$/, "");
    return String(Math.floor(thousandths / 1000)).replace(/\B(?=(\d{3})+$)/g, "\u00a0") + (rest ? "," + rest : "");
  }
  function sum(fields) {
    var numbers = Array.from(fields, function (field) { return number(field.value); }).filter(function (one) { return one !== null; });
    return numbers.length ? print(numbers.reduce(function (a, b) { return a + b; })) : "–";
  }
  function write(place, words) { if (place && place.textContent !== words) { place.textContent = words; } }
  function row(name) {
    var place = form.querySelector("[data-row-total='" + name + "']");
    if (place) { write(place, sum(form.querySelectorAll("[data-cell][data-row='" + name + "']"))); }
  }
  function all() { write(form.querySelector("[data-sum-of-all]"), sum(form.querySelectorAll("input[data-cell]"))); }

  form.addEventListener("input", function (event) {
    if (event.target.matches("[data-cell]")) { row(event.target.dataset.row); all(); }
  });
  function everything() {
    new Set(Array.from(form.querySelectorAll("[data-cell]"), function (field) { return field.dataset.row; })).forEach(row);
    all();
  }
  document.addEventListener("entry:changed", everything);
  everything();   // unsaved.js may have put numbers back
})();
