// A table: the first row is its head, as in Slack.

import { h } from "../dom.js";

export function drawTable({ rows, column_settings: settings = [] }) {
  const [head, ...body] = rows.map((cells, row) =>
    h(
      "tr",
      {},
      cells.map((cell, column) => drawCell(cell, row === 0 ? "th" : "td", settings[column])),
    ),
  );
  const table = h("table", { class: "table" }, h("thead", {}, head), h("tbody", {}, body));
  return h("div", { class: "table-box", tabindex: "0", role: "group", "aria-label": "Table" }, table);
}

function drawCell(cell, tag, { align = "left" } = {}) {
  return h(tag, { class: `words align-${align}`, scope: tag === "th" ? "col" : null }, cell.text);
}
