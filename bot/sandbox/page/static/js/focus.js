// Where the keyboard is, and how it stays there while things are drawn anew around it.

/** True where fields should not take the keyboard by themselves, because it would cover half the screen. */
export function isTouch() {
  return matchMedia("(hover: none)").matches;
}

/** Runs `redraw` and puts the keyboard back on the element with the same `data-key`, or on `fallback()`. */
export function keepingFocus(container, redraw, fallback = () => null) {
  const before = rememberFocus(container);
  redraw();
  if (!before || document.activeElement === before.element) return;
  const same = before.key ? withKey(container, before.key).at(before.place) : null;
  (same ?? fallback())?.focus({ preventScroll: true });
  if (same && before.caret) same.setSelectionRange(...before.caret);
}

function rememberFocus(container) {
  const element = document.activeElement;
  if (!container.contains(element)) return null;
  const { key } = element.dataset;
  const hasCaret = "setSelectionRange" in element && typeof element.selectionStart === "number";
  return {
    element,
    key,
    place: key ? withKey(container, key).indexOf(element) : -1,
    caret: hasCaret ? [element.selectionStart, element.selectionEnd] : null,
  };
}

/** Several elements may have one key, such as the same button in two blocks: then their order decides. */
function withKey(container, key) {
  return [...container.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
}
