// Select menus: of the bot's own options, of people, of conversations; for one choice or for several.

import { plainString } from "../text/draw.js";
import { isBotDm, titleOf, world } from "../world.js";
import { combobox } from "../widgets/combobox.js";
import { dispatch, keyOf, REQUIRED } from "./context.js";

/** For each kind of menu: the choices, and the names that its value has in the state. */
const KINDS = {
  static: { options: ownOptions, one: "selected_option", many: "selected_options", whole: true },
  users: { options: people, one: "selected_user", many: "selected_users" },
  conversations: { options: conversations, one: "selected_conversation" },
};

export function drawSelect(element, context) {
  const multiple = element.type.startsWith("multi_");
  const kind = KINDS[element.type.replace(/^multi_/, "").replace(/_select$/, "")];
  const options = kind.options(element);
  const placeholder = plainString(element.placeholder) || (multiple ? "Choose options" : "Choose an option");
  let values = startValues();

  const box = combobox({
    key: keyOf(element),
    label: context.name || placeholder,
    options,
    chosen: values,
    multiple,
    max: element.max_selected_items,
    placeholder,
    clearable: context.optional && !context.dispatches,
    onChange: change,
  });
  box.input.autofocus = element.focus_on_load === true;
  box.input.dataset.actionId = element.action_id ?? "";
  if (context.describedBy) box.input.setAttribute("aria-describedby", context.describedBy);
  if (!context.optional) box.input.setAttribute("aria-required", "true");

  context.surface.addField(context.blockId, element, {
    read: () => ({ type: element.type, ...stateOf(values) }),
    problem: (required) => (required && values.length === 0 ? REQUIRED : null),
    focus: () => box.input.focus(),
  });
  return box.node;

  function startValues() {
    const start = context.surface.startOf(context.blockId, element);
    const chosen = multiple ? (start[kind.many] ?? []) : [start[kind.one]];
    return chosen.filter(Boolean).map((one) => (kind.whole ? one.value : one));
  }

  function stateOf(chosen) {
    const whole = chosen.map((value) =>
      kind.whole ? options.find((one) => one.value === value).option : value,
    );
    return multiple ? { [kind.many]: whole } : { [kind.one]: whole[0] ?? null };
  }

  function change(next) {
    const before = values;
    values = next;
    return dispatch(context, element, multiple ? values : (values[0] ?? null), () => {
      values = before;
      box.reset(before);
    });
  }
}

function ownOptions(element) {
  const asChoice = (option, group) => ({
    value: option.value,
    label: plainString(option.text),
    hint: option.description ? plainString(option.description) : null,
    group,
    option,
  });
  if (!element.option_groups) return element.options.map((option) => asChoice(option, null));
  return element.option_groups.flatMap((group) =>
    group.options.map((option) => asChoice(option, plainString(group.label))),
  );
}

function people() {
  return world.people.map(({ id, name, role }) => ({ value: id, label: name, hint: role }));
}

/** A person is offered the conversations they are in and every public channel, less what `filter` leaves out. */
function conversations({ filter = {} }) {
  return world.conversations
    .filter((one) => (one.member || one.kind === "public") && !one.archived)
    .filter((one) => !filter.include || filter.include.includes(one.kind))
    .filter((one) => !(filter.exclude_bot_users && isBotDm(one)))
    .map((one) => ({ value: one.id, label: titleOf(one) }));
}
