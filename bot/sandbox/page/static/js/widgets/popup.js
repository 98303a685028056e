// A popup in the browser's top layer, beside its anchor. It stays inside the window and closes on a click elsewhere.

const GAP = 4;
const MARGIN = 8;

/** Shows `popup` (an element with `popover="manual"`) at `anchor`; `onDismiss` is called for clicks elsewhere. */
export function showPopup(popup, anchor, { align = "start", matchWidth = false, above = false, onDismiss }) {
  popup.showPopover();
  const place = () => position(popup, anchor, { align, matchWidth, above });
  place();
  const outside = (event) => {
    if (!popup.contains(event.target) && !anchor.contains(event.target)) onDismiss();
  };
  const moved = (event) => {
    if (!popup.contains(event.target)) place();
  };
  document.addEventListener("pointerdown", outside, true);
  addEventListener("scroll", moved, true);
  addEventListener("resize", place);
  return function hide() {
    document.removeEventListener("pointerdown", outside, true);
    removeEventListener("scroll", moved, true);
    removeEventListener("resize", place);
    if (popup.isConnected && popup.matches(":popover-open")) popup.hidePopover();
  };
}

function position(popup, anchor, { align, matchWidth, above }) {
  const box = anchor.getBoundingClientRect();
  if (matchWidth) popup.style.width = `${box.width}px`;
  const { offsetWidth: width, offsetHeight: height } = popup;
  const left = align === "end" ? box.right - width : box.left;
  const below = box.bottom + GAP;
  const over = box.top - GAP - height;
  const fitsBelow = below + height <= innerHeight - MARGIN;
  const top = (above && over >= MARGIN) || (!fitsBelow && over >= MARGIN) ? over : below;
  popup.style.left = `${clamp(left, MARGIN, innerWidth - width - MARGIN)}px`;
  popup.style.top = `${clamp(top, MARGIN, Math.max(MARGIN, innerHeight - height - MARGIN))}px`;
}

function clamp(value, low, high) {
  return Math.max(low, Math.min(value, high));
}
