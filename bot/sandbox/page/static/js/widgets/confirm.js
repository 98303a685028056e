// The question before an action that a bot wants confirmed.

import { freshId, h } from "../dom.js";
import { drawText } from "../text/draw.js";

/** Asks with a Block Kit `confirm` object; true for yes. Without one there is nothing to ask. */
export async function confirmed(confirm) {
  if (!confirm) return true;
  return ask({
    title: drawText(confirm.title),
    text: drawText(confirm.text),
    yes: drawText(confirm.confirm),
    no: drawText(confirm.deny),
    danger: confirm.style === "danger",
  });
}

/** A dialog with two ways out; closing it means no. */
export function ask({ title, text, yes, no, danger = false }) {
  const before = document.activeElement;
  const titleId = freshId("confirm");
  const style = danger ? "button-danger" : "button-primary";
  const dialog = h(
    "dialog",
    { class: "modal modal-small", "aria-labelledby": titleId },
    h(
      "form",
      { method: "dialog", class: "modal-form" },
      h("header", { class: "modal-head" }, h("h2", { id: titleId }, title)),
      h("div", { class: "modal-body" }, h("p", { class: "words" }, text)),
      h(
        "footer",
        { class: "modal-foot" },
        h("button", { class: "button", value: "no" }, no),
        h("button", { class: `button ${style}`, value: "yes", autofocus: true }, yes),
      ),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus({ preventScroll: true });
      resolve(dialog.returnValue === "yes");
    });
  });
}
