/* [data-entry-key]: whatever is typed into a form and not stored yet is kept in the browser, for this person and this
   form, and put back when the page is opened again: nothing typed is lost with the connection, the session or the
   browser. On a page that is only read, what could not be stored is listed. Kept for 30 days. */
(function () {
  "use strict";
  var place = document.querySelector("[data-entry-key]");
  if (!place) { return; }
  var PREFIX = "orientir.entry.", KEY = PREFIX + place.dataset.entryKey, LONGEST = 30 * 24 * 3600 * 1000;
  var form = place.matches("form") ? place : null;
  var notice = document.querySelector("[data-entry-restored]");

  function read(key) {
    try { return JSON.parse(window.localStorage.getItem(key)) || {}; } catch (error) { return {}; }
  }
  function write(kept) {
    try {
      if (Object.keys(kept).length) { window.localStorage.setItem(KEY, JSON.stringify(kept)); } else { window.localStorage.removeItem(KEY); }
    } catch (error) { /* a browser that keeps nothing: the page still holds what was typed */ }
  }
  function plain(text) { return text.trim().replace(/\r\n?/g, "\n"); }
  function was(name) { return form.elements.namedItem("was." + name); }
  function counted(number) {
    var tens = number % 100, units = number % 10;
    if (tens >= 11 && tens <= 14) { return number + " несохранённых чисел"; }
    if (units === 1) { return number + " несохранённое число"; }
    return number + (units >= 2 && units <= 4 ? " несохранённых числа" : " несохранённых чисел");
  }
  function keep(field) {
    if (!field.name || !was(field.name)) { return; }
    var kept = read(KEY), shown = was(field.name).value;
    if (plain(field.value) === plain(shown)) { delete kept[field.name]; } else {
      var label = field.getAttribute("aria-label") || (field.labels && field.labels[0] ? field.labels[0].textContent : field.name);
      kept[field.name] = { text: field.value, shown: shown, at: Date.now(), label: label.split(", год назад")[0].trim() };
    }
    write(kept);
  }
  function forgetOld() {
    Object.keys(window.localStorage).filter(function (key) { return key.indexOf(PREFIX) === 0; }).forEach(function (key) {
      var kept = read(key), times = Object.keys(kept).map(function (name) { return kept[name].at || 0; });
      if (Date.now() - Math.max.apply(null, times.concat(0)) > LONGEST) { window.localStorage.removeItem(key); }
    });
  }
  function restore() {
    var kept = read(KEY), restored = 0;
    Object.keys(kept).forEach(function (name) {
      var field = form.elements.namedItem(name), one = kept[name];
      if (!field || !was(name) || plain(was(name).value) === plain(one.text)) { delete kept[name]; return; }
      if (plain(field.value) !== plain(was(name).value)) { return; }   // the page brings it back itself
      field.value = one.text;
      was(name).value = one.shown;   // if somebody else has written there since, the server says so
      restored += 1;
    });
    write(kept);
    if (restored) {
      say("Восстановлено " + counted(restored) + ": они остались с прошлого раза и " +
        (form.dataset.url ? "сейчас записываются." : "ещё не записаны. Проверьте и сохраните."));
    }
  }
  /* What the page shows has been saved with the form; explanations and late arrivals came with it. */
  function isShown(name, text) {
    var place = document.getElementById(name);
    var shown = place ? place.textContent.trim().replace(/^–$/, "") : text;
    return shown.replace(/\s/g, "") === text.replace(/\s/g, "");
  }
  function list() {
    var kept = read(KEY);
    Object.keys(kept).forEach(function (name) { if (isShown(name, kept[name].text)) { delete kept[name]; } });
    write(kept);
    var names = Object.keys(kept);
    if (!names.length) { return; }
    say("В этом браузере осталось " + counted(names.length) + ", записать их в этот отчёт сейчас нельзя: " +
      names.map(function (name) { return kept[name].label + " – " + (kept[name].text || "пусто"); }).join("; ") + ".");
  }
  function say(words) {
    notice.querySelector("[data-entry-restored-text]").textContent = words;
    notice.hidden = false;
  }

  try { forgetOld(); } catch (error) { return; }
  if (!form) { list(); return; }
  form.addEventListener("input", function (event) { keep(event.target); });
  form.addEventListener("change", function (event) { keep(event.target); });
  document.addEventListener("entry:changed", function (event) {
    event.detail.names.forEach(function (name) { if (form.elements.namedItem(name)) { keep(form.elements.namedItem(name)); } });
  });
  document.addEventListener("entry:saved", function (event) {
    Object.keys(event.detail.cells).forEach(function (name) { keep(form.elements.namedItem(name)); });
  });
  restore();
})();
