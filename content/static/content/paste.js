// What is pasted from Word brings along its layout, its tables and the notes in its margin. Before the editor reads
// it, the structure that a lesson knows is kept and the rest is left out; the editor itself makes the lists.
(function () {
  "use strict";
  const note = document.currentScript.dataset.tableNote;
  const LEFT_OUT =
    "style, script, xml, .msocomanchor, .MsoCommentReference, .msocomtxt, .msocomoff, .MsoFootnoteReference, " +
    "[style*='mso-element:comment'], [style*='mso-element:footnote-list'], [style*='mso-element:endnote-list']";
  const HEADINGS = { H1: "h2", H4: "h3", H5: "h3", H6: "h3" };

  function isFromWord(html) {
    return /class="?Mso|mso-[a-z]+|Word\.Document|urn:schemas-microsoft-com:office:word/i.test(html);
  }

  function renamed(page, element, name) {
    const other = page.createElement(name);
    while (element.firstChild) other.appendChild(element.firstChild);
    element.replaceWith(other);
  }

  function words(element) {
    return element.textContent.replace(/\s+/g, " ").trim();
  }

  // A row stays together: “cell – cell”. Loose cells could not be told from text.
  function rowsAsLines(page, table) {
    Array.from(table.rows).forEach(function (row) {
      const line = page.createElement("p");
      line.textContent = Array.from(row.cells).map(words).filter(Boolean).join(" – ");
      if (line.textContent) table.before(line);
    });
    table.remove();
  }

  function cleaned(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    page.querySelectorAll(LEFT_OUT).forEach(function (part) {
      part.remove();
    });
    page.querySelectorAll("p.MsoTitle").forEach(function (title) {
      renamed(page, title, "h2");
    });
    Object.keys(HEADINGS).forEach(function (name) {
      page.querySelectorAll(name).forEach(function (heading) {
        renamed(page, heading, HEADINGS[name]);
      });
    });
    const tables = page.querySelectorAll("table");
    Array.from(tables).reverse().forEach(function (table) {
      rowsAsLines(page, table);
    });
    page.querySelectorAll("p, h2, h3").forEach(function (part) {
      if (!words(part)) part.remove();
    });
    return { html: page.body.innerHTML.trim(), hasTable: tables.length > 0 };
  }

  function tellOfTable(editor) {
    const place = editor.closest(".Draftail-Editor") || editor;
    const known = place.parentNode.querySelector("[data-paste-note]");
    if (known) known.remove();
    const line = document.createElement("p");
    line.className = "help-block help-info";
    line.setAttribute("role", "status");
    line.dataset.pasteNote = "";
    line.textContent = note;
    place.after(line);
  }

  document.addEventListener(
    "paste",
    function (event) {
      const editor = event.target.closest && event.target.closest(".public-DraftEditor-content");
      const html = event.clipboardData ? event.clipboardData.getData("text/html") : "";
      if (!editor || !isFromWord(html)) return;
      const found = cleaned(html);
      const clean = new DataTransfer();
      clean.setData("text/html", found.html);
      clean.setData("text/plain", event.clipboardData.getData("text/plain"));
      Object.defineProperty(event, "clipboardData", { value: clean });
      if (found.hasTable) tellOfTable(editor);
    },
    true
  );
})();
