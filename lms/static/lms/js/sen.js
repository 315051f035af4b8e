/* Sen – what makes every page quicker; nothing here is needed to use one.
   Words come from the page. Chrome 109, Firefox 115. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  /* Forms are sent once. The button goes off after the form data have been read, so its name still travels. */
  function release(form) {
    delete form.dataset.senSent;
    form.querySelectorAll("[data-sen-off]").forEach(function (button) {
      button.disabled = false;
      button.removeAttribute("data-sen-off");
    });
  }

  /* Without a line forms stay on the page; its foot says so. A browser can be wrong about it (no network card, but a
     server on the same machine), so a second press goes through. */
  var cut = document.querySelector("[data-sen-offline]");
  function isCut(event) {
    if (!cut) return false; // a preview has no foot
    cut.hidden = navigator.onLine;
    cut.querySelector("strong").hidden = event.type !== "submit";
    return !cut.hidden;
  }
  ["online", "offline", "pageshow"].forEach(function (name) { addEventListener(name, isCut); });

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented) return;
    if (isCut(event) && !form.dataset.senHeld) {
      form.dataset.senHeld = "yes";
      return event.preventDefault();
    }
    var asking = (event.submitter && event.submitter.dataset.senConfirm) || form.dataset.senConfirm;
    if (form.dataset.senSent || (asking && !window.confirm(asking))) {
      event.preventDefault();
      return;
    }
    if (form.method !== "post") return;
    form.dataset.senSent = "yes";
    window.setTimeout(function () {
      form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach(function (button) {
        if (button.disabled) return;
        button.disabled = true;
        button.setAttribute("data-sen-off", "");
      });
    }, 0);
    if (form.hasAttribute("data-sen-again")) window.setTimeout(release, 3000, form);
  });

  /* Coming back by the history must find the buttons alive. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sen-sent]").forEach(release);
  });

  /* Job progress: a fragment is fetched and put in place until it says that it is done. */
  function poll(box) {
    var pause = 1000;
    var began = Date.now();

    function done() {
      box.setAttribute("aria-busy", "false");
    }

    function again() {
      window.setTimeout(ask, document.hidden ? Math.max(pause, 10000) : pause);
    }

    function ask() {
      fetch(box.dataset.senPoll, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin", cache: "no-store" })
        .then(function (reply) {
          if (reply.redirected || reply.status === 401 || reply.status === 403) {
            window.location.reload();
            return null;
          }
          if (!reply.ok) throw new Error(String(reply.status));
          return reply.text();
        })
        .then(function (html) {
          if (html === null) return;
          box.innerHTML = html;
          pause = Date.now() - began > 60000 ? 3000 : 1000;
          if (box.querySelector("[data-sen-done]")) done();
          else again();
        })
        .catch(function () {
          pause = Math.min(pause * 2, 30000);
          again();
        });
    }

    if (box.querySelector("[data-sen-done]")) done();
    else window.setTimeout(ask, pause);
  }
  document.querySelectorAll("[data-sen-poll]").forEach(poll);

  /* Menus close on Escape and on a click elsewhere. */
  function closeMenus(except) {
    document.querySelectorAll("details[data-sen-menu][open]").forEach(function (menu) {
      if (menu === except) return;
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      menu.open = false;
    });
  }
  document.addEventListener("click", function (event) {
    closeMenus(event.target.closest("details[data-sen-menu]"));
    if (event.target.closest("[data-sen-print]")) window.print();
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closeMenus(null);
  });

  document.addEventListener("change", function (event) {
    if (event.target.matches("select[data-sen-submit]")) event.target.form.requestSubmit();
  });

  /* The error summary is read first. */
  var first = document.querySelector("[data-sen-focus]");
  if (first) first.focus();

  /* What comes open for paper and for whoever has no scripts is folded here. */
  document.querySelectorAll("details[data-sen-fold]").forEach(function (details) { details.open = false; });

  /* Paper cannot be clicked: what is folded is opened for printing, then folded again. */
  var opened = [];
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("main details:not([open])").forEach(function (details) {
      details.open = true;
      opened.push(details);
    });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (details) { details.open = false; });
    opened = [];
  });

  /* Listening, only where the machine has a Vietnamese voice of its own: nothing is sent anywhere. */
  var listen = document.querySelector("[data-sen-listen]");
  if (listen && window.speechSynthesis) {
    var synth = window.speechSynthesis;
    var words = [listen.textContent, listen.dataset.senTextStop];
    var voice = function () {
      return synth.getVoices().find(function (one) { return one.localService && /^vi\b/i.test(one.lang); });
    };
    var offer = function () { listen.hidden = !voice(); };
    var show = function (reading) {
      listen.textContent = words[reading ? 1 : 0];
      listen.setAttribute("aria-pressed", String(reading));
    };
    offer();
    synth.addEventListener("voiceschanged", offer);
    window.addEventListener("pagehide", function () { synth.cancel(); });
    listen.addEventListener("click", function () {
      var reading = listen.getAttribute("aria-pressed") === "true";
      synth.cancel();
      show(!reading);
      if (reading) return;
      var parts = document.querySelectorAll(".lesson :is(h2, h3, p, li, figcaption, dt, dd, th, td):not(.print-only, .print-only *)");
      parts.forEach(function (part, index) {
        var line = new SpeechSynthesisUtterance(part.textContent);
        line.voice = voice();
        line.lang = line.voice.lang;
        if (index === parts.length - 1) line.onend = function () { show(false); };
        synth.speak(line);
      });
    });
  }

  /* Ordering: buttons move the items; the lists of positions stay in the form, out of sight. */
  document.querySelectorAll("[data-sen-ordering]").forEach(function (list) {
    var box = list.parentElement;
    var buttons = box.querySelector("[data-sen-ordering-buttons]");
    if (!buttons) return;
    var keep = box.querySelector("[data-sen-keep-order]");
    var voice = box.querySelector("[data-sen-order-status]");
    var shared = box.querySelector("[data-sen-shared]");

    function items() { return Array.prototype.slice.call(list.children); }
    function place(item) { return item.querySelector("select"); }

    function refresh() {
      items().forEach(function (item, index, all) {
        item.querySelector("[data-sen-move='-1']").disabled = index === 0;
        item.querySelector("[data-sen-move='1']").disabled = index === all.length - 1;
      });
      if (keep) keep.hidden = items().every(function (item, index) { return place(item).value === String(index + 1); });
    }

    function write() {
      items().forEach(function (item, index) { place(item).value = String(index + 1); });
      if (shared) shared.hidden = true;
      refresh();
      list.dispatchEvent(new Event("change", { bubbles: true }));
    }

    items().sort(function (a, b) {
      return (Number(place(a).value) || 99) - (Number(place(b).value) || 99);
    }).forEach(function (item) {
      var tools = buttons.content.cloneNode(true);
      var text = item.querySelector(".ordering__text");
      tools.querySelectorAll("button").forEach(function (button) {
        button.setAttribute("aria-label", button.getAttribute("aria-label") + ": " + text.textContent);
      });
      item.append(tools);
      list.append(item);
    });
    list.classList.add("is-live");
    refresh();
    if (keep) keep.addEventListener("click", write);
    list.addEventListener("sen:moved", write);
    list.addEventListener("click", function (event) {
      var button = event.target.closest("[data-sen-move]");
      if (!button) return;
      var item = button.closest("li");
      var down = button.dataset.senMove === "1";
      if (down) item.nextElementSibling.after(item);
      else item.previousElementSibling.before(item);
      write();
      (button.disabled ? item.querySelector("[data-sen-move='" + (down ? -1 : 1) + "']") : button).focus();
      if (voice) voice.textContent = list.dataset.senTextMoved
        .replace("{item}", item.querySelector(".ordering__text").textContent)
        .replace("{position}", items().indexOf(item) + 1).replace("{total}", list.children.length);
    });
  });
})();
