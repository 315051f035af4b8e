/* Sen – a quiz: answers saved as they are given, and the clock. See docs/design-system.md.
   The truth is on the server: "saved" is shown only when it has said so. Words come from the page. */
(function () {
  "use strict";

  function autosave(form) {
    var sign = form.querySelector("[data-sen-saved]");
    var words = sign.querySelector("[data-sen-saved-text]");
    var field = form.querySelector("input[name=sequence]") || document.createElement("input");
    var sequence = 0; /* of the state on the screen */
    var saved = Number(form.dataset.senSequence) || 0; /* of the state the server has confirmed */
    var sending = false, leaving = false, tries = 0, timer = 0, waiting = [];

    function number(n) {
      sequence = n;
      field.value = n + 1; /* for a form sent by hand */
    }
    field.type = "hidden";
    field.name = "sequence";
    form.append(field);
    number(saved);

    function show(state, text) {
      sign.dataset.senSaved = text ? "failed" : state;
      words.textContent = text || sign.getAttribute("data-sen-text-" + state);
    }

    function settle() {
      waiting.splice(0).forEach(function (go) { go(); });
    }

    function later(delay) {
      window.clearTimeout(timer);
      timer = window.setTimeout(send, delay);
    }

    function now() { later(0); }

    function changed(delay) {
      number(sequence + 1);
      if (!tries) show("unsaved");
      later(delay);
    }

    function retry(reply) {
      var asked = reply ? Number(reply.headers.get("Retry-After")) : 0;
      show("failed");
      later((asked > 0 ? Math.min(asked, 60) : Math.min(Math.pow(2, tries), 15)) * 1000 + Math.random() * 500);
      tries += 1;
    }

    function send() {
      if (sending || leaving || saved === sequence) return;
      var sent = sequence;
      var body = new URLSearchParams(new FormData(form));
      var token = /csrftoken=(\w+)/.exec(document.cookie); /* renewed by a sign-in elsewhere */
      var stop = new AbortController();
      var limit = window.setTimeout(function () { stop.abort(); }, 20000);
      body.set("sequence", sent);
      if (token) body.set("csrfmiddlewaretoken", token[1]);
      sending = true;
      if (!tries) show("saving");
      fetch(form.dataset.senAutosave, {
        method: "POST", body: body, redirect: "manual", signal: stop.signal,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
      }).then(function (reply) {
        /* a redirection leads to the sign-in page */
        var status = reply.type === "opaqueredirect" ? 401 : reply.status;
        var refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
        if (!refused && status !== 200) throw reply;
        return reply.json().catch(function () { return {}; }).then(function (data) {
          if (refused) {
            tries = 0;
            show("refused", data.message || sign.dataset.senTextRefused);
            return settle();
          }
          if (data.saved_sequence > sent) number(Math.max(sequence, data.saved_sequence + 1)); /* another window is ahead */
          if (data.saved_sequence !== sent) throw reply;
          saved = sent;
          tries = 0;
          if (saved !== sequence) return now();
          show("saved");
          settle();
        });
      }).catch(function (fault) { retry(fault.headers && fault); })
        .finally(function () {
          sending = false;
          window.clearTimeout(limit);
        });
    }

    form.addEventListener("change", function () { changed(0); });
    form.addEventListener("input", function (event) {
      if (event.target.matches("textarea, input[type=text]")) changed(800);
    });
    document.addEventListener("submit", function (event) { /* on the document: after the questions of sen.js */
      if (!event.defaultPrevented && (event.target === form || event.target.matches("[data-sen-finish]"))) leaving = true;
    });
    window.addEventListener("pageshow", function () { leaving = false; now(); });
    window.addEventListener("online", now);
    window.addEventListener("focus", now);
    window.addEventListener("beforeunload", function (event) {
      if (leaving || saved === sequence) return;
      event.preventDefault();
      event.returnValue = "";
    });

    /* calls back when all is saved, refused, or after 4 seconds */
    return function flush(go) {
      if (saved === sequence) return go();
      waiting.push(function () { leaving = true; go(); });
      window.setTimeout(settle, 4000);
      now();
    };
  }

  var papers = Array.prototype.map.call(document.querySelectorAll("form[data-sen-autosave]"), autosave);
  var finish = document.querySelector("form[data-sen-finish]");

  /* The clock is an ornament: the server ends the attempt itself. */
  document.querySelectorAll("[data-sen-deadline-seconds]").forEach(function (clock) {
    var end = Date.now() + Number(clock.dataset.senDeadlineSeconds) * 1000;
    var face = clock.querySelector("[data-sen-clock]");
    var voice = document.createElement("span");
    var before = 0;
    voice.className = "visually-hidden";
    voice.setAttribute("role", "status");
    clock.after(voice);

    function tick() {
      var left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      face.textContent = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60].slice(left < 3600 ? 1 : 0)
        .map(function (n) { return String(n).padStart(2, "0"); }).join(":");
      [300, 60].forEach(function (mark) {
        if (before > mark && left <= mark) voice.textContent = clock.getAttribute("data-sen-warn-" + mark);
      });
      clock.classList.toggle("timer--soon", left <= 60);
      before = left;
      if (left > 0) return void window.setTimeout(tick, 500);
      var open = papers.length + 1;
      var go = function () {
        open -= 1;
        if (!open && finish) finish.submit();
      };
      papers.forEach(function (flush) { flush(go); });
      go();
    }
    tick();
  });
})();
