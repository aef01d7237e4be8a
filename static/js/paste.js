/* A block of cells pasted into a cell of form[data-entry] opens a dialog that shows what would land where; nothing is
   written until it is confirmed, and then in one request. [data-paste-open] opens the same dialog empty, beginning at
   the cell that had the focus last. One value pasted is left to the browser.
   Told on document: entry:written {cells: {NAME: text}}. Works without: [data-paste-open] leads to a page. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]"), opener = document.querySelector("[data-paste-open]");
  var dialog = document.querySelector("[data-paste-dialog]");
  if (!form || !opener || !dialog || !dialog.showModal) { return; }
  var inside = dialog.querySelector("[data-paste-inside]"), heading = dialog.querySelector("[data-paste-heading]");
  var live = dialog.querySelector("[data-paste-live]");
  var last = null, back = null, running = false;

  function say(words) { live.textContent = words; }
  function trouble(words) {
    running = false;
    dialog.removeAttribute("aria-busy");
    say(words);
  }
  function ask(data) {
    if (running) { return; }
    running = true;
    dialog.setAttribute("aria-busy", "true");
    say("Читаем скопированное…");
    fetch(opener.href, { method: "POST", body: data, redirect: "manual", headers: { "HX-Request": "true" } }).then(function (response) {
      if (response.type === "opaqueredirect") { return trouble("Сеанс закончился. Войдите снова в новой вкладке и повторите."); }
      if ((response.headers.get("Content-Type") || "").indexOf("json") > 0) { return response.json().then(written); }
      if (response.status !== 200 && response.status !== 422) { return trouble("Не получилось: повторите или обновите страницу."); }
      return response.text().then(show);
    }).catch(function () { trouble("Нет связи. Скопированное осталось здесь: повторите позже."); });
  }
  function show(html) {
    trouble("");
    inside.innerHTML = html;
    var sum = inside.querySelector("[data-paste-summary]"), error = inside.querySelector("[data-error-summary]");
    heading.textContent = sum ? inside.querySelector("[data-paste-form]").dataset.heading : "Вставить из Excel";
    (error || sum || inside.querySelector("textarea") || heading).focus();
  }
  function written(answer) {
    trouble("");
    dialog.close();
    document.dispatchEvent(new CustomEvent("entry:written", { detail: { cells: answer.cells } }));
    var status = form.querySelector("[data-paste-said]");
    if (status) { status.textContent = answer.said; }
  }
  function open(text) {
    back = last;
    heading.textContent = "Вставить из Excel";
    inside.replaceChildren();
    dialog.showModal();
    var data = new FormData();
    data.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    data.append("action", "preview");
    data.append("text", text);
    if (last) {
      data.append("column", last.dataset.column);
      data.append("grade", last.dataset.row);
    }
    ask(data);
  }

  form.addEventListener("focusin", function (event) { if (event.target.matches("[data-cell]")) { last = event.target; } });
  form.addEventListener("paste", function (event) {
    var text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!event.target.matches("input[data-cell], select[data-cell]") || !/[\t\n\r]/.test(text.replace(/[\r\n]+$/, ""))) { return; }
    event.preventDefault();
    last = event.target;
    open(text);
  });
  opener.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    last = last || form.querySelector("[data-cell]");
    fetchEmpty();
  });
  function fetchEmpty() {
    back = opener;
    inside.replaceChildren();
    dialog.showModal();
    fetch(opener.href, { redirect: "manual", headers: { "HX-Request": "true" } }).then(function (response) {
      if (!response.ok) { return trouble("Не получилось: обновите страницу."); }
      return response.text().then(function (html) {
        show(html);
        choose("column", last && last.dataset.column);
        choose("grade", last && last.dataset.row);
      });
    }).catch(function () { trouble("Нет связи: повторите позже."); });
  }
  function choose(name, value) {
    var select = inside.querySelector("select[name=" + name + "]");
    if (select && value && select.querySelector("option[value='" + value + "']")) { select.value = value; }
  }
  dialog.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-paste-form]")) { return; }
    event.preventDefault();
    ask(new FormData(event.target, event.submitter));
  });
  dialog.addEventListener("click", function (event) {
    if (!event.target.closest("[data-paste-close]")) { return; }
    event.preventDefault();
    dialog.close();
  });
  dialog.addEventListener("close", function () {
    inside.replaceChildren();
    if (back) { back.focus(); }
  });
})();
