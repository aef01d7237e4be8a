/* <form data-entry data-url data-person>: a field is saved by itself when it is left; only what differs from its
   hidden field «was.NAME» is sent, in order, one request at a time, and again until an answer comes.
   Heard on document: entry:changed {names} = values were put into fields by a script, save them;
   entry:written {cells: {NAME: text}} = the server holds these already; entry:withheld (connection.js).
   Told on document: entry:saved {cells: {NAME: text}}, entry:focus {name}. Works without: the form has a button. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var MOST = 500, SLOW = 600, PAUSE = 2000, LONGEST_WAIT = 30, LIMIT = 20000;
  var status = form.querySelector("[data-entry-status]");
  var banner = form.querySelector("[data-entry-banner]");
  var queue = new Set();   // names of fields to send
  var states = {};         // NAME: saving | waiting | saved | refused | changed
  var refusedText = {};    // NAME: the text that was refused, not to be sent again
  var busy = false, slow = false, failures = 0, again = 0, pause = 0, leaving = false;
  var trouble = "", savedAt = "", withheld = { words: "", tone: "" };

  function plain(text) { return text.trim().replace(/\r\n?/g, "\n"); }
  function field(name) { return form.elements.namedItem(name); }
  function was(name) { return form.elements.namedItem("was." + name); }
  function isField(element) { return !!(element && element.name && element.form === form && was(element.name)); }
  function text(name) { return plain(field(name).value); }
  function isDirty(name) { return text(name) !== plain(was(name).value); }
  function names() {
    return Array.prototype.filter.call(form.elements, isField).map(function (element) { return element.name; });
  }
  function holder(name) { return field(name).closest("td, li"); }
  function tell(event, detail) { document.dispatchEvent(new CustomEvent(event, { detail: detail })); }

  /* What is said of a field that is not stored: below its row, its line, or beside it. */
  function host(name) {
    var row = document.querySelector("[data-notes-row='" + field(name).dataset.row + "']");
    if (row && field(name).closest(".entry-grid")) { return row.querySelector(".entry-grid__said"); }
    return document.querySelector("[data-notes-line='" + name + "']") || holder(name);
  }
  function where(name) {
    return field(name).closest(".entry-grid") ? field(name).getAttribute("aria-label").split(", год назад")[0] : "";
  }
  function showOrHide(place) {
    var row = place.closest("[data-notes-row], [data-notes-line]");
    if (row) { row.hidden = !row.querySelector("li"); }
  }
  function describe(name, id, on) {
    var ids = (field(name).getAttribute("aria-describedby") || "").split(" ").filter(function (one) { return one && one !== id; });
    if (on) { ids.push(id); field(name).setAttribute("aria-invalid", "true"); } else { field(name).removeAttribute("aria-invalid"); }
    if (ids.length) { field(name).setAttribute("aria-describedby", ids.join(" ")); } else { field(name).removeAttribute("aria-describedby"); }
  }
  function unsay(name) {
    var said = document.getElementById("said." + name);
    if (!said) { return; }
    var place = said.closest("[data-unsaved]");
    said.remove();
    describe(name, "said." + name, false);
    showOrHide(place);
  }
  function say(name, note) {
    unsay(name);
    var place = host(name), list = place.querySelector(":scope > [data-unsaved]");
    if (!list) {
      list = document.createElement("ul");
      list.className = "entry-notes";
      list.setAttribute("data-unsaved", "");
      place.appendChild(list);
    }
    note.id = "said." + name;
    list.appendChild(note);
    describe(name, note.id, true);
    showOrHide(list);
    tell("entry:said", { name: name });
  }
  function noteOf(html, name) {
    var box = document.createElement("template");
    box.innerHTML = html.trim();
    var note = box.content.firstElementChild, label = where(name), words = note.lastElementChild;
    if (label) {
      var bold = document.createElement("b");
      bold.textContent = label + ":";
      words.prepend(bold, " ");
    }
    return note;
  }

  /* The state of each field and the one quiet line of the bar. */
  function mark(name, state) {
    if (state) { states[name] = state; holder(name).dataset.save = state; } else { delete states[name]; delete holder(name).dataset.save; }
  }
  function count(state) {
    return Object.keys(states).filter(function (name) { return states[name] === state; }).length;
  }
  function line() {
    var waiting = count("waiting"), changed = count("changed"), refused = count("refused"), parts = [];
    if (withheld.words) { parts.push(withheld.words); }
    if (waiting) { parts.push("не сохранено: " + waiting + (trouble ? " – " + trouble : "")); }
    if (changed) { parts.push("изменено в другом месте: " + changed + (waiting || refused ? "" : " – выберите значение")); }
    if (refused) { parts.push("не принято: " + refused + (waiting || changed ? "" : " – исправьте отмеченное")); }
    if (!parts.length && busy && slow) { parts.push("сохраняется…"); }
    if (!parts.length && savedAt) { parts.push("сохранено " + savedAt); }
    var words = parts.join("; ");
    if (status.textContent !== words) { status.textContent = words; }
    status.dataset.tone = withheld.tone || waiting || refused ? "missed" : changed ? "attention" : "";
  }

  /* A field was left or changed by a script. */
  function leave(name) {
    if (states[name] === "changed") { tell("entry:mine", { name: name, text: text(name) }); return; }
    if (!isDirty(name)) {
      queue.delete(name);
      if (states[name] === "refused" || states[name] === "waiting") { unsay(name); mark(name, ""); }
      line();
      return;
    }
    if (states[name] === "refused" && refusedText[name] === text(name)) { return; }
    queue.add(name);
    send();
  }

  function token() { return form.querySelector("[name=csrfmiddlewaretoken]").value; }
  function send() {
    window.clearTimeout(again);
    if (busy || !queue.size || !banner.hidden) { waitingIfBlocked(); return; }
    var sent = Array.from(queue).slice(0, MOST), cells = sent.map(function (name) {
      return { name: name, text: text(name), shown: was(name).value };
    });
    sent.forEach(function (name) { queue.delete(name); mark(name, "saving"); });
    busy = true;
    slow = false;
    window.setTimeout(function () { slow = true; line(); }, SLOW);
    var body = JSON.stringify({ person: Number(form.dataset.person), cells: cells });
    post(body, false).then(function (answer) { settle(cells, answer); }, function () { failed(cells, "нет связи, повторим"); });
  }
  function waitingIfBlocked() {
    if (!banner.hidden) { queue.forEach(function (name) { mark(name, "waiting"); }); line(); }
  }
  /* Sent again after LIMIT: a connection that hangs would hold up everything for minutes. What was saved twice is saved once. */
  function request(options) {
    var limit = new AbortController();
    window.setTimeout(function () { limit.abort(); }, LIMIT);   // nothing to one that has been answered
    return fetch(form.dataset.url, Object.assign({ redirect: "manual", signal: limit.signal }, options));
  }
  function post(body, renewed) {
    return request({
      method: "POST", body: body, keepalive: body.length < 60000,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    }).then(function (response) {
      if (response.status === 403 && !renewed) {
        return renew().then(function (is) { return is ? post(body, true) : { login: true }; });
      }
      if (response.type === "opaqueredirect") { return { login: true }; }
      if (response.status >= 500 || response.status === 429) { return { down: true }; }
      if (response.status === 403) { return { whole: "Сохранять числа этой организации вы больше не можете. Введённое осталось на странице: обратитесь к специалисту муниципалитета." }; }
      if (response.status === 404) { return { whole: "Сбор закрыт, или организация вам больше не открыта. Введённое осталось на странице: обратитесь к специалисту муниципалитета." }; }
      return response.json();
    });
  }
  /* After logging in anew the old token of the page is no longer good; false = nobody is logged in. */
  function renew() {
    return request({ headers: { Accept: "application/json" } }).then(function (response) {
      if (response.type === "opaqueredirect") { return false; }
      return response.json().then(function (state) {
        document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach(function (input) { input.value = state.csrf; });
        return true;
      });
    });
  }

  function settle(cells, answer) {
    busy = false;
    if (answer.down) { failed(cells, "сервер не отвечает, повторим"); return; }
    failures = 0;
    if (withheld.tone) { withheld = { words: "", tone: "" }; }
    if (answer.login || answer.whole) { stop(cells, answer); return; }
    trouble = "";
    var saved = {}, any = false, choice = null;
    cells.forEach(function (cell) {
      var said = answer.fields[cell.name];
      if (!field(cell.name)) { return; }
      if (said.state === "saved") {
        was(cell.name).value = said.text;
        if (text(cell.name) === cell.text && field(cell.name).value !== said.text) { field(cell.name).value = said.text; }
        saved[cell.name] = said.text;
        any = true;
        unsay(cell.name);
        mark(cell.name, "saved");
        if (isDirty(cell.name) && field(cell.name) !== document.activeElement) { queue.add(cell.name); }   // changed while it was sent
      } else if (said.state === "refused") {
        refusedText[cell.name] = cell.text;
        mark(cell.name, "refused");
        say(cell.name, noteOf(said.html, cell.name));
      } else {
        mark(cell.name, "changed");
        say(cell.name, noteOf(said.html, cell.name));
        choice = choice || document.querySelector("[data-choice='" + cell.name + "']");
      }
    });
    if (any) { savedAt = answer.at; tell("entry:saved", { cells: saved }); }
    line();
    if (choice) { choice.scrollIntoView({ block: "nearest" }); }   // not below the bar
    send();
  }
  function putBack(cells) {
    var names = cells.map(function (cell) { return cell.name; }).filter(field);
    queue = new Set(names.concat(Array.from(queue)));
    names.forEach(function (name) { mark(name, "waiting"); });
  }
  function failed(cells, why) {
    busy = false;
    putBack(cells);
    failures += 1;
    trouble = why;
    line();
    again = window.setTimeout(send, 1000 * Math.min(LONGEST_WAIT, Math.pow(2, failures)));
  }
  function stop(cells, answer) {
    putBack(cells);
    trouble = "";
    banner.querySelector("[data-entry-banner-text]").textContent = answer.whole || "Сеанс закончился. Введённое осталось на странице: войдите снова в новой вкладке, вернитесь сюда и нажмите «Сохранить ещё раз».";
    banner.querySelector("[data-entry-login]").hidden = !answer.login;
    banner.dataset.login = answer.login ? "1" : "";
    banner.hidden = false;
    line();
  }
  function retry() {
    renew().then(function (is) {
      if (!is) { return; }
      banner.hidden = true;
      names().forEach(function (name) { if (isDirty(name) && states[name] !== "changed") { queue.add(name); } });
      send();
    }, function () { /* no connection: the banner stays */ });
  }

  form.addEventListener("focusin", function (event) {
    if (event.target.matches("[data-cell]")) { tell("entry:focus", { name: event.target.name }); }
  });
  form.addEventListener("focusout", function (event) { if (isField(event.target)) { leave(event.target.name); } });
  form.addEventListener("change", function (event) {
    if (isField(event.target) && event.target.matches("select")) { leave(event.target.name); }
  });
  form.addEventListener("input", function (event) {
    window.clearTimeout(pause);
    if (!isField(event.target) || event.target.matches(".num, select")) { return; }
    pause = window.setTimeout(function () { leave(event.target.name); }, PAUSE);
  });
  document.addEventListener("entry:changed", function (event) {
    event.detail.names.forEach(function (name) { if (isField(field(name))) { queueOrLeave(name); } });
    send();
  });
  function queueOrLeave(name) {
    if (isDirty(name) && states[name] !== "changed") { queue.add(name); } else { leave(name); }
  }
  document.addEventListener("entry:written", function (event) {
    var saved = {};
    Object.keys(event.detail.cells).filter(function (name) { return isField(field(name)); }).forEach(function (name) {
      saved[name] = event.detail.cells[name];
      field(name).value = was(name).value = saved[name];
      queue.delete(name);
      unsay(name);
      mark(name, "saved");
    });
    line();
    tell("entry:saved", { cells: saved });
  });
  /* The time of the municipality, not of this computer. */
  document.addEventListener("entry:refreshed", function (event) { savedAt = event.detail.at; line(); });
  document.addEventListener("entry:chosen", function (event) {   // {name, stands}: mine is to be written over it
    was(event.detail.name).value = event.detail.stands;
    unsay(event.detail.name);
    mark(event.detail.name, "");
    leave(event.detail.name);
  });
  banner.querySelector("[data-entry-retry]").addEventListener("click", retry);
  window.addEventListener("online", send);
  window.addEventListener("focus", function () { if (!banner.hidden && banner.dataset.login) { retry(); } });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden" && isField(document.activeElement)) { leave(document.activeElement.name); }
  });
  document.addEventListener("entry:withheld", function (event) { withheld = event.detail; line(); });
  form.addEventListener("submit", function (event) { leaving = !event.defaultPrevented; });
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("beforeunload", function (event) {
    var unsaved = names().some(function (name) { return isDirty(name) && states[name] !== "saving"; });
    if (unsaved && !leaving) { event.preventDefault(); }
  });

  /* The page may bring fields that are not stored: refused ones, two people in one, restored ones. */
  document.querySelectorAll("[data-unsaved-note]").forEach(function (note) {
    var choice = note.querySelector("[data-choice]");
    var element = choice ? field(choice.dataset.choice) : form.querySelector("[aria-describedby~='" + note.id + "']");
    if (!isField(element)) { return; }
    var place = note.parentElement;
    describe(element.name, note.id, false);
    say(element.name, note);
    mark(element.name, choice ? "changed" : "refused");
    if (!choice) { refusedText[element.name] = text(element.name); }
    showOrHide(place);
  });
  names().forEach(function (name) { if (isDirty(name) && !states[name]) { queue.add(name); } });
  line();
  send();
})();
