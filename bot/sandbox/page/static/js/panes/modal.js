// The modal: the top view of the acting person's stack. The browser's own dialog keeps the keyboard inside.

import { drawBlocks } from "../blocks/index.js";
import { problemsOf, showErrors } from "../blocks/input.js";
import { fill, freshId, h } from "../dom.js";
import { keepingFocus } from "../focus.js";
import { icon } from "../icons.js";
import { Surface } from "../surface.js";
import { drawText } from "../text/draw.js";
import { act, world } from "../world.js";

export class ModalStack {
  #view = null;
  #signature = null;
  #surface = null;
  #opener = null;
  /** What was typed in each open view: a view returned to still holds it. */
  #typed = new Map();

  constructor() {
    this.titleId = freshId("modal-title");
    this.dialog = h("dialog", {
      class: "modal",
      "aria-labelledby": this.titleId,
      on: { cancel: (event) => this.#onCancel(event), close: () => this.#onClosedByBrowser() },
    });
    document.body.append(this.dialog);
  }

  refresh() {
    const view = world.views.at(-1) ?? null;
    const signature = JSON.stringify([world.me.id, view]);
    if (signature === this.#signature) return;
    this.#keepTyped();
    const changed = view?.id !== this.#view?.id;
    this.#signature = signature;
    this.#view = view;
    if (!view) this.#shut();
    else if (changed || !this.dialog.open) this.#open();
    else
      keepingFocus(
        this.dialog,
        () => this.#draw(),
        () => this.dialog.querySelector(".modal-body"),
      );
  }

  #keepTyped() {
    if (this.#view) this.#typed.set(this.#view.id, this.#surface.state());
    const open = new Set(world.views.map((view) => view.id));
    for (const id of this.#typed.keys()) if (!open.has(id)) this.#typed.delete(id);
  }

  #open() {
    this.#opener ??= document.activeElement;
    this.#draw();
    if (!this.dialog.open) this.dialog.showModal();
    const first =
      this.dialog.querySelector("[autofocus]") ??
      this.dialog.querySelector(".modal-body :is(input, textarea)");
    (first ?? this.dialog.querySelector(".modal-body")).focus();
    this.dialog.querySelector(".modal-body").scrollTop = 0;
  }

  #shut() {
    if (!this.#opener) return;
    this.dialog.close();
    const opener = this.#opener.isConnected ? this.#opener : document.querySelector("#main .composer-input");
    opener?.focus({ preventScroll: true });
    this.#opener = null;
    fill(this.dialog);
  }

  #draw() {
    const view = this.#view;
    this.#surface = new Surface({
      kind: "modal",
      kept: this.#typed.get(view.id),
      send: async ({ type: _, ...action }) =>
        this.#take(await act("view_click", { view_id: view.id, ...action })),
      leave: () => this.#close(true),
    });
    this.error = h("p", { class: "modal-error", role: "alert" });
    this.body = h("div", { class: "modal-body", tabindex: "-1" }, drawBlocks(view.blocks, this.#surface));
    fill(
      this.dialog,
      h(
        "form",
        { class: "modal-form", novalidate: true, on: { submit: (event) => this.#submit(event) } },
        h(
          "header",
          { class: "modal-head" },
          h("h2", { id: this.titleId }, drawText(view.title)),
          h(
            "button",
            {
              type: "button",
              class: "icon-button",
              "aria-label": "Close window",
              on: { click: () => this.#close(true) },
            },
            icon("close"),
          ),
        ),
        this.body,
        this.error,
        h(
          "footer",
          { class: "modal-foot" },
          h(
            "button",
            { type: "button", class: "button", on: { click: () => this.#close(false) } },
            view.close ? drawText(view.close) : "Close",
          ),
          view.submit
            ? h(
                "button",
                { type: "submit", class: "button button-primary modal-submit" },
                drawText(view.submit),
              )
            : null,
        ),
      ),
    );
  }

  async #submit(event) {
    event.preventDefault();
    const view = this.#view;
    const button = this.dialog.querySelector(".modal-submit");
    if (!button || button.getAttribute("aria-busy") === "true") return;
    const problems = problemsOf(view.blocks, this.#surface);
    showErrors(this.body, this.#surface, problems);
    this.#say("");
    if (Object.keys(problems).length) return;
    button.setAttribute("aria-busy", "true");
    const result = await act("submit", { view_id: view.id, state: this.#surface.state() });
    button.removeAttribute("aria-busy");
    this.#take(result);
    if (result.errors) showErrors(this.body, this.#surface, result.errors);
  }

  #take(result) {
    if (!result.ok && result.error && !hasErrors(result)) this.#say(result.error);
    return result;
  }

  #say(words) {
    fill(this.error, words ? [icon("warning"), h("span", {}, words)] : null);
  }

  /** The cross and Escape close the whole stack, the Close button this view alone, as in Slack. */
  async #close(all) {
    this.#take(await act("close", { view_id: this.#view.id, all }));
  }

  #onCancel(event) {
    event.preventDefault();
    if (event.target === this.dialog) this.#close(true);
  }

  /** Chromium closes a dialog on the second Escape whatever a page says; the server must hear of it. */
  #onClosedByBrowser() {
    if (this.#view) this.#close(true);
  }
}

function hasErrors(result) {
  return result.errors && Object.keys(result.errors).length > 0;
}
