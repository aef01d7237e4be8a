/* [data-entry-key]: whatever is typed into a form and not stored yet is kept in the browser, for this person and this
   form, and put back when the page is opened again: nothing typed is lost with the connection, the session or the
   browser. A form without data-url (nothing saves by itself) asks before it is left; what was sent with it is forgotten
   once a page says [data-said=saved], and what belongs to rows of another page waits for them. On a page that is only
   read, what could not be stored is listed. Kept for 30 days. */
(function () {
  "use strict";
  var place = document.querySelector("[data-entry-key]");
  if (!place) { return; }
  var PREFIX = "orientir.entry.", KEY = PREFIX + place.dataset.entryKey, LONGEST = 30 * 24 * 3600 * 1000, MOST_NAMED = 5;
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
  function isDirty(field) { return !!(field.name && was(field.name) && plain(field.value) !== plain(was(field.name).value)); }
  function keep(fields) {
    var kept = read(KEY);
    fields.filter(function (field) { return field && field.name && was(field.name); }).forEach(function (field) {
      if (!isDirty(field)) { delete kept[field.name]; return; }
      var label = field.getAttribute("aria-label") || (field.labels && field.labels[0] ? field.labels[0].textContent : field.name);
      kept[field.name] = { text: field.value, shown: was(field.name).value, at: Date.now(), label: label.split(", год назад")[0].trim() };
    });
    write(kept);
  }
  function forgetOld() {
    Object.keys(window.localStorage).filter(function (key) { return key.indexOf(PREFIX) === 0; }).forEach(function (key) {
      var kept = read(key), times = Object.keys(kept).map(function (name) { return kept[name].at || 0; });
      if (Date.now() - Math.max.apply(null, times.concat(0)) > LONGEST) { window.localStorage.removeItem(key); }
    });
  }
  function restore() {
    var kept = read(KEY), saved = document.querySelector("[data-said=saved]"), restored = 0, elsewhere = [];
    Object.keys(kept).forEach(function (name) {
      var field = form.elements.namedItem(name), one = kept[name];
      if (one.sent && saved) { delete kept[name]; return; }
      delete one.sent;
      if (!field) {   // a row of another page, or words on a doubt that is none any more
        if (/^(why|remark)\./.test(name)) { delete kept[name]; } else { elsewhere.push(name); }
        return;
      }
      if (!was(name) || plain(was(name).value) === plain(one.text)) { delete kept[name]; return; }
      if (plain(field.value) !== plain(was(name).value)) { return; }   // the page brings it back itself
      field.value = one.text;
      was(name).value = one.shown;   // if somebody else has written there since, the server says so
      restored += 1;
    });
    write(kept);
    keep(Array.prototype.filter.call(form.elements, isDirty));   // what was pasted or refused is not stored either
    var words = restored ? ["Восстановлено " + counted(restored) + ": они остались с прошлого раза и " +
      (form.dataset.url ? "сейчас записываются." : "ещё не записаны. Проверьте и сохраните.")] : [];
    if (elsewhere.length && !form.dataset.url) { words.push(waiting(elsewhere, kept)); }
    if (words.length) { say(words.join(" ")); }
  }
  function waiting(names, kept) {
    var first = names.slice(0, MOST_NAMED).map(function (name) { return told(name, kept); }).join("; ");
    return "В строках, которых на этой странице нет, осталось " + counted(names.length) + ": " + first +
      (names.length > MOST_NAMED ? " и другие" : "") + ". Откройте эти строки и сохраните.";
  }
  function told(name, kept) { return kept[name].label + " – " + (kept[name].text || "пусто"); }
  /* Where nothing is saved by itself. */
  function guard() {
    var leaving = false;
    form.addEventListener("submit", function () {
      var kept = read(KEY);
      Object.keys(kept).forEach(function (name) { if (form.elements.namedItem(name)) { kept[name].sent = true; } });
      write(kept);
      leaving = true;
    });
    window.addEventListener("pageshow", function () { leaving = false; });
    window.addEventListener("beforeunload", function (event) {
      if (!leaving && Array.prototype.some.call(form.elements, isDirty)) { event.preventDefault(); }
    });
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
      names.map(function (name) { return told(name, kept); }).join("; ") + ".");
  }
  function say(words) {
    notice.querySelector("[data-entry-restored-text]").textContent = words;
    notice.hidden = false;
  }

  try { forgetOld(); } catch (error) { return; }
  if (!form) { list(); return; }
  function field(name) { return form.elements.namedItem(name); }
  form.addEventListener("input", function (event) { keep([event.target]); });
  form.addEventListener("change", function (event) { keep([event.target]); });
  document.addEventListener("entry:changed", function (event) { keep(event.detail.names.map(field)); });
  document.addEventListener("entry:saved", function (event) { keep(Object.keys(event.detail.cells).map(field)); });
  if (!form.dataset.url) { guard(); }
  restore();
})();
