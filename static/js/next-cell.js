/* form[data-entry]: [data-next="empty"] goes to the next cell that is still to be filled in, [data-next="problem"] to the
   next one with a remark, a contradiction or an unexplained doubt; past the last one to the first. Alt+↓ and F8 do the
   same. The number beside each says how many are left. Works without: both are links to the first such place. */
(function () {
  "use strict";
  document.addEventListener("click", function (event) {   // links of the summary give the focus to their place
    var link = event.target.closest("[data-entry-problems] a[href^='#'], [data-entry-errors] a[href^='#']"), place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) { return; }
    event.preventDefault();
    place.scrollIntoView({ block: "center", inline: "center" });
    place.focus({ preventScroll: true });
  });
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var TONES = ["missed", "attention", "brand"].map(function (tone) { return ".entry-cell--" + tone + ", .entry-line--" + tone; }).join(", ");
  var at = null;

  function isEmpty(field) { return !field.value.trim(); }
  function empties() { return Array.from(form.querySelectorAll("[data-cell][data-fill]")).filter(isEmpty); }
  function problems() {
    return Array.from(form.querySelectorAll("[data-cell], [name^='why.'], [name^='remark.']")).filter(function (field) {
      if (!field.matches("[data-cell]")) { return field.matches("input:not([type=hidden]), textarea") && isEmpty(field); }
      var place = field.closest("td, li");
      return place.matches(TONES) && place.dataset.sign !== "?" || place.dataset.save === "refused" || place.dataset.save === "changed";
    });
  }
  var KINDS = { empty: empties, problem: problems };

  function go(kind) {
    var all = KINDS[kind](), from = at && form.contains(at) ? at : null;
    if (!all.length) { return; }
    var next = all.find(function (field) {
      return from && from !== field && from.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
    }) || all[0];
    next.scrollIntoView({ block: "center", inline: "center" });
    next.focus({ preventScroll: true });
  }
  function count() {
    form.querySelectorAll("[data-next]").forEach(function (link) {
      var left = KINDS[link.dataset.next]().length, number = link.querySelector("[data-next-left]");
      if (number.textContent !== String(left)) { number.textContent = left; }
      link.hidden = !left;
    });
  }
  form.addEventListener("focusin", function (event) { if (event.target.matches("input, select, textarea")) { at = event.target; } });
  form.addEventListener("click", function (event) {
    var link = event.target.closest("[data-next]");
    if (!link) { return; }
    event.preventDefault();
    go(link.dataset.next);
  });
  document.addEventListener("keydown", function (event) {
    var kind = event.key === "F8" ? "problem" : event.altKey && event.key === "ArrowDown" && !event.target.matches("select") ? "empty" : "";
    if (!kind || event.ctrlKey || event.metaKey || event.shiftKey || document.querySelector("dialog[open]")) { return; }
    event.preventDefault();
    go(kind);
  });
  form.addEventListener("input", count);
  ["entry:saved", "entry:refreshed", "entry:said", "entry:written"].forEach(function (name) { document.addEventListener(name, count); });
  count();
})();
