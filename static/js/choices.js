/* [data-choice=NAME] (two people in one cell) becomes two buttons: leave what the other one wrote, or write one's own.
   Told on document: entry:written for the first, entry:chosen {name, stands} for the second. Works without: radio
   buttons that are sent with the form. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  function tell(event, detail) { document.dispatchEvent(new CustomEvent(event, { detail: detail })); }
  function short(text) { return text.length > 40 ? text.slice(0, 40) + "…" : text; }
  function button(words, onClick) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-sm btn-outline-primary";
    made.textContent = words;
    made.addEventListener("click", onClick);
    return made;
  }
  function dress(choice) {
    var name = choice.dataset.choice, stands = choice.dataset.stands;
    function done() { form.elements.namedItem(name).focus(); }
    var leave = button(stands ? "Оставить " + short(stands) : "Оставить пустым", function () {
      var cells = {};
      cells[name] = stands;
      tell("entry:written", { cells: cells });
      done();
    });
    var write = button("", function () { tell("entry:chosen", { name: name, stands: stands }); done(); });
    function name_it(mine) { write.textContent = mine ? "Записать " + short(mine) : "Стереть"; }
    name_it(choice.dataset.mine);
    choice.replaceChildren(leave, write);
    choice.addEventListener("entry:mine", function (event) { name_it(event.detail); });
  }
  function find(name) { return document.querySelector("[data-choice='" + name + "']"); }
  document.addEventListener("entry:said", function (event) {
    var choice = find(event.detail.name);
    if (choice) { dress(choice); }
  });
  document.addEventListener("entry:mine", function (event) {   // the field was edited before anything was chosen
    var choice = find(event.detail.name);
    if (choice) { choice.dispatchEvent(new CustomEvent("entry:mine", { detail: event.detail.text })); }
  });
})();
