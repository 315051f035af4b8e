// Regions drawn on the picture of a question. What is saved are the numbers in the rows below: this writes them and
// shows what they say. Without it they are typed.
(function () {
  "use strict";
  const board = document.querySelector("[data-regions]");
  if (!board) return;
  const SIDES = ["x", "y", "width", "height"];
  const CORNERS = ["nw", "ne", "sw", "se"];
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  // In percent of the picture: what is smaller was a click, and no region.
  const LEAST = 1;
  const frame = board.querySelector("[data-regions-picture]");
  const image = board.querySelector("[data-regions-image]");
  const layer = board.querySelector("[data-regions-layer]");
  const said = board.querySelector("[data-regions-said]");
  const chooser = document.getElementById("id_set-image");
  const rows = readRows();
  let current = null;
  let drag = null;

  function field(number, name) {
    return document.getElementsByName(board.dataset.regions + "-" + number + "-" + name)[0];
  }

  function readRows() {
    const found = [];
    while (field(found.length, "label")) {
      const row = { number: found.length + 1, label: field(found.length, "label"), sides: {}, mark: null };
      SIDES.forEach(function (side) {
        row.sides[side] = field(found.length, side);
      });
      row.box = row.label.closest("details");
      found.push(row);
    }
    return found;
  }

  function tenth(number) {
    return Math.round(number * 10) / 10;
  }

  function within(number, least, most) {
    return tenth(Math.min(Math.max(number, least), most));
  }

  // Where the numbers of a row put it; null where they put it nowhere.
  function placeOf(row) {
    const place = {};
    const isWhole = SIDES.every(function (side) {
      place[side] = parseFloat(row.sides[side].value);
      return place[side] >= 0 && place[side] <= 100;
    });
    const isSeen = isWhole && place.width > 0 && place.height > 0;
    return isSeen && tenth(place.x + place.width) <= 100 && tenth(place.y + place.height) <= 100 ? place : null;
  }

  function isEmpty(row) {
    return !row.label.value.trim() && SIDES.every(function (side) { return !row.sides[side].value; });
  }

  function words(text, row) {
    const place = placeOf(row) || {};
    return text.replace(/\{(\w+)\}/g, function (whole, name) {
      if (name === "number") return row.number;
      if (name === "label") return row.label.value.trim() || board.dataset.unnamed;
      return String(place[name]).replace(".", ",");
    });
  }

  function say(text, row) {
    said.textContent = words(text, row);
  }

  function mark(row) {
    const place = document.createElement("div");
    place.className = "regions__one";
    const button = document.createElement("button");
    button.type = "button";
    const number = document.createElement("b");
    number.textContent = row.number;
    const label = document.createElement("span");
    button.append(number, label);
    place.append(button);
    CORNERS.forEach(function (corner) {
      const handle = document.createElement("i");
      handle.className = "regions__corner regions__corner--" + corner;
      handle.dataset.corner = corner;
      place.append(handle);
    });
    button.addEventListener("keydown", function (event) { press(event, row); });
    button.addEventListener("focus", function () { choose(row); });
    button.addEventListener("click", function (event) {
      // By Enter or Space; the mouse has dragged, or only chosen it.
      if (event.detail === 0) goToRow(row);
    });
    place.addEventListener("dblclick", function () { goToRow(row); });
    layer.append(place);
    return { place: place, button: button, label: label };
  }

  function show(row) {
    const place = placeOf(row);
    if (!place) {
      if (row.mark) row.mark.place.remove();
      row.mark = null;
      return;
    }
    row.mark = row.mark || mark(row);
    const style = row.mark.place.style;
    style.left = place.x + "%";
    style.top = place.y + "%";
    style.width = place.width + "%";
    style.height = place.height + "%";
    row.mark.label.textContent = row.label.value.trim() || board.dataset.unnamed;
    row.mark.place.classList.toggle("regions__one--current", row === current);
    // A small region lies on a large one, so that the mouse finds it.
    style.zIndex = 1 + Math.round((100 * 100 - place.width * place.height) / 10);
  }

  function choose(row) {
    const before = current;
    current = row;
    [before, row].forEach(function (each) {
      if (!each) return;
      each.box.classList.toggle("regions-row--current", each === row);
      show(each);
    });
  }

  function write(row, place) {
    SIDES.forEach(function (side) {
      row.sides[side].value = place ? tenth(place[side]) : "";
      row.sides[side].dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.box.open = true;
  }

  function goToRow(row) {
    row.box.open = true;
    row.label.focus();
  }

  // The row last worked in, or one that has only words; else the next empty one.
  function rowToDraw() {
    if (current && !placeOf(current)) return current;
    return rows.find(function (row) { return row.label.value.trim() && !placeOf(row); }) || rows.find(isEmpty);
  }

  function moved(place, right, down) {
    return {
      x: within(place.x + right, 0, 100 - place.width),
      y: within(place.y + down, 0, 100 - place.height),
      width: place.width,
      height: place.height
    };
  }

  function between(from, to) {
    const x = within(Math.min(from.x, to.x), 0, 100), y = within(Math.min(from.y, to.y), 0, 100);
    const right = within(Math.max(from.x, to.x), 0, 100), bottom = within(Math.max(from.y, to.y), 0, 100);
    return { x: x, y: y, width: tenth(right - x), height: tenth(bottom - y) };
  }

  function large(place) {
    return place.width >= LEAST && place.height >= LEAST;
  }

  function press(event, row) {
    const place = placeOf(row);
    if (event.ctrlKey || event.altKey || event.metaKey || !place) return;
    if (event.key === "Delete") {
      event.preventDefault();
      write(row, null);
      say(board.dataset.sayGone, row);
      goToRow(row);
      return;
    }
    const step = ARROWS[event.key];
    if (!step) return;
    event.preventDefault();
    write(row, event.shiftKey
      ? Object.assign(place, {
          width: within(place.width + step[0], Math.min(LEAST, place.width), 100 - place.x),
          height: within(place.height + step[1], Math.min(LEAST, place.height), 100 - place.y)
        })
      : moved(place, step[0], step[1]));
    say(board.dataset.sayPlace, row);
  }

  function pointOf(event) {
    const box = layer.getBoundingClientRect();
    return { x: 100 * (event.clientX - box.left) / box.width, y: 100 * (event.clientY - box.top) / box.height };
  }

  // What a drag that began here makes of the place when the pointer is at a point.
  function dragOf(event) {
    const start = pointOf(event);
    const row = rows.find(function (each) { return each.mark && each.mark.place.contains(event.target); });
    const from = row ? placeOf(row) : null;
    const corner = event.target.dataset.corner;
    if (!row) return { row: null, at: function (point) { return between(start, point); } };
    if (!corner) {
      return { row: row, at: function (point) { return moved(from, point.x - start.x, point.y - start.y); } };
    }
    const fixed = {
      x: corner.indexOf("w") < 0 ? from.x : from.x + from.width,
      y: corner.indexOf("n") < 0 ? from.y : from.y + from.height
    };
    return { row: row, at: function (point) { return between(fixed, point); } };
  }

  layer.addEventListener("pointerdown", function (event) {
    if (event.button !== 0 || drag) return;
    event.preventDefault();
    drag = dragOf(event);
    layer.setPointerCapture(event.pointerId);
    if (drag.row) drag.row.mark.button.focus();
  });
  layer.addEventListener("pointermove", function (event) {
    if (!drag) return;
    const place = drag.at(pointOf(event));
    if (!large(place)) return;
    if (!drag.row) {
      drag.row = rowToDraw();
      if (!drag.row) {
        drag = null;
        say(board.dataset.sayFull, rows[0]);
        return;
      }
      choose(drag.row);
    }
    if (!drag.isDone) drag.before = placeOf(drag.row);
    drag.isDone = true;
    write(drag.row, place);
  });
  layer.addEventListener("pointerup", function () {
    const done = drag;
    drag = null;
    if (!done || !done.isDone) return;
    done.row.mark.button.focus();
    say(board.dataset.sayPlace, done.row);
  });
  // The browser took the finger for one that scrolls the page: what it drew until then was not meant.
  layer.addEventListener("pointercancel", function () {
    const undone = drag;
    drag = null;
    if (undone && undone.isDone) write(undone.row, undone.before);
  });

  rows.forEach(function (row) {
    row.box.addEventListener("input", function () { show(row); });
    row.box.addEventListener("focusin", function () { choose(row); });
    show(row);
  });

  function showPicture() {
    const isChosen = Boolean(chooser.value);
    board.querySelector("[data-regions-empty]").hidden = isChosen;
    frame.hidden = !isChosen;
    if (isChosen) image.src = board.dataset.picture.replace("/0/", "/" + chooser.value + "/");
  }

  // All of the picture is in the window at once: a region is drawn without scrolling.
  image.addEventListener("load", function () {
    const share = image.naturalHeight ? image.naturalWidth / image.naturalHeight : 1;
    frame.style.maxWidth = "min(40rem, " + Math.round(75 * share) + "vh)";
  });
  chooser.addEventListener("change", showPicture);
  showPicture();
  board.hidden = false;
})();
