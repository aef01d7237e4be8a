/* form[data-entry]: Ctrl+Z takes back the last change of a cell, wherever it stands, Ctrl+Shift+Z or Ctrl+Y does it again; a
   block put in at once is taken back at once. In a text of several words the browser's own undo stays.
   Heard on document: entry:changed, entry:written, entry:saved. Told: entry:changed {names}. Works without. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var MOST = 500, past = [], future = [], known = {};

  function field(name) { return form.elements.namedItem(name); }
  function cells() { return Array.from(form.querySelectorAll("[data-cell]")); }
  function learn() { cells().forEach(function (cell) { known[cell.name] = cell.value; }); }
  function note(names, text) {
    var step = {}, any = false;
    names.filter(function (name) { return name in known; }).forEach(function (name) {
      var now = text(name);
      if (now === known[name]) { return; }
      step[name] = [known[name], now];
      known[name] = now;
      any = true;
    });
    if (!any) { return; }
    past.push(step);
    past = past.slice(-MOST);
    future = [];
  }
  function valueOf(name) { return field(name).value; }
  function play(step, side) {
    var names = Object.keys(step).filter(field);
    names.forEach(function (name) { field(name).value = known[name] = step[name][side]; });
    if (!names.length) { return; }
    field(names[0]).focus();
    if (field(names[0]).select) { field(names[0]).select(); }
    document.dispatchEvent(new CustomEvent("entry:changed", { detail: { names: names } }));
  }
  form.addEventListener("focusout", function (event) {
    if (event.target.matches("[data-cell]")) { note([event.target.name], valueOf); }
  });
  form.addEventListener("change", function (event) {
    if (event.target.matches("select[data-cell]")) { note([event.target.name], valueOf); }
  });
  document.addEventListener("entry:changed", function (event) { note(event.detail.names.filter(field), valueOf); });
  document.addEventListener("entry:written", function (event) {
    var cells = event.detail.cells;
    note(Object.keys(cells), function (name) { return cells[name]; });
  });
  /* The server prints «1 234» as «1234»: the same value, nothing to take back. */
  document.addEventListener("entry:saved", function (event) {
    Object.keys(event.detail.cells).forEach(function (name) {
      if (name in known && field(name) !== document.activeElement) { known[name] = field(name).value; }
    });
  });
  document.addEventListener("entry:refreshed", function () {
    cells().forEach(function (cell) { if (cell !== document.activeElement) { known[cell.name] = cell.value; } });
  });
  form.addEventListener("keydown", function (event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || !event.target.matches("[data-cell]")) { return; }
    if (event.target.matches("textarea") || event.target.inputMode === "url") { return; }
    var back = event.code === "KeyZ" && !event.shiftKey, again = (event.code === "KeyZ" && event.shiftKey) || (event.code === "KeyY" && !event.shiftKey);
    if (!back && !again) { return; }
    event.preventDefault();
    note([event.target.name], valueOf);   // what is being typed is a change, too
    var step = (back ? past : future).pop();
    if (!step) { return; }
    (back ? future : past).push(step);
    play(step, back ? 0 : 1);
  });
  learn();
})();
