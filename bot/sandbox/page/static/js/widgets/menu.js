// A menu that a button opens: arrow keys move, Escape closes, and the keyboard returns to the button.

import { fill, h } from "../dom.js";
import { showPopup } from "./popup.js";

/** Turns `button` into a menu button. `items()` gives `[{ label, hint, icon, checked, danger, onChoose }]` when it opens. */
export function attachMenu(button, { label, items, align = "end", above = false, onClose }) {
  const menu = h("div", {
    class: "menu",
    role: "menu",
    popover: "manual",
    "aria-label": label,
    on: { keydown: onKey, focusout: onFocusOut },
  });
  let hide = null;
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => (hide ? close() : open()));
  button.addEventListener("keydown", (event) => {
    if (hide || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    open();
  });

  function open() {
    fill(menu, items().map(row));
    button.after(menu);
    hide = showPopup(menu, button, { align, above, onDismiss: close });
    button.setAttribute("aria-expanded", "true");
    (menu.querySelector('[aria-checked="true"]') ?? menu.firstElementChild)?.focus();
  }

  function close() {
    hide?.();
    hide = null;
    button.setAttribute("aria-expanded", "false");
    menu.remove();
    onClose?.();
  }

  function row(item) {
    const choose = () => {
      close();
      button.focus({ preventScroll: true });
      item.onChoose();
    };
    const attributes = {
      type: "button",
      class: `menu-item ${item.danger ? "menu-item-danger" : ""}`,
      role: item.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": item.checked === undefined ? null : String(item.checked),
      tabindex: "-1",
      on: { click: choose },
    };
    const words = h(
      "span",
      { class: "menu-words" },
      item.label,
      item.hint ? h("small", {}, item.hint) : null,
    );
    return h("button", attributes, item.icon ?? null, words);
  }

  function onKey(event) {
    const rows = [...menu.children];
    const at = rows.indexOf(document.activeElement);
    const targets = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    if (event.key === "Escape" || event.key === "Tab") {
      close();
      button.focus({ preventScroll: true });
    } else if (event.key in targets) {
      rows.at(targets[event.key] % rows.length).focus();
    } else {
      return;
    }
    event.stopPropagation();
    if (event.key !== "Tab") event.preventDefault();
  }

  function onFocusOut(event) {
    if (hide && event.relatedTarget && !menu.contains(event.relatedTarget) && event.relatedTarget !== button)
      close();
  }
}
