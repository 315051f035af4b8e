// Keeps what is put into the marking form as a draft. Without it the button "keep as a draft" does the same.
(function () {
  "use strict";
  var form = document.querySelector("[data-mark-form]");
  var note = document.querySelector("[data-mark-draft]");
  if (!form || !note) return;
  var timer = 0, isLeaving = false;

  function keep() {
    var data = new FormData(form);
    data.set("step", "draft");
    fetch(form.action || location.href, {
      method: "POST", body: data, credentials: "same-origin", headers: { Accept: "application/json" }
    }).then(function (reply) {
      return reply.json();
    }).then(function (answer) {
      note.textContent = answer.message;
    }).catch(function () {
      // Away from the server: said nowhere that it was kept, and tried again at the next change.
      note.textContent = "";
      if (!isLeaving) timer = setTimeout(keep, 10000);
    });
  }

  function later() {
    clearTimeout(timer);
    timer = setTimeout(keep, 1500);
  }

  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("submit", function () {
    isLeaving = true;
    clearTimeout(timer);
  });
})();
