"""What people click on and fill in, by the names that the plans have for it."""

from collections.abc import Callable, Iterable
from functools import partial

from bot.cards.callbacks import Do, Ref, read_menu_value
from bot.cards.callbacks import View as Form
from bot.sandbox.world import Message, View
from bot.sandbox.world.forms import interactive
from bot.sandbox.world.types import Json
from flows.decision import Verdict

WAYS = {verdict.value.replace("_", " "): verdict for verdict in Verdict}
DECIDES = {*WAYS, "withdraw"}
"""These open a form of several fields; a decision is one of the four ways in the same form."""
BUTTONS: dict[str, Callable[[str], bool]] = {
    "rate": lambda action: action.startswith(f"{Do.RATE}_"),
    "not sure": lambda action: action == Do.NOT_SURE,
    "back": lambda action: action == Do.BACK,
    "pause": lambda action: action == Do.PAUSE,
    "resume": lambda action: action == Do.RESUME,
    "change": lambda action: action == Do.CHANGE,
    "change after all": lambda action: action == Do.CHANGE,
    "keep": lambda action: action == Do.KEEP,
    "go to": lambda action: action == Do.GO_TO,
    "submit": lambda action: action == Do.SUBMIT,
    "submit after all": lambda action: action == Do.SUBMIT,
    "reopen": lambda action: action == Do.REOPEN,
    "abandon": lambda action: action == Do.ABANDON,
    "not applicable": lambda action: action == Do.NOT_APPLICABLE,
    "reason": lambda action: action == Do.REASON,
    "all answers": lambda action: action == Do.ALL_ANSWERS,
    "scores": lambda action: action == Do.SCORES,
    "why": lambda action: action == Do.WHY,
    **dict.fromkeys(WAYS, partial(str.__eq__, Do.DECIDE)),
    "withdraw": lambda action: action == Do.WITHDRAW,
    "close": lambda action: action == Do.CLOSE,
    "try again": lambda action: action == Do.RETRY,
    "move": lambda action: action == Do.MOVE,
    "begin": lambda action: action == Do.BALLOT,
    "ballot done": lambda action: action == Do.BALLOT_DONE,
    "change answers": lambda action: action == Do.BALLOT_BACK,
    "reveal": lambda action: action == Do.REVEAL,
    "medians": lambda action: action == Do.TAKE_MEDIANS,
    "rate again": lambda action: action == Do.RATE_AGAIN,
    "otherwise": lambda action: action == Do.DISSENT,
}
ON_SUMMARY = {"reopen", "all answers", "scores", "close"} | DECIDES
IN_PRIVATE = {"change after all", "submit after all"}
"""What a private word offers: that of a refusal, and that of a typed submit with open questions."""
TO_READ = {"all answers", "scores", "why"}
ASK_FIRST = {"abandon": Do.ABANDON_NOW, "close": Do.CLOSE_NOW, "reopen": Do.REOPEN_NOW}
"""These open a window with the one button that does it."""
FORMS = {"not applicable": "reason", "reason": "reason", "move": "channel", "otherwise": "words"}
"""Those with one field that must be filled in, and its id; in one of them a question is chosen too."""
ABOUT_A_QUESTION = {"not applicable": Form.NOT_APPLICABLE, "reason": Form.REASON}


def chosen(nth: int, element: Json) -> str | None:
    """The value of an option of a menu; None for what is none."""
    options = element.get("options")
    return str(options[nth % len(options)]["value"]) if options else None


def buttons(messages: Iterable[Message], kind: str) -> list[tuple[Message, Json, Json]]:
    fits = BUTTONS[kind]
    return [
        (message, block, found)
        for message in messages
        for block, element in interactive(message.blocks)
        for found in _usable(element)
        if fits(_action_of(found))
    ]


def _usable(element: Json) -> list[Json]:
    """A menu behind three dots counts as one of each of its options."""
    if element["action_id"] != Do.MORE:
        return [element]
    return [{**element, "options": [option]} for option in element["options"]]


def _action_of(element: Json) -> str:
    if element["action_id"] != Do.MORE:
        return str(element["action_id"])
    return read_menu_value(element["options"][0]["value"])[0]


def is_form(view: View, what: str, question: str | None) -> bool:
    """Whether this is the form that the act is filled in on: of that decision, or about that question. In its
    place may stand why it cannot be done just now."""
    if what in ABOUT_A_QUESTION:
        about = Ref.decode(view.spec["private_metadata"]).question if view.spec["private_metadata"] else ""
        return view.spec.get("callback_id") == ABOUT_A_QUESTION[what] and about == question
    if what == "otherwise":
        return view.spec.get("callback_id") == Form.DISSENT
    if what not in DECIDES:
        return True
    callback = Form.WITHDRAW if what == "withdraw" else f"{Form.DECIDE}_{what.replace(' ', '_')}"
    return view.spec.get("callback_id") == callback


def fields_of(what: str, view: View, words: str) -> dict[str, object]:
    """What is filled in. In a form of a decision: every box ticked, the first two of several chosen, a word
    wherever one can be written."""
    fields: dict[str, object] = {FORMS[what]: words} if what in FORMS else {}
    if fields and what != "otherwise":
        return fields
    for block, element in interactive([block for block in view.spec["blocks"] if block["type"] == "input"]):
        name = f"{block['block_id']}/{element['action_id']}"
        options = [option["value"] for option in element.get("options", [])]
        match element["type"]:
            case "checkboxes":
                fields[name] = options
            case "multi_static_select":
                fields[name] = options[:2]
            case "static_select" if what in FORMS:
                fields[name] = options[sum(map(ord, words)) % len(options)]
            case "plain_text_input" if what not in FORMS:
                fields[name] = words
    return fields
