/* [data-cell-panel]: what there is to know of a number, beside the grid. Alt+Enter in a cell or [data-cell-open] opens it and
   takes the focus there, Esc closes it and gives the focus back; while it is open it follows the cells one moves
   through, without taking the focus. A heading [data-definition] shows what its column counts in the same place.
   Heard on document: entry:focus {name}. Works without: [data-cell-open] leads to a page, a heading to a list below. */
(function () {
  "use strict";
  var panel = document.querySelector("[data-cell-panel]"), opener = document.querySelector("[data-cell-open][data-url]");
  if (!panel || !opener || !window.fetch) { return; }
  var inside = panel.querySelector("[data-cell-panel-inside]"), heading = panel.querySelector("[data-cell-panel-heading]");
  var live = panel.querySelector("[data-cell-panel-live]"), FOLLOW = 250;
  var last = null, shown = "", back = null, timer = 0, number = 0;

  function address(cell) {
    return opener.dataset.url + "?column=" + encodeURIComponent(cell.dataset.column) + "&grade=" + encodeURIComponent(cell.dataset.row);
  }
  function nameOf(cell) { return cell.id; }
  function titleOf(cell) { return (cell.getAttribute("aria-label") || cell.dataset.label || "Сведения о ячейке").split(", год назад")[0]; }
  function unfold(takesFocus) {
    panel.hidden = false;
    document.body.classList.add("has-cell-panel");
    if (takesFocus) { heading.focus({ preventScroll: true }); }
  }
  function load(cell, takesFocus) {
    var mine = number += 1;
    shown = nameOf(cell);
    unfold(takesFocus);
    heading.textContent = titleOf(cell);
    live.textContent = "Загружается…";
    fetch(address(cell), { redirect: "manual", headers: { "HX-Request": "true" } }).then(function (response) {
      return response.ok ? response.text() : Promise.reject();
    }).then(function (html) {
      if (mine !== number) { return; }
      live.textContent = "";
      inside.innerHTML = html;
    }).catch(function () {
      if (mine !== number) { return; }
      inside.replaceChildren();
      live.textContent = "Сведения не загрузились: нет связи или сеанс закончился.";
    });
  }
  function define(link) {
    var entry = document.getElementById(link.hash.slice(1));
    if (!entry) { return; }
    number += 1;
    shown = "";
    back = link;
    heading.textContent = entry.querySelector("dt").textContent;
    live.textContent = "";
    inside.innerHTML = "<div class=\"cell-story\">" + entry.querySelector("dd").innerHTML + "</div>";
    unfold(true);
  }
  function close() {
    panel.hidden = true;
    shown = "";
    document.body.classList.remove("has-cell-panel");
    inside.replaceChildren();
    if (back) { back.focus(); }
  }
  function open(cell, from) {
    back = from || cell;
    if (!panel.hidden && shown === nameOf(cell)) { heading.focus({ preventScroll: true }); } else { load(cell, true); }
  }

  document.addEventListener("focusin", function (event) {
    var cell = event.target.closest("[data-column][data-row]");
    if (!cell) { return; }
    last = cell;
    if (panel.hidden || shown === nameOf(cell)) { return; }
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { if (!panel.hidden && last === cell) { back = cell; load(cell, false); } }, FOLLOW);
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && event.altKey && event.target.closest("[data-column][data-row]")) {
      event.preventDefault();
      open(event.target.closest("[data-column][data-row]"));
    } else if (event.key === "Escape" && !panel.hidden && (panel.contains(event.target) || event.target === document.body)) {
      event.preventDefault();
      close();
    }
  });
  document.addEventListener("click", function (event) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    var link = event.target.closest("[data-cell-open], [data-definition]");
    if (!link) { return; }
    if (link.matches("[data-definition]")) { event.preventDefault(); define(link); return; }
    var cell = link.dataset.column ? link : last || document.querySelector("[data-column][data-row]");
    if (!cell) { return; }
    event.preventDefault();
    open(cell, link);
  });
  /* A comment is sent without leaving the page; the grid then shows it at its cell. */
  panel.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-cell-comment]")) { return; }
    event.preventDefault();
    var mine = number += 1, sent = event.target;
    if (sent.dataset.sent) { return; }
    sent.dataset.sent = "1";
    fetch(sent.action, { method: "POST", body: new FormData(sent), redirect: "manual", headers: { "HX-Request": "true" } }).then(function (response) {
      if (response.status !== 200 && response.status !== 422) { return Promise.reject(); }
      if (response.ok) { document.dispatchEvent(new CustomEvent("entry:saved", { detail: { cells: {} } })); }
      return response.text();
    }).then(function (html) {
      if (mine === number) { inside.innerHTML = html; inside.querySelector("textarea").focus(); }
    }).catch(function () {
      delete sent.dataset.sent;
      live.textContent = "Комментарий не отправлен: нет связи или сеанс закончился. Повторите.";
    });
  });
  /* The headings are one stop of Tab, arrows walk along them. */
  var heads = Array.from(document.querySelectorAll("[data-definition]"));
  function stop(head) { heads.forEach(function (one) { one.tabIndex = one === head ? 0 : -1; }); }
  stop(heads[0]);
  document.addEventListener("keydown", function (event) {
    var at = heads.indexOf(event.target), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step || !heads[at + step]) { return; }
    event.preventDefault();
    stop(heads[at + step]);
    heads[at + step].focus();
  });
  panel.querySelector("[data-cell-panel-close]").addEventListener("click", close);
})();
