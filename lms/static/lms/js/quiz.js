/* Sen – a quiz: answers saved as they are given, and the clock. See docs/design-system.md and docs/reliability.md.
   The truth is on the server: "saved" is shown only when it has said so. Words come from the page. */
(function () {
  "use strict";
  var SHELF = "sen-quiz", TWO_DAYS = 1728e5;

  /* Answers the server does not have yet, kept by the browser while the line is cut or the session gone: enciphered
     with a key that only the pages of the attempt carry. Without a secure context there is no cipher and no shelf. */
  function openShelf(place, secret) {
    var subtle = window.crypto && window.crypto.subtle;
    if (!subtle || !window.indexedDB) return null;
    var mine = place + "#" + Math.random(); /* this window's entry */
    var turn = Promise.resolve();
    var filled = false;
    var bytes = function (text) { return Uint8Array.from(atob(text), function (c) { return c.charCodeAt(0); }); };
    var key = secret && subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);

    function use(mode, act) {
      return new Promise(function (done, fail) {
        var opening = indexedDB.open(SHELF, 1);
        opening.onupgradeneeded = function () {
          if (mode === "readwrite") opening.result.createObjectStore("kept");
          else opening.transaction.abort(); /* looking leaves no trace */
        };
        opening.onerror = fail;
        opening.onsuccess = function () {
          var base = opening.result;
          var work = base.transaction("kept", mode, { durability: "strict" });
          var asked = act(work.objectStore("kept"));
          work.oncomplete = function () { base.close(); done(asked.result); };
          work.onabort = function () { base.close(); fail(work.error); };
        };
      });
    }

    function inTurn(act) { return (turn = turn.then(act, act)); }

    /* gone altogether with the last entry */
    function take(names) {
      return use("readwrite", function (shelf) {
        names.forEach(function (name) { shelf.delete(name); });
        return shelf.count();
      }).then(function (left) {
        if (!left) indexedDB.deleteDatabase(SHELF);
      });
    }

    function entries() {
      var found = [];
      return use("readonly", function (shelf) {
        return (shelf.openCursor().onsuccess = function (event) {
          var at = event.target.result;
          if (!at) return;
          found.push({ name: at.key, value: at.value });
          at.continue();
        });
      }).then(function () { return found; }, function () { return found; });
    }

    return {
      keep: function (text) {
        filled = true;
        return inTurn(function () {
          var iv = crypto.getRandomValues(new Uint8Array(12));
          return key.then(function (k) {
            return subtle.encrypt({ name: "AES-GCM", iv: iv }, k, new TextEncoder().encode(text));
          }).then(function (cipher) {
            return use("readwrite", function (shelf) {
              return shelf.put({ at: Date.now(), iv: iv, cipher: cipher }, mine);
            });
          });
        });
      },
      clear: function () {
        if (filled) inTurn(function () { return take([mine]); });
        filled = false;
      },
      /* what other windows of this attempt left, oldest first: [{name, text}] */
      left: function () {
        return inTurn(function () {
          return Promise.all([entries(), key]).then(function (both) {
            var ours = both[0].filter(function (one) { return one.name.startsWith(place + "#"); });
            ours.sort(function (a, b) { return a.value.at - b.value.at; });
            return Promise.all(ours.map(function (one) {
              return subtle.decrypt({ name: "AES-GCM", iv: one.value.iv }, both[1], one.value.cipher).then(function (plain) {
                return { name: one.name, text: new TextDecoder().decode(plain) };
              }, function () { return { name: one.name, text: "" }; });
            }));
          });
        });
      },
      take: function (name) { return inTurn(function () { return take([name]); }); },
      /* at the end of the attempt, with whatever is too old */
      forget: function () {
        return entries().then(function (all) {
          var names = all.filter(function (one) {
            return one.name.startsWith(place + "#") || Date.now() - one.value.at > TWO_DAYS;
          }).map(function (one) { return one.name; });
          if (names.length) return take(names);
        });
      },
    };
  }

  /* Sends fields; resolves to {status, data}. A redirection leads to the sign-in page, so it counts as 401. */
  function post(address, body) {
    var token = /csrftoken=(\w+)/.exec(document.cookie); /* renewed by a sign-in elsewhere */
    var stop = new AbortController();
    var limit = window.setTimeout(function () { stop.abort(); }, 20000);
    if (token) body.set("csrfmiddlewaretoken", token[1]);
    return fetch(address, {
      method: "POST", body: body, redirect: "manual", signal: stop.signal,
      headers: { Accept: "application/json", "X-Requested-With": "fetch" },
    }).then(function (reply) {
      var status = reply.type === "opaqueredirect" ? 401 : reply.status;
      if (status !== 200 && (status < 400 || status > 499 || status === 408 || status === 429)) throw reply;
      return reply.json().catch(function () { return {}; }).then(function (data) {
        return { status: status, data: data, reply: reply };
      });
    }).finally(function () { window.clearTimeout(limit); });
  }

  function pause(reply, tries) {
    var asked = reply && reply.headers ? Number(reply.headers.get("Retry-After")) : 0;
    return (asked > 0 ? Math.min(asked, 60) : Math.min(Math.pow(2, tries), 15)) * 1000 + Math.random() * 500;
  }

  var moveEnd; /* clock */

  function autosave(form) {
    var address = form.dataset.senAutosave;
    var shelf = openShelf(address, form.dataset.senKey);
    var sign = form.querySelector("[data-sen-saved]");
    var words = sign.querySelector("[data-sen-saved-text]");
    var field = form.querySelector("input[name=sequence]");
    var places = form.querySelector("input[name=positions]");
    var all = places.value.split(",");
    var changed = {}; /* position -> sequence of its last change; emptied as the server confirms */
    var sequence = Number(form.dataset.senSequence) || 0;
    var sending = false, leaving = false, refused = false, held = null, tries = 0, timer = 0, waiting = [];

    /* The browser must not fill in what it remembers of an earlier visit: shown is what the server holds. */
    form.autocomplete = "off";

    function isSaved() { return !Object.keys(changed).length; }

    function show(state, text) {
      sign.dataset.senSaved = text ? "failed" : state;
      words.textContent = text || sign.getAttribute("data-sen-text-" + state);
    }

    function settle() {
      waiting.splice(0).forEach(function (go) { go(); });
      if (!held) return;
      var button = held;
      held = null;
      form.requestSubmit(button);
    }

    function later(delay) {
      window.clearTimeout(timer);
      timer = window.setTimeout(send, delay);
    }

    function now() { later(0); }

    /* Only the questions that changed in this window: another one may have newer answers to the rest. */
    function fields() {
      var body = new URLSearchParams();
      new FormData(form).forEach(function (value, name) {
        var at = /^q(\d+)/.exec(name);
        if (!at || changed[at[1]]) body.append(name, value);
      });
      body.set("positions", Object.keys(changed).join());
      body.set("sequence", sequence);
      return body;
    }

    function keep() {
      if (isSaved()) return;
      var body = fields();
      body.delete("csrfmiddlewaretoken");
      return shelf && shelf.keep(body.toString()).then(function () { return true; }, function () { return false; });
    }

    function unreachable() {
      show("failed", sign.getAttribute("data-sen-text-" + (held ? "held" : "failed")));
      if (held) sign.scrollIntoView({ block: "center" });
      Promise.resolve(keep()).then(function (kept) {
        if (tries && !held) show("failed", sign.getAttribute("data-sen-text-" + (kept ? "kept" : "memory")));
      });
    }

    function change(event, delay) {
      var control = event.target.name ? event.target : event.target.querySelector("[name]");
      var at = /^q(\d+)/.exec(control ? control.name : "");
      sequence += 1;
      (at ? [at[1]] : all).forEach(function (position) { changed[position] = sequence; });
      if (tries || refused) keep();
      if (!tries) show("unsaved");
      later(delay);
    }

    function send() {
      if (sending || leaving || isSaved()) return;
      var sent = sequence;
      var slow = window.setTimeout(keep, 1000);
      sending = true;
      if (!tries) show("saving");
      post(address, fields()).then(function (got) {
        var ahead = got.data.saved_sequence;
        refused = got.status !== 200;
        if (moveEnd && got.data.seconds_left) moveEnd(got.data.seconds_left);
        if (refused) {
          tries = 0;
          show("refused", got.data.message || sign.dataset.senTextRefused);
          if (got.status === 401 || got.status === 403) keep();
          return settle();
        }
        if (ahead > sent) { /* another window is ahead */
          sequence = Math.max(sequence, ahead) + 1;
          Object.keys(changed).forEach(function (position) { changed[position] = sequence; });
        }
        if (ahead !== sent) throw got.reply;
        Object.keys(changed).forEach(function (position) {
          if (changed[position] <= sent) delete changed[position];
        });
        tries = 0;
        if (!isSaved()) return now();
        if (shelf) shelf.clear();
        show("saved");
        settle();
      }).catch(function (fault) {
        later(pause(fault, tries));
        tries += 1;
        unreachable();
      }).finally(function () {
        sending = false;
        window.clearTimeout(slow);
      });
    }

    /* Answers of an earlier visit go first, and nothing is answered meanwhile; then the page shows them. */
    function deliver(left) {
      if (!left.length) {
        form.inert = false;
        return window.location.reload();
      }
      var body = new URLSearchParams(left[0].text);
      show("recovering");
      form.inert = true;
      (left[0].text ? post(address, body) : Promise.resolve({ status: 404 })).then(function (got) {
        if (got.status === 401 || got.status === 403) throw got.reply;
        return shelf.take(left[0].name).then(function () {
          tries = 0;
          deliver(left.slice(1));
        });
      }).catch(function (fault) {
        show("failed");
        window.setTimeout(deliver, pause(fault, tries), left);
        tries += 1;
      });
    }
    if (shelf) shelf.left().then(function (left) { if (left.length) deliver(left); }, function () {});

    form.addEventListener("change", function (event) { change(event, 0); });
    form.addEventListener("input", function (event) {
      if (event.target.matches("textarea, input[type=text]")) change(event, 800);
    });
    /* On the form, before the questions of sen.js: moving on waits for the answers, through a cut of the line as well. */
    form.addEventListener("submit", function (event) {
      if (isSaved() || refused) {
        places.value = Object.keys(changed).join();
        field.value = sequence + 1;
        return;
      }
      event.preventDefault();
      held = event.submitter;
      if (tries) unreachable();
      now();
    });
    document.addEventListener("submit", function (event) { /* on the document: after the questions of sen.js */
      if (!event.defaultPrevented && (event.target === form || event.target.matches("[data-sen-finish]"))) leaving = true;
    });
    window.addEventListener("pageshow", function (event) {
      if (event.persisted && isSaved()) return window.location.reload();
      leaving = false;
      places.value = all.join();
      now();
    });
    window.addEventListener("online", now);
    window.addEventListener("focus", now);
    window.addEventListener("beforeunload", function (event) {
      if (leaving || isSaved()) return;
      event.preventDefault();
      event.returnValue = "";
    });

    /* calls back when all is saved, refused, or after 4 seconds */
    return function flush(go) {
      if (isSaved()) return go();
      var gone = false;
      var once = function () {
        if (gone) return;
        gone = leaving = true;
        go();
      };
      waiting.push(once);
      window.setTimeout(once, 4000);
      now();
    };
  }

  var papers = Array.prototype.map.call(document.querySelectorAll("form[data-sen-autosave]"), autosave);
  var finish = document.querySelector("form[data-sen-finish]");

  /* The attempt is closed: nothing of it stays in the browser. */
  document.querySelectorAll("[data-sen-forget]").forEach(function (place) {
    var shelf = openShelf(place.dataset.senForget);
    if (shelf) shelf.forget();
  });

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
    moveEnd = function (seconds) {
      var real = Date.now() + seconds * 1000;
      if (Math.abs(end - real) > 2000) end = real;
    };
    tick();
  });
})();
