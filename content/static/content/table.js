// A table as one grid: the texts stand in a hidden field as JSON, which the server reads.
(function () {
  "use strict";
  const Widget = window.telepath.constructors["wagtail.widgets.Widget"];

  function element(name, parent, attributes) {
    const made = document.createElement(name);
    Object.entries(attributes || {}).forEach(function (pair) {
      made.setAttribute(pair[0], pair[1]);
    });
    parent.append(made);
    return made;
  }

  // Rows and cells of what was copied: a table of Word or Excel, else text with tabs.
  function copied(data) {
    const html = new DOMParser().parseFromString(data.getData("text/html"), "text/html");
    const table = html.querySelector("table");
    if (table) {
      return Array.from(table.rows, function (row) {
        return Array.from(row.cells, function (cell) { return cell.textContent.replace(/\s+/g, " ").trim(); });
      });
    }
    const text = data.getData("text/plain").replace(/\r?\n$/, "");
    return text.includes("\t") ? text.split(/\r?\n/).map(function (line) { return line.split("\t"); }) : [];
  }

  class Grid {
    constructor(node, name) {
      this.root = node;
      this.input = node.querySelector('[name="' + name + '"]');
      this.idForLabel = "";
      this.caption = node.querySelector("[data-part=caption]");
      this.table = node.querySelector("table");
      this.value = { caption: "", header: [], rows: [] };
      node.addEventListener("input", (event) => this.note(event.target));
      node.addEventListener("click", (event) => this.act(event.target.closest("button")));
      node.addEventListener("paste", (event) => this.paste(event));
    }

    // Headings and rows as one list: a heading is the cell of row -1.
    line(row) { return row < 0 ? this.value.header : this.value.rows[row]; }

    keep() {
      this.input.value = JSON.stringify(this.value);
    }

    changed() {
      this.keep();
      this.show();
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }

    note(field) {
      if (field === this.caption) this.value.caption = field.value;
      else if (field.dataset.column) this.line(Number(field.dataset.row))[Number(field.dataset.column)] = field.value;
      this.keep();
    }

    act(button) {
      if (!button) return;
      const { act, place } = button.dataset;
      const lines = [this.value.header, ...this.value.rows];
      if (act === "row") this.value.rows.push(this.value.header.map(() => ""));
      else if (act === "column") lines.forEach((line) => line.push(""));
      else if (act === "drop-row") this.value.rows.splice(Number(place), 1);
      else if (act === "drop-column") lines.forEach((line) => line.splice(Number(place), 1));
      else return;
      this.changed();
      const field = act === "row" ? this.field(this.value.rows.length - 1, 0)
        : act === "column" ? this.field(-1, this.value.header.length - 1)
        : this.field(-1, 0);
      field.focus();
    }

    paste(event) {
      const field = event.target;
      if (!field.dataset.column) return;
      const cells = copied(event.clipboardData);
      if (!cells.length) return;
      event.preventDefault();
      const row = Number(field.dataset.row), column = Number(field.dataset.column);
      const most = Number(this.root.dataset.mostColumns);
      const width = Math.min(most, Math.max(this.value.header.length, column + Math.max(...cells.map((line) => line.length))));
      while (this.value.rows.length < row + cells.length) this.value.rows.push([]);
      [this.value.header, ...this.value.rows].forEach(function (line) {
        while (line.length < width) line.push("");
      });
      cells.forEach((texts, down) => texts.forEach((text, across) => {
        if (column + across < width) this.line(row + down)[column + across] = text;
      }));
      this.changed();
      this.field(row, column).focus();
    }

    field(row, column) {
      return this.table.querySelector('[data-row="' + row + '"][data-column="' + column + '"]');
    }

    cell(parent, row, column) {
      const words = this.root.dataset;
      const isHeading = row < 0;
      const label = isHeading ? words.heading + " " + (column + 1)
        : words.row + " " + (row + 1) + ", " + words.column + " " + (column + 1);
      const field = element("textarea", parent, {
        rows: "1", "data-row": row, "data-column": column, "data-controller": "w-autosize", "aria-label": label,
      });
      if (isHeading) field.maxLength = Number(words.mostHeading);
      field.value = this.line(row)[column];
    }

    drop(parent, act, place) {
      const words = act === "drop-row" ? this.root.dataset.dropRow : this.root.dataset.dropColumn;
      const button = element("button", parent, {
        type: "button", class: "table-grid__drop", "data-act": act, "data-place": place,
        "aria-label": words + " " + (place + 1), title: words + " " + (place + 1),
      });
      button.textContent = "×";
      button.hidden = (act === "drop-row" ? this.value.rows : this.value.header).length < 2;
    }

    show() {
      this.table.textContent = "";
      const columns = this.value.header.keys();
      const head = element("tr", element("thead", this.table));
      for (const column of columns) {
        const heading = element("th", head, { scope: "col" });
        this.cell(heading, -1, column);
        this.drop(heading, "drop-column", column);
      }
      const body = element("tbody", this.table);
      this.value.rows.forEach((texts, row) => {
        const line = element("tr", body);
        texts.forEach((text, column) => this.cell(element("td", line), row, column));
        this.drop(element("td", line), "drop-row", row);
      });
      element("td", head);
      this.root.querySelector("[data-act=column]").disabled = this.value.header.length >= Number(this.root.dataset.mostColumns);
    }

    setState(state) {
      this.value = JSON.parse(JSON.stringify(state));
      this.caption.value = this.value.caption;
      this.keep();
      this.show();
    }

    getState() { return JSON.parse(JSON.stringify(this.value)); }
    getValue() { return this.getState(); }
    getTextLabel(options) {
      const most = (options && options.maxLength) || 100;
      return this.value.caption.slice(0, most) || null;
    }
    setInvalid(isInvalid) {
      this.caption.setAttribute("aria-invalid", isInvalid ? "true" : "false");
    }
    setCapabilityOptions() {}
    focus() { this.caption.focus(); }
  }

  window.telepath.register("content.widgets.Table", class extends Widget {
    boundWidgetClass = Grid;
  });
})();
