/* [data-writes=NAME] with data-words: a tick writes its words into the empty line NAME beside it («оно верно и теперь» the
   old explanation, «исправлено» the answer), so that they are saved like whatever is typed; untaken it empties the line,
   and other words in the line take it away. Told on document: entry:changed. Works without: the tick is sent itself. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }

  function line(tick) { return form.elements.namedItem(tick.dataset.writes); }
  form.addEventListener("change", function (event) {
    var tick = event.target;
    if (!tick.matches("[data-writes]")) { return; }
    if (tick.checked && !line(tick).value.trim()) { line(tick).value = tick.dataset.words; }
    if (!tick.checked && line(tick).value === tick.dataset.words) { line(tick).value = ""; }
    tick.checked = line(tick).value === tick.dataset.words;
    document.dispatchEvent(new CustomEvent("entry:changed", { detail: { names: [tick.dataset.writes] } }));
  });
  form.addEventListener("input", function (event) {
    var tick = event.target.name && form.querySelector("[data-writes='" + event.target.name + "']");
    if (tick) { tick.checked = event.target.value === tick.dataset.words; }
  });
})();
