// One fault that can be switched on: what it does, and under it the form with its few settings.

import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { drawSettings } from "./fault-settings.js";

export class FaultOffer {
  #lists = null;
  #done = null;
  #onSwitch;

  /** `onSwitch({ words, ...fields })` switches it on, says the words, and answers with what went wrong. */
  constructor(kind, onSwitch) {
    this.kind = kind;
    this.#onSwitch = onSwitch;
    this.mark = h("span", { class: "fault-mark", hidden: true }, "On");
    this.body = h("div", { class: "fault-body" });
    this.node = h(
      "details",
      { class: "fault", name: "fault", on: { toggle: () => this.#onToggle() } },
      h(
        "summary",
        {},
        icon("chevron"),
        h(
          "span",
          { class: "fault-words" },
          h("span", { class: "fault-name" }, kind.words),
          h("span", { class: "muted" }, kind.about),
        ),
        this.mark,
      ),
      this.body,
    );
  }

  /** `methods` and `news` are what can be chosen; `faults` are those that are on. */
  show({ faults, methods, news }) {
    this.#lists = { methods, news };
    const isOn = faults.some((fault) => fault.fault === this.kind.fault);
    if (!isOn && !this.mark.hidden && this.#done) fill(this.#done);
    this.mark.hidden = !isOn;
  }

  /** The form is drawn when it is opened, so that its lists hold what is there now. */
  #onToggle() {
    fill(this.body, this.node.open ? this.#form() : null);
  }

  #form() {
    const { kind } = this;
    const settings = drawSettings(kind.fields, this.#lists);
    const error = h("p", { class: "input-error", role: "alert" });
    const done = h("span", { role: "status" });
    this.#done = done;
    const button = h(
      "button",
      { type: "submit", class: "button button-primary" },
      kind.once ? "Do it now" : "Switch on",
    );
    const submit = async (event) => {
      event.preventDefault();
      if (button.getAttribute("aria-busy") === "true") return;
      button.setAttribute("aria-busy", "true");
      fill(error);
      fill(done);
      const problem = await this.#onSwitch({ fault: kind.fault, ...settings.values() });
      button.removeAttribute("aria-busy");
      if (problem) fill(error, icon("warning"), h("span", {}, problem));
      else fill(done, kind.once ? "Done." : "It is on.");
      if (kind.once) settings.renew();
    };
    return h(
      "form",
      { class: "fault-form", novalidate: true, "aria-label": kind.words, on: { submit } },
      settings.node,
      error,
      h("div", { class: "fault-foot" }, button, done),
    );
  }
}
