/* [data-error-summary] takes the focus when the page opens; its links focus their field. Works without. */
(function () {
  "use strict";
  var summary = document.querySelector("[data-error-summary]");
  if (!summary) { return; }
  summary.focus();
  summary.addEventListener("click", function (event) {
    var link = event.target.closest("a[href^='#']");
    var field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) { return; }
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    var input = field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea");
    (input || field).focus({ preventScroll: true });
  });
})();
