/* Buttons marked data-copy="id" put the text of that element on the clipboard; without JavaScript they stay hidden. */
(function () {
  "use strict";
  function copy(text) {
    if (navigator.clipboard && window.isSecureContext) { return navigator.clipboard.writeText(text); }
    var area = document.createElement("textarea");
    area.value = text;
    document.body.appendChild(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    return Promise.resolve();
  }
  document.querySelectorAll("[data-copy]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var source = document.getElementById(button.getAttribute("data-copy"));
      copy(source.matches("textarea") ? source.value : source.innerText).then(function () {
        button.textContent = "Скопировано";
        button.focus();
      });
    });
  });
})();
