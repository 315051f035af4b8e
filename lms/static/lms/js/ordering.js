/* Ordering by dragging with a mouse: moves what the buttons move, and sen.js writes the places. */
(function () {
  "use strict";
  document.querySelectorAll("[data-sen-ordering]").forEach(function (list) {
    if (list.dataset.senDrag) return; // A page with several questions names this file several times.
    list.dataset.senDrag = "yes";
    var dragged = null;
    function item(event) {
      var found = event.target.closest("li");
      return found && found.parentElement === list ? found : null;
    }
    Array.prototype.forEach.call(list.children, function (one) { one.draggable = true; });
    list.addEventListener("dragstart", function (event) {
      dragged = item(event);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    list.addEventListener("dragover", function (event) {
      var over = item(event);
      if (!dragged || !over) return;
      event.preventDefault();
      if (over === dragged) return;
      var box = over.getBoundingClientRect();
      if (event.clientY > box.top + box.height / 2) over.after(dragged);
      else over.before(dragged);
    });
    list.addEventListener("drop", function (event) { event.preventDefault(); });
    list.addEventListener("dragend", function () {
      if (dragged) list.dispatchEvent(new Event("sen:moved"));
      dragged = null;
    });
  });
})();
