// A surface is what a set of blocks is drawn on: a message, a modal, the Home tab. It knows the fields drawn on it, so
// that it can say their state the way Slack does, and how an action on it reaches the server.

/** How each element's starting value is named, and how its value is named in the state that goes to the bot. */
const VALUE_NAMES = [
  ["initial_value", "value"],
  ["initial_option", "selected_option"],
  ["initial_options", "selected_options"],
  ["initial_user", "selected_user"],
  ["initial_users", "selected_users"],
  ["initial_conversation", "selected_conversation"],
  ["initial_date", "selected_date"],
];

export class Surface {
  #fields = new Map();
  #kept;
  #send;

  /**
   * `kind` is "message", "modal" or "home". `send(action)` brings `{ block_id, action_id, type, value, state }` to the
   * server. `kept` is the state of the drawing before this one: what was typed stays while its field stays. `leave`
   * gets it out of the way of what a link has opened.
   */
  constructor({ kind, send, kept = {}, leave = () => {} }) {
    this.kind = kind;
    this.leave = leave;
    this.#send = send;
    this.#kept = kept;
  }

  /** What a field begins with: what was typed before the redraw, or else what the bot set. */
  startOf(blockId, element) {
    const kept = this.#kept[blockId]?.[element.action_id];
    if (kept && kept.type === element.type) return kept;
    const start = {};
    for (const [initial, name] of VALUE_NAMES) {
      if (element[initial] !== undefined) start[name] = element[initial];
    }
    return start;
  }

  /** A field is `{ read() → state value, problem(required) → words or null, focus() }`. */
  addField(blockId, element, field) {
    this.#fields.set(`${blockId}\n${element.action_id}`, { blockId, actionId: element.action_id, ...field });
  }

  field(blockId) {
    return [...this.#fields.values()].find((field) => field.blockId === blockId) ?? null;
  }

  /** Slack's `state.values`: block_id → action_id → value. */
  state() {
    const values = {};
    for (const { blockId, actionId, read } of this.#fields.values()) {
      values[blockId] = { ...values[blockId], [actionId]: read() };
    }
    return values;
  }

  /** Brings an action on this surface to the server and answers with its result. */
  act(blockId, element, value) {
    const { action_id, type } = element;
    return this.#send({ block_id: blockId, action_id, type, value, state: this.state() });
  }
}
