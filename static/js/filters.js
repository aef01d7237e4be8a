/* <form data-filters>: a changed select sends the form at once; the button is hidden. Works without. */
(function () {
  "use strict";
  document.querySelectorAll("form[data-filters]").forEach(function (form) {
    if (!form.querySelector("input[type=search]")) { form.setAttribute("data-enhanced", ""); }
    form.addEventListener("change", function (event) {
      if (event.target.matches("select")) { form.requestSubmit(); }
    });
  });
})();
