// Wagtail's editor in the place of each text area for rich text. Where it did not come, the text is typed.
(function () {
  "use strict";
  if (!window.draftail) return;
  document.querySelectorAll("[data-rich-text]").forEach(function (place) {
    place.replaceWith(place.querySelector("template").content);
  });
})();
