// Dragging in the outline of a course. Without it the arrows do the same; this only sends what they send.
(function () {
  "use strict";
  const parts = document.querySelectorAll("[data-outline-part]");
  const form = document.getElementById("outline-move");
  if (!form || !parts.length) return;
  document.querySelector("[data-outline-help]").hidden = false;
  let dragged = null;

  function allowed(target) {
    if (!dragged || target === dragged || dragged.contains(target)) return false;
    return dragged.dataset.outlinePart === "activity" || target.dataset.outlinePart === "module";
  }

  function isAfter(event, target) {
    const box = target.getBoundingClientRect();
    return event.clientY > box.top + box.height / 2;
  }

  function clear() {
    document.querySelectorAll(".outline-drop, .outline-drop--after").forEach(function (part) {
      part.classList.remove("outline-drop", "outline-drop--after");
    });
  }

  parts.forEach(function (part) {
    part.draggable = true;
    part.addEventListener("dragstart", function (event) {
      event.stopPropagation();
      dragged = part;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", part.dataset.page);
    });
    part.addEventListener("dragend", function () {
      dragged = null;
      clear();
    });
    part.addEventListener("dragover", function (event) {
      if (!allowed(part)) return;
      event.preventDefault();
      event.stopPropagation();
      clear();
      part.classList.add("outline-drop");
      part.classList.toggle("outline-drop--after", isAfter(event, part));
    });
    part.addEventListener("drop", function (event) {
      if (!allowed(part)) return;
      event.preventDefault();
      event.stopPropagation();
      form.action = dragged.dataset.arrange;
      form.elements.act.value = isAfter(event, part) ? "after" : "before";
      form.elements.beside.value = part.dataset.page;
      form.submit();
    });
  });
})();
