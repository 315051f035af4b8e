// Some fields of Wagtail's forms have no name for a screen reader: the one for files behind a button, and the one in
// which tags are typed, which a script puts beside the field that the label belongs to.
(function () {
  "use strict";

  function name(field, words) {
    if (!field.hasAttribute("aria-label") && words) field.setAttribute("aria-label", words.textContent.trim());
  }

  function nameAll() {
    document.querySelectorAll(".replace-file-input > [type=file]").forEach(function (field) {
      name(field, field.parentElement.querySelector("button"));
    });
    document.querySelectorAll(".tagit-new > input").forEach(function (field) {
      const kept = field.closest(".tagit").previousElementSibling;
      name(field, kept && kept.labels && kept.labels[0]);
    });
  }

  // Windows over the page bring forms of their own.
  new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  nameAll();
})();
