/* Sen – a picture with regions: a click into the picture marks what its list says, and the picture shows the marks. */
(function () {
  "use strict";
  document.querySelectorAll("[data-sen-spots]").forEach(function (box) {
    if (box.classList.contains("spots--live") || box.closest("fieldset").disabled) return;
    box.classList.add("spots--live");
    box.querySelectorAll("[data-sen-spot]").forEach(function (spot) {
      var mark = box.querySelector('input[value="' + spot.dataset.senSpot + '"]');
      function show() { spot.classList.toggle("spot--chosen", mark.checked); }
      spot.addEventListener("click", function () { mark.click(); });
      mark.addEventListener("change", show);
      show();
    });
  });
})();
