"""What one person is told in a direct message because somebody else did it: its owner of decisions, whoever
is to look again. Drawn from how it stands now, so that a message that is no longer true can be changed."""

from collections.abc import Mapping
from typing import Any

from bot.cards import blocks, exchange, panel
from bot.cards.callbacks import Do, Ref
from bot.cards.card import Block, Card
from bot.cards.look_again import GIVE
from bot.cards.text import day, escape, mention
from bot.cards.words import VERDICT_WORDS, quoted, state_line, which_look
from flows.assessment import Assessment
from flows.decision import Decision, Verdict
from flows.notes import Told

WORDS_SHOWN = 600


def drawn(assessment: Assessment, detail: Mapping[str, Any], reader: str) -> Card:
    """The message; `detail` is what `Surfaces.tell` was given."""
    link = str(detail.get("link", ""))
    match Told(detail.get("told", Told.CHANGES_ASKED)):  # an earlier version told of nothing else
        case Told.CHANGES_ASKED if (decision := _decision(assessment, detail)).stands:
            return exchange.changes_asked(assessment, decision, link)
        case Told.CHANGES_ASKED | Told.WITHDREW:
            decision = _decision(assessment, detail)
            return _card(assessment, _taken_back(decision), link, decision.withdrawn_why)
        case Told.DECIDED:
            return _decided(assessment, _decision(assessment, detail), link)
        case Told.ACTION_GIVEN:
            action, in_sight = str(detail["action"]), bool(detail["in_sight"])
            return exchange.action_given(assessment, action, in_sight=in_sight)
        case Told.LOOK_GIVEN:
            return _look_given(assessment, str(detail["by"]), reader, link)
        case Told.PANEL_ASKED:
            return panel.invitation(assessment, str(detail["by"]), reader)
        case Told.PANEL_UNREACHED:
            return _card(assessment, panel.unreached(assessment, str(detail["whom"])), link)
        case Told.PANEL_NOT_READY:
            return _card(assessment, panel.not_ready(assessment), link)
        case Told.LOOK_BEGAN:
            return _look_began(assessment, str(detail["by"]), reader)


def _decision(assessment: Assessment, detail: Mapping[str, Any]) -> Decision:
    return next(one for one in assessment.decisions if one.number == detail["decision"])


def _decided(assessment: Assessment, decision: Decision, link: str) -> Card:
    if not decision.stands:
        return _card(assessment, _taken_back(decision), link, decision.withdrawn_why)
    if assessment.decided is None or decision not in assessment.present_decisions:
        words = f"This was decided on {day(decision.at)}. Another decision on it was withdrawn since then."
        return _card(assessment, words, link)
    # What is overdue changes with the day, and this message does not: it leaves that to the summary.
    return _card(assessment, state_line(assessment), link, decision.words)


def _taken_back(decision: Decision) -> str:
    assert decision.withdrawn_at is not None
    what = VERDICT_WORDS[decision.verdict]
    return (
        f"On {day(decision.withdrawn_at)}, {mention(decision.by)} withdrew their decision of "
        f"{day(decision.at)} ({what}). It no longer holds."
    )


def _look_given(assessment: Assessment, by: str, reader: str, link: str) -> Card:
    """To whoever looks again, as long as that is so."""
    on = assessment.look_again_on
    if on is None or assessment.looker != reader:
        words = f"{mention(by)} gave you another look at this. It no longer waits for you."
        return _card(assessment, words, link)
    words = (
        f"{mention(by)} asks you to look at this again on {day(on)}. From then on it waits for you, and "
        "Balance reminds you."
    )
    return _card(assessment, words, link, button=blocks.button(GIVE, Do.GIVE_LOOK, _value(assessment)))


def _look_began(new: Assessment, by: str, reader: str) -> Card:
    """To the owner of the one that it looks at, and to its own."""
    declined = new.previous_verdict is Verdict.DECLINE
    did = "started this again from its answers" if declined else "began another look at this"
    owner = "You own" if new.owner == reader else f"{mention(new.owner)} owns"
    # Its thread may not stand yet when this is sent.
    way = blocks.button("Find it", Do.NEXT_LOOK, _value(new), style="primary")
    words = f"{mention(by)} {did}. {owner} the new assessment."
    return _card(new, words, "", button=way, says_which=False)


def _card(
    assessment: Assessment,
    words: str,
    link: str,
    typed: str = "",
    *,
    button: dict[str, Any] | None = None,
    says_which: bool = True,
) -> Card:
    """`words` are our own; `typed` is what somebody wrote with it. `says_which`: `words` leave it open
    whether it is another look."""
    if says_which:
        words = which_look(assessment, ". ") + words
    said = quoted(typed, WORDS_SHOWN) if typed else ""
    opens = blocks.button("Open", Do.LINK, _value(assessment), url=link, style="primary") if link else None
    shown: list[Block] = [blocks.typed(assessment.title), *blocks.sections([words])]
    if said:
        shown.append(blocks.typed(said))
    if opens or button:
        shown.append(blocks.actions(opens, button))
    spoken = [f"{escape(assessment.title)}:", words.replace("*", ""), escape(said)]
    return Card(" ".join(spoken).rstrip(), shown)


def _value(assessment: Assessment) -> str:
    return Ref.of(assessment).encode()
