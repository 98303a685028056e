// The faults that are on now: what each does, how often it happened, and a way to stop it.

import { arrange, h } from "../dom.js";
import { icon } from "../icons.js";
import { now, span } from "../time.js";
import { notice } from "../widgets/notice.js";

export class FaultsOn {
  #rows = new Map();
  #onSwitch;

  /** `onSwitch({ words, ...fields })` ends one or all, says the words, and answers with what went wrong. */
  constructor(onSwitch) {
    this.#onSwitch = onSwitch;
    this.title = h("h3", { tabindex: "-1" }, "On now");
    this.none = h("p", {}, "Nothing. Slack works as it should.");
    this.list = h("ul", { class: "faults-on" });
    this.stopAll = h(
      "button",
      {
        type: "button",
        class: "button button-small",
        on: { click: () => this.#stop({ clear: true, words: "All faults are off" }) },
      },
      "Stop all",
    );
    this.node = h(
      "section",
      {},
      h("div", { class: "switchboard-title" }, this.title, this.stopAll),
      this.none,
      this.list,
    );
  }

  show(faults, kinds) {
    const had = this.node.contains(document.activeElement);
    const known = this.#rows;
    this.#rows = new Map(faults.map((fault) => [fault.id, known.get(fault.id) ?? this.#row(fault, kinds)]));
    faults.forEach((fault) => this.#rows.get(fault.id).update(fault));
    arrange(
      this.list,
      [...this.#rows.values()].map((row) => row.node),
    );
    this.list.hidden = faults.length === 0;
    this.stopAll.hidden = faults.length === 0;
    this.none.hidden = faults.length > 0;
    // The button that had the keyboard went with its fault.
    if (had && !this.node.contains(document.activeElement))
      (this.list.querySelector("button") ?? this.title).focus({ preventScroll: true });
  }

  tick() {
    this.#rows.forEach((row) => row.tick());
  }

  async #stop(fields) {
    const problem = await this.#onSwitch(fields);
    if (problem) notice(problem);
  }

  /** Lives as long as its fault, so that a click on Stop is not lost while the count goes up. */
  #row(fault, kinds) {
    const { words } = kinds.get(fault.fault);
    const count = h("span", { class: "muted" });
    const stop = () => this.#stop({ end: fault.id, words: `${words} is off` });
    const node = h(
      "li",
      { class: "fault-on" },
      icon("warning"),
      h("span", { class: "fault-on-words" }, h("strong", {}, words), h("span", {}, fault.words), count),
      h(
        "button",
        {
          type: "button",
          class: "button button-small",
          "aria-label": `Stop: ${words}`,
          on: { click: stop },
        },
        "Stop",
      ),
    );
    let shown = fault;
    let until = null;

    function update(fresh) {
      shown = fresh;
      until = fresh.ends_in === null ? null : now().getTime() + fresh.ends_in * 1000;
      tick();
    }

    function tick() {
      const left = until === null ? null : Math.max(0, Math.round((until - now()) / 1000));
      const words = [times(shown.hits), more(shown.left), left === null ? null : `${span(left)} to go.`];
      count.textContent = words.filter(Boolean).join(" ");
    }

    return { node, update, tick };
  }
}

function times(hits) {
  if (hits === 0) return "Has not happened yet.";
  return hits === 1 ? "Happened once." : `Happened ${hits} times.`;
}

function more(left) {
  if (left === null) return null;
  return left === 1 ? "Once more to come." : `${left} more to come.`;
}
