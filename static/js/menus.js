/* Drop-down menus made of <details data-menu>: Escape or a click elsewhere closes them. Works without. */
(function () {
  "use strict";
  function closeAll(except) {
    document.querySelectorAll("details[data-menu][open]").forEach(function (menu) {
      if (menu !== except) { menu.open = false; }
    });
  }
  document.addEventListener("click", function (event) {
    closeAll(event.target.closest("details[data-menu]"));
  });
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    var menu = document.activeElement && document.activeElement.closest("details[data-menu][open]");
    closeAll(null);
    if (menu) { menu.querySelector("summary").focus(); }
  });
})();
