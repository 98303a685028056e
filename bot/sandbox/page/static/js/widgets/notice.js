// What the page itself has to say: a short notice that goes by itself, and words for screen readers only.

import { fill, h } from "../dom.js";
import { icon } from "../icons.js";

const SHOWN_FOR = 8000;
let timer = null;

/** Shows words at the foot of the window until they are closed, or, unless it `stays`, for a while. */
export function notice(words, { stays = false } = {}) {
  const box = document.getElementById("notice");
  const close = h(
    "button",
    { type: "button", class: "icon-button", "aria-label": "Close this notice", on: { click: hide } },
    icon("close"),
  );
  fill(box, icon("warning"), h("span", {}, words), close);
  box.hidden = false;
  clearTimeout(timer);
  if (!stays) timer = setTimeout(hide, SHOWN_FOR);

  function hide() {
    box.hidden = true;
  }
}

/** Lets screen readers say something that stands elsewhere on the page as well. */
export function announce(words) {
  const log = document.getElementById("announcements");
  log.append(h("p", {}, words));
  while (log.children.length > 5) log.firstElementChild.remove();
}
