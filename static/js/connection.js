/* form[data-entry]: a button sends the form only once the server has answered: without a connection the browser would put
   its error page in place of the form. Stands before autosave.js. Told on document: entry:withheld {words, tone}, for the
   line of the bar; empty words = nothing more to say. Works without: the button sends the form. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var SLOW = 600, LIMIT = 20000, asking = false, sure = false;

  function tell(words, tone) {
    document.dispatchEvent(new CustomEvent("entry:withheld", { detail: { words: words, tone: tone } }));
  }
  /* Why nothing can be sent now; empty where it can. */
  function ask() {
    if (navigator.onLine === false) { return Promise.resolve("нет связи"); }
    var limit = new AbortController(), patience = window.setTimeout(function () { limit.abort(); }, LIMIT);
    return fetch(form.dataset.url, { method: "HEAD", redirect: "manual", signal: limit.signal }).then(function (response) {
      return response.status >= 500 ? "сервер не отвечает" : "";
    }, function () { return "нет связи"; }).then(function (why) {
      window.clearTimeout(patience);
      return why;
    });
  }
  form.addEventListener("submit", function (event) {
    if (sure) { return; }
    event.preventDefault();
    if (asking) { return; }
    var pressed = event.submitter, slow = window.setTimeout(function () { tell("отправляется…", ""); }, SLOW);
    asking = true;
    ask().then(function (why) {
      window.clearTimeout(slow);
      asking = false;
      var what = pressed && pressed.value === "submit" ? "отчёт не направлен" : "ничего не отправлено";
      tell(why ? why + ": " + what + ", введённое осталось на странице; нажмите ещё раз позже" : "", "missed");
      if (why) { return; }
      sure = true;
      form.requestSubmit(pressed);
    });
  });
  window.addEventListener("online", function () { tell("", ""); });
  window.addEventListener("pageshow", function () { sure = false; });   // come back to
})();
