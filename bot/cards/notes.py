"""The lines that the thread is told once: drawn from what happened, so that no name or label is frozen in
them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.cards import agreed, blocks, voices
from bot.cards.card import Card
from bot.cards.happened import AT_A_TERMINAL
from bot.cards.text import day, escape, listed, mention, people
from bot.cards.words import NOBODY_LEFT, ONE_IS_GONE, changed_particulars, note, quoted
from flows.assessment import Assessment
from flows.conditions import in_force
from flows.decision import Verdict
from flows.notes import Note

_SAID = {
    Verdict.APPROVE: "approved this",
    Verdict.CONDITIONS: "approved this with conditions",
    Verdict.DECLINE: "declined this",
}

_LISTED = "Choose All actions on the summary to see it."
_WHY = "Choose Decision on the summary to read why."


def drawn(assessment: Assessment, detail: Mapping[str, Any]) -> Card:
    """The line; `detail` is what `Surfaces.note` was given."""
    if "words" in detail:  # left unsaid by an earlier version, which kept the words themselves
        return note(str(detail["words"]))
    if detail["note"] == Note.LAST_TIME:
        return agreed.last_time(assessment, detail)
    # At a terminal nobody is known.
    who = mention(detail["by"]) if detail["by"] else AT_A_TERMINAL
    words = f"{who} {_done(assessment, Note(detail['note']), detail)}"
    if detail.get("why"):
        why = quoted(str(detail["why"]))
        return Card(f"{words} {escape(why)}", [blocks.section(words), blocks.typed_context(why)])
    return note(words)


def _answered(detail: Mapping[str, Any]) -> str:
    """Who answered what a reason or evidence is for."""
    who = mention(detail["answerer"])
    return f"for which {who} took the panel’s median" if detail.get("is_median") else f"which {who} answered"


def _done(assessment: Assessment, what: Note, detail: Mapping[str, Any]) -> str:
    match what:
        case Note.CHANGED_ANSWER:
            label, before = _label(assessment, detail["question"]), mention(detail["before_by"])
            if detail.get("was_median"):
                before = f"the panel’s median, taken by {before}"
            return f"changed {label} from {detail['before']} ({before}) to {detail['after']}."
        case Note.EXPLAINED:
            label, answered = _label(assessment, detail["question"]), _answered(detail)
            return f"wrote a reason of their own for {label}, {answered}."
        case Note.TOOK_BACK_REASON:
            label, answered = _label(assessment, detail["question"]), _answered(detail)
            return f"took back their own reason for {label}, {answered}."
        case Note.ADDED_EVIDENCE:
            label, answered = _label(assessment, detail["question"]), _answered(detail)
            return f"added evidence for {label}, {answered}."
        case Note.TOOK_BACK_EVIDENCE:
            label, whose = _label(assessment, detail["question"]), mention(detail["added_by"])
            return f"took back evidence for {label}, which {whose} had added. It stands in History."
        case Note.SUBMITTED_AGAIN:
            # The summary is changed in place, of which Slack tells nobody: this calls who decides.
            can = f" {people(detail['people'])} can decide now." if detail["people"] else ""
            return f"submitted this again.{can} The summary says what changed."
        case Note.CHOSE_REVIEWERS:
            done = " With that, it is decided." if detail["decided"] else ""
            by_rules = "moved this. By the rules here, these decide" if detail.get("by_move") else ""
            chosen = people(detail["people"]) or "nobody yet"
            return f"{by_rules or 'chose who decides'}: {chosen}.{done}"
        case Note.DECIDED:
            return _decided(assessment, Verdict(detail["verdict"]), detail)
        case Note.WITHDREW:
            return f"withdrew a decision. {_WHY}"
        case Note.CLOSED:
            return "closed this assessment."
        case Note.ADDED_ACTION:
            who = "themselves" if detail["who"] == detail["by"] else mention(detail["who"])
            return f"added an action for {who}, about {_about(assessment, detail)}. {_LISTED}"
        case Note.TICKED_ACTION:
            return f"ticked off an action about {_about(assessment, detail)}."
        case Note.OPENED_ACTION:
            return f"opened an action about {_about(assessment, detail)} again."
        case Note.SAID_MET:
            can = f"{mention(detail['to'])} can confirm it."
            return f"says that {_condition(assessment, detail)} is met. {can}"
        case Note.CONFIRMED_CONDITION:
            return f"confirmed that {_condition(assessment, detail)} is met."
        case Note.SENT_BACK_CONDITION:
            return (
                f"says what is missing before {_condition(assessment, detail)} is met. "
                f"{mention(detail['to'])} sees to it: choose Conditions on the summary."
            )
        case Note.CONDITION_TERMS:
            who = mention(detail["to"])
            return f"set who sees to {_condition(assessment, detail)}, and by when: {who} sees to it."
        case Note.LOOK_DAY:
            on = detail["day"]
            return (
                f"set the day to look again to {day(date.fromisoformat(on))}."
                if on
                else "set no day to look again."
            )
        case Note.PUT_OFF_LOOK:
            return f"put off the next look to {day(date.fromisoformat(detail['day']))}."
        case Note.GAVE_LOOK:
            took = detail["by"] == detail["to"]
            return "takes the next look." if took else f"gave the next look to {mention(detail['to'])}."
        case Note.BEGAN_LOOK:
            return "began another look, in a new thread."
        case Note.STARTED_AGAIN:
            return "started this again from its answers, in a new thread."
        case Note.LAST_TIME:
            raise ValueError("it has a card of its own")
        case Note.KEPT_LONGER:
            return f"keeps this until {day(date.fromisoformat(detail['day']))} at least."
        case Note.DESCRIBED:
            # What was typed stands on the first message: people who answer are named there, and not called.
            return f"changed {changed_particulars(detail['changed'])}. The first message says how it is now."
        case Note.RATES_AGAIN:
            return f"asks the panel to rate {_label(assessment, detail['question'])} again, alone."
        case Note.RATED_AGAIN:
            question = _label(assessment, detail["question"])
            if not detail.get("shown", True):
                return f"ended the second round of {question}. Too few were done, so the first answers stand."
            did = "was the last to rate" if detail["all_done"] else "revealed how people rated"
            return f"{did} {question} again. Both rounds stand above."
        case Note.BROUGHT_VOICES:
            brought = f"brought in {voices.how_many(assessment, detail['group'])}."
            later = "The summary will show them beside the team’s answers."
            return f"{brought} {'They stand in All answers.' if assessment.submissions else later}"
        case Note.HANDED_OVER:
            own = detail["by"] == detail["before"]
            whose = "this assessment" if own else f"the assessment of {mention(detail['before'])}"
            took = detail["by"] == detail["to"]
            return f"took over {whose}." if took else f"handed {whose} over to {mention(detail['to'])}."


def _decided(assessment: Assessment, verdict: Verdict, detail: Mapping[str, Any]) -> str:
    """What people typed stands in the window of the decisions."""
    if verdict is Verdict.CHANGES:
        labels = [_label(assessment, question) for question in detail["questions"]]
        return f"asks for changes to {listed(labels)}. {_WHY}"
    more = f" Still to decide: {people(detail['people'])}." if detail["people"] else ""
    more += f" {NOBODY_LEFT if not detail['people'] else ONE_IS_GONE}" if detail.get("lacks") else ""
    # What was left unsaid by an earlier version does not say who.
    sees_to = f" {mention(detail['to'])} sees to them." if detail.get("to") else ""
    return f"{_SAID[verdict]}.{sees_to}{more}"


def _condition(assessment: Assessment, detail: Mapping[str, Any]) -> str:
    """`condition 1 of 2`, while it stands."""
    keys = [one.key for one in in_force(assessment)]
    key = detail["condition"]
    return f"condition {keys.index(key) + 1} of {len(keys)}" if key in keys else "a condition"


def _label(assessment: Assessment, question: str) -> str:
    return escape(assessment.framework.question(question).label)


def _about(assessment: Assessment, detail: Mapping[str, Any]) -> str:
    return _label(assessment, detail["question"]) if detail["question"] else "a condition"
