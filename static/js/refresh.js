/* form[data-entry]: after something was saved the rest of the page follows, without touching the focus: what is said of
   cells, how much is filled in, the heading, doubtful figures, and numbers somebody else has written meanwhile.
   Heard on document: entry:saved. Told: entry:refreshed {at}. Works without: the next page shows the same. */
(function () {
  "use strict";
  var form = document.querySelector("form[data-entry]");
  if (!form) { return; }
  var PAUSE = 300, LIMIT = 20000, timer = 0, saves = 0, running = false, wanted = false;

  function plain(text) { return text.trim().replace(/\r\n?/g, "\n"); }
  function put(place, html) {
    if (place.dataset.html === html) { return; }
    place.dataset.html = html;
    place.innerHTML = html;
  }
  function notes(selector, key, said) {
    document.querySelectorAll("[" + selector + "]").forEach(function (row) {
      put(row.querySelector("[data-notes]"), said[row.getAttribute(key)] || "");
      row.hidden = !row.querySelector("li");
    });
  }
  function cell(name, now) {
    var field = form.elements.namedItem(name), was = form.elements.namedItem("was." + name);
    if (!field || !was) { return; }
    var stored = plain(field.value) === plain(was.value);
    if (stored && field !== document.activeElement && was.value !== now.text) { field.value = was.value = now.text; }
    var box = field.closest("td, li"), base = box.classList.contains("entry-line") ? "entry-line" : "entry-cell";
    ["missed", "attention", "brand", "missing", "said"].forEach(function (tone) { box.classList.toggle(base + "--" + tone, tone === now.tone); });
    if (now.sign) { box.dataset.sign = now.sign; } else { delete box.dataset.sign; }
    if (document.getElementById("said." + name)) { return; }   // what is not stored has the word
    if (now.said) { field.setAttribute("aria-describedby", now.said); } else { field.removeAttribute("aria-describedby"); }
    if (now.invalid) { field.setAttribute("aria-invalid", "true"); } else { field.removeAttribute("aria-invalid"); }
  }
  /* A reader's words in a doubt are not taken out of their hands. */
  function doubts(html) {
    var place = document.querySelector("[data-entry-doubts]");
    var dirty = Array.prototype.some.call(place.querySelectorAll("[name^='why.']"), function (field) {
      return plain(field.value) !== plain(form.elements.namedItem("was." + field.name).value);
    });
    if (!dirty && !place.contains(document.activeElement)) { put(place, html); }
  }
  /* What kept the report from being handed in, as it stands now; of fields that were refused, those that still are. */
  function errors(found) {
    var summary = document.querySelector("[data-entry-errors] [data-error-summary]"), list = summary && summary.querySelector("ul");
    if (!summary || (summary !== document.activeElement && summary.contains(document.activeElement))) { return; }
    if (form.dataset.complain !== undefined) { list.replaceChildren.apply(list, found.map(error)); }
    list.querySelectorAll("a").forEach(function (link) {
      var id = decodeURIComponent(link.hash.slice(1));
      if (form.dataset.complain === undefined && !document.getElementById("said." + id)) { link.closest("li").remove(); }
    });
    summary.hidden = !list.children.length;
    document.querySelector("[data-entry-mended]").hidden = !summary.hidden;
  }
  function error(one) {
    var item = document.createElement("li"), place = one.id ? document.createElement("a") : item;
    if (one.id) { place.href = "#" + one.id; item.appendChild(place); }
    place.textContent = one.text;
    return item;
  }
  function show(state) {
    if (!state.editable) { return; }
    document.querySelector("h1").textContent = state.heading;
    form.querySelector("[data-entry-filled]").textContent = state.filled + " из " + state.asked;
    notes("data-notes-row", "data-notes-row", state.rows);
    notes("data-notes-line", "data-notes-line", state.lines);
    Object.keys(state.cells).forEach(function (name) { cell(name, state.cells[name]); });
    doubts(state.doubts);
    errors(state.errors);
    var problems = document.querySelector("[data-entry-problems]");
    if (problems && !problems.contains(document.activeElement)) { put(problems, state.problems); }
    var arrivals = form.querySelector(".entry-arrivals");
    if (arrivals && state.arrivals_open) { arrivals.open = true; }
    document.dispatchEvent(new CustomEvent("entry:refreshed", { detail: { at: state.at } }));
  }
  /* An answer that was asked for before the last save may not know of it. */
  function ask() {
    if (running) { wanted = true; return; }
    running = true;
    var asked = saves, limit = new AbortController(), patience = window.setTimeout(function () { limit.abort(); }, LIMIT);
    fetch(form.dataset.url + (form.dataset.complain === undefined ? "" : "&complain=1"), { redirect: "manual", signal: limit.signal, headers: { Accept: "application/json" } }).then(function (response) {
      return response.ok ? response.json() : null;
    }).then(function (state) {
      if (state && asked === saves && String(state.person) === form.dataset.person) { show(state); }
    }).catch(function () { /* no connection: what was saved is saved, the rest follows with the next save */ }).then(function () {
      window.clearTimeout(patience);
      running = false;
      if (wanted) { wanted = false; ask(); }
    });
  }
  /* Percentages are brought in by htmx, which would follow a logged out person to the page of the log in. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.closest(".entry-live") && !/class="live"/.test(event.detail.serverResponse)) { event.detail.shouldSwap = false; }
  });
  document.addEventListener("entry:saved", function () {
    saves += 1;
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });
})();
