/* form[data-entry]: totals and changes against last year follow what is typed. [data-total=COLUMN] sums up the fields of
   the column, [data-row-total=ROW] those of the row, [data-sum-of-all] all; [data-change] beside a field and
   [data-change-of=NAME] show the difference from its data-last; [data-total-change=COLUMN] the same in percent, once all
   of last year's grades are in. Works without: as stored. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var NBSP = "\u00a0", MINUS = "\u2212";

  /* Thousandths as whole numbers, so that 0,1 + 0,2 is 0,3; null = no number. */
  function number(text) {
    var match = text.replace(/[\s\u00a0\u202f]/g, "").match(/^(\d{1,12})(?:[.,](\d{1,3}))?$/);
    return match ? Number(match[1]) * 1000 + Number(((match[2] || "") + "000").slice(0, 3)) : null;
  }
  function print(thousandths) {
    var whole = Math.floor(Math.abs(thousandths) / 1000), rest = String(Math.abs(thousandths) % 1000 + 1000).slice(1).replace(/0+$/, "");
    return String(whole).replace(/\B(?=(\d{3})+$)/g, NBSP) + (rest ? "," + rest : "");
  }
  function signed(difference) { return !difference ? "" : (difference < 0 ? MINUS : "+") + print(difference); }
  function write(place, words) { if (place && place.textContent !== words) { place.textContent = words; } }

  function change(field) {
    if (field.dataset.last === undefined) { return; }
    var now = number(field.value), last = number(field.dataset.last);
    var place = document.querySelector("[data-change-of='" + field.name + "']") || field.closest("td").querySelector("[data-change]");
    write(place, now === null || last === null ? "" : signed(now - last));
  }
  function total(column) {
    var sum = 0, any = false, complete = true;
    form.querySelectorAll(".entry-grid [data-cell][data-column='" + column + "']").forEach(function (field) {
      var value = number(field.value);
      if (value === null) { complete = complete && field.dataset.last === undefined; return; }
      sum += value;
      any = true;
    });
    write(document.querySelector("[data-total='" + column + "']"), any ? print(sum) : "–");
    var place = document.querySelector("[data-total-change='" + column + "']");
    if (!place) { return; }
    var last = Number(place.dataset.last) * 1000, share = Math.floor(Math.abs(sum - last) * 100 / last + 0.5);
    write(place, !any || !complete || !last || sum === last ? "" : (share ? (sum < last ? MINUS : "+") : "") + print(share * 1000) + NBSP + "%");
  }
  function sum(place, fields) {
    if (!place) { return; }
    var numbers = Array.from(form.querySelectorAll(fields), function (field) { return number(field.value); }).filter(function (one) { return one !== null; });
    write(place, numbers.length ? print(numbers.reduce(function (a, b) { return a + b; })) : "–");
  }
  function row(name) { sum(form.querySelector("[data-row-total='" + name + "']"), "[data-cell][data-row='" + name + "']"); }
  function sumOfAll() { sum(form.querySelector("[data-sum-of-all]"), "input[data-cell]"); }
  function one(field) {
    change(field);
    if (field.closest(".entry-grid")) { total(field.dataset.column); row(field.dataset.row); sumOfAll(); }
  }
  function all() {
    var columns = new Set();
    form.querySelectorAll("[data-cell]").forEach(function (field) { change(field); if (field.closest(".entry-grid")) { columns.add(field.dataset.column); } });
    columns.forEach(total);
    form.querySelectorAll("[data-row-total]").forEach(function (place) { row(place.dataset.rowTotal); });
    sumOfAll();
  }
  form.addEventListener("input", function (event) { if (event.target.matches("[data-cell]")) { one(event.target); } });
  ["entry:changed", "entry:saved", "entry:refreshed"].forEach(function (event) { document.addEventListener(event, all); });
  all();
})();
