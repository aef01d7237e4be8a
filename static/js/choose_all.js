/* <form data-choose-all>: its button data-choose-all-toggle ticks every box of the table, or none. Without JavaScript it stays hidden. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-choose-all]").forEach(function (form) {
    var button = form.querySelector("[data-choose-all-toggle]");
    if (!button) { return; }
    function boxes() { return Array.prototype.slice.call(form.querySelectorAll("tbody input[type=checkbox]")); }
    function all() { return boxes().every(function (box) { return box.checked; }); }
    function name() { button.textContent = all() ? "Снять отметки" : "Отметить всех"; }
    button.hidden = false;
    button.addEventListener("click", function () {
      var value = !all();
      boxes().forEach(function (box) { box.checked = value; });
      name();
    });
    form.addEventListener("change", name);
    name();
  });
})();
