/* Sen – a quiz: answers saved as they are given, the clock. See docs/design-system.md.
   The truth is on the server: "saved" is shown only when the server has said so. Words come from the page. */
(function () {
  "use strict";

  function autosave(form) {
    var sign = form.querySelector("[data-sen-saved]");
    var words = sign && sign.querySelector("[data-sen-saved-text]");
    var sequence = Number(form.dataset.senSequence) || 0; /* of the latest state on the screen */
    var saved = sequence; /* of the latest state the server has confirmed */
    var sending = false, leaving = false, tries = 0, timer = 0, waiting = [];
    var field = form.querySelector("input[name=sequence]") || document.createElement("input");
    field.type = "hidden";
    field.name = "sequence"; /* for a form sent by hand */
    form.append(field);
    number(sequence);

    function number(n) {
      sequence = n;
      field.value = n + 1;
    }

    function show(state, text) {
      if (!sign) return;
      text = text || sign.getAttribute("data-sen-text-" + state) || "";
      sign.setAttribute("data-sen-saved", state);
      if (words.textContent !== text) words.textContent = text;
    }

    function settle() {
      waiting.splice(0).forEach(function (go) { go(); });
    }

    function changed(delay) {
      number(sequence + 1);
      if (!tries) show("unsaved");
      later(delay);
    }

    function later(delay) {
      window.clearTimeout(timer);
      timer = window.setTimeout(send, delay);
    }

    function retry(reply) {
      tries += 1;
      show("failed");
      var asked = reply ? Number(reply.headers.get("Retry-After")) : 0;
      later((asked > 0 ? Math.min(asked, 60) : Math.min(Math.pow(2, tries - 1), 15)) * 1000 + Math.random() * 500);
    }

    function send() {
      if (sending || leaving || saved === sequence) return;
      var sent = sequence;
      var stop = new AbortController();
      var limit = window.setTimeout(function () { stop.abort(); }, 20000);
      var body = new URLSearchParams(new FormData(form));
      body.set("sequence", sent);
      sending = true;
      if (!tries) show("saving");
      fetch(form.dataset.senAutosave, {
        method: "POST", credentials: "same-origin", redirect: "manual", signal: stop.signal,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        body: body,
      }).then(function (reply) {
        /* a redirection is the sign-in page: the session is over */
        var refused = reply.type === "opaqueredirect" || (reply.status >= 400 && reply.status < 500 && reply.status !== 408 && reply.status !== 429);
        if (!refused && reply.status !== 200) { sending = false; return retry(reply); }
        return reply.json().catch(function () { return {}; }).then(function (data) {
          sending = false;
          if (refused) {
            tries = 0;
            show("refused", data.message);
            return settle();
          }
          if (data.saved_sequence > sent) { /* another window is ahead: number this state after it */
            number(Math.max(sequence, data.saved_sequence + 1));
            return retry();
          }
          if (data.saved_sequence !== sent) return retry();
          saved = sent;
          tries = 0;
          if (saved !== sequence) return later(0);
          show("saved");
          settle();
        });
      }).catch(function () { sending = false; retry(); })
        .finally(function () { window.clearTimeout(limit); });
    }

    form.addEventListener("change", function () { changed(0); });
    form.addEventListener("input", function (event) {
      if (event.target.matches("textarea, input[type=text], input:not([type])")) changed(800);
    });
    document.addEventListener("submit", function (event) { /* on the document: after the questions of sen.js */
      if (event.defaultPrevented || (event.target !== form && !event.target.matches("[data-sen-finish]"))) return;
      leaving = true;
    });
    window.addEventListener("pageshow", function () { leaving = false; if (saved !== sequence) later(0); });
    window.addEventListener("online", function () { later(0); });
    window.addEventListener("beforeunload", function (event) {
      if (leaving || saved === sequence) return;
      event.preventDefault();
      event.returnValue = "";
    });

    return {
      /* calls back when all is saved, refused, or after the given milliseconds */
      flush: function (go, limit) {
        if (saved === sequence) return go();
        waiting.push(go);
        window.setTimeout(settle, limit);
        later(0);
      },
      leave: function () { leaving = true; },
    };
  }

  var papers = Array.prototype.map.call(document.querySelectorAll("form[data-sen-autosave]"), autosave);
  var finish = document.querySelector("form[data-sen-finish]");

  /* The clock is an ornament: the server ends the attempt by its own time. */
  document.querySelectorAll("[data-sen-deadline-seconds]").forEach(function (clock) {
    var end = Date.now() + Number(clock.dataset.senDeadlineSeconds) * 1000;
    var face = clock.querySelector("[data-sen-clock]");
    var voice = document.createElement("span");
    var before = Infinity;
    voice.className = "visually-hidden";
    voice.setAttribute("role", "status");
    clock.after(voice);

    function two(n) { return (n < 10 ? "0" : "") + n; }

    function tick() {
      var left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      var hours = Math.floor(left / 3600);
      face.textContent = (hours ? hours + ":" : "") + two(Math.floor(left / 60) % 60) + ":" + two(left % 60);
      [300, 60].forEach(function (mark) {
        if (before > mark && left <= mark && left > 0 && before !== Infinity) voice.textContent = clock.getAttribute("data-sen-warn-" + mark) || "";
      });
      clock.classList.toggle("timer--soon", left <= 60);
      before = left;
      if (left > 0) return void window.setTimeout(tick, 500);
      if (!finish) return;
      var open = papers.length;
      var go = function () {
        open -= 1;
        if (open > 0) return;
        papers.forEach(function (paper) { paper.leave(); });
        finish.submit();
      };
      if (!open) go();
      papers.forEach(function (paper) { paper.flush(go, 4000); });
    }
    tick();
  });
})();
