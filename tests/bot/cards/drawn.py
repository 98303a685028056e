"""Everything that Balance draws of an assessment, and ways to look at what was drawn."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from bot.cards import agreed as agreed_card
from bot.cards import (
    answers,
    comparing,
    conditions,
    deciding,
    direct,
    exchange,
    for_the_record,
    headline,
    help,
    history,
    home,
    look_again,
    method,
    minutes,
    modals,
    offer,
    question,
    record,
    reviewing,
    starting,
    summary,
    told,
)
from bot.cards import asked as asked_card
from bot.cards.callbacks import Ref
from bot.cards.card import Card
from bot.reconciler.drawing import trouble_words
from flows import agreed
from flows.activity import Happened
from flows.assessment import Assessment
from flows.comparing import compare
from flows.conditions import Confirmers, in_force
from flows.decision import Action, Verdict
from flows.entry import Entry
from flows.intents import NAMES, NotApplicable, NotSure, Pause, Rate
from flows.listing import Listed
from flows.notes import Told
from flows.settings import ChannelSettings
from flows.sheet import Kind, default_sheet
from flows.triggers import Trigger
from tests.bot.cards.samples import AMINA, GRACE, HOUSING, KNOWN, NOW, TOM, URL

Json = dict[str, Any]
DAY = date(2027, 3, 4)
LOOKS = (Told.LOOK_GIVEN, Told.LOOK_BEGAN)
TROUBLES = ("not_in_channel", "channel_not_found", "is_archived", "thread_gone", "restricted_action")


def messages(of: Assessment) -> Iterator[tuple[str, Card]]:
    """Each message that can be posted about it."""
    yield "headline", headline.headline(of, KNOWN)
    yield "current card", question.current_card(of, KNOWN)
    sheeted = with_facts(of)
    yield "headline with facts", headline.headline(sheeted, KNOWN)
    yield "current card with facts", question.current_card(sheeted, KNOWN)
    if of.last_submission:
        yield "summary with facts", summary.summary(sheeted)
    for principle in of.framework.principles:
        yield f"recap of {principle.id}", minutes.of_principle(of, principle.id, KNOWN)
    for asked in of.framework.questions[:3]:
        yield f"closed card of {asked.id}", question.closed_card(of, asked.id, KNOWN)
    yield "closed card of a question that is no more", question.closed_card(of, "nothing", KNOWN)
    if of.last_submission:
        yield "summary", summary.summary(of)
    for query in of.queries:
        yield f"query about {query.question}", exchange.query(of, query.id)
    for decision in of.decisions:
        if decision.questions:
            yield "changes asked", exchange.changes_asked(of, decision, URL)
            yield "changes asked, before there is a thread", exchange.changes_asked(of, decision, "")
        taken_back = replace(decision, withdrawn_at=NOW, withdrawn_why=of.about)
        for state, one in (("", decision), (" and taken back", taken_back)):
            so = replace(of, decisions=tuple(one if made is decision else made for made in of.decisions))
            detail = {"told": Told.DECIDED, "decision": decision.number, "link": URL}
            yield f"decision {decision.number} told{state}", told.drawn(so, detail, AMINA)
        for what in (Told.CHANGES_ASKED, Told.WITHDREW):
            detail = {"told": what, "decision": decision.number, "link": URL}
            yield f"{what} {decision.number}, taken back", told.drawn(so, detail, AMINA)
    if of.last_submission:
        then = replace(of, actions=(Action("a", of.about, GRACE, DAY, "x", AMINA, NOW),))
        last_time = [one.packed() for one in agreed.agreed(then)[: agreed.MOST_TOLD]]
        for names in ((), (GRACE,)):
            detail = {
                "agreed": last_time,
                "total": 9,
                "declined_by": names,
                "reason": of.about if names else "",
            }
            yield f"last time, declined by {names}", agreed_card.last_time(of, detail)
    for what, reader in ((what, reader) for what in LOOKS for reader in (AMINA, GRACE)):
        look = replace(of, look_again_on=DAY, looker=GRACE)
        yield f"{what} told {reader}", told.drawn(look, {"told": what, "by": AMINA, "link": URL}, reader)
    for trouble in TROUBLES:
        yield f"notice of {trouble}", help.no_place(of, trouble_words(of, trouble))
        yield f"unnamed notice of {trouble}", help.unnamed_no_place(of, trouble_words(of, trouble))
    yield "place found", help.place_found(of)
    yield "unnamed place found", help.unnamed_found(of)
    for channel in (HOUSING, "D0AMINA0001"):
        there = replace(of, channel=channel)
        yield f"who cannot see {channel}", reviewing.cannot_see(there, [GRACE], "decide")
    yield "several who cannot see it", reviewing.cannot_see(of, [AMINA, GRACE], "decide")
    yield "status", home.status(of)
    here = Ref.of(of)
    reason = of.about[:300]
    for meant in (
        (Rate(3, reason), Rate(4, reason)),
        (NotSure(reason),),
        (NotApplicable(reason),),
        (Pause(),),
    ):
        offered = [offer.Offered(here, "1700.000001", one) for one in meant]
        yield f"offer of {NAMES[type(meant[0])]}", offer.card(offered, of)
    mine = Ref.of(of, of.framework.questions[0].id)
    changed = [offer.Offered(mine, "1700.000001", Rate(2))]
    yield "offer of a change", offer.card(changed, of)
    if of.progress.is_paused:
        kept = [offer.Offered(offer.about(of), "1700.000001", Rate(4, reason))]
        yield "offer in a pause", offer.card(kept, of)
    for reader in (AMINA, GRACE):
        yield f"who can answer {reader}", direct.who_can(of, reader)
        yield f"who decides {reader}", asked_card.who_decides_in([of] * asked_card.MOST_NAMED, reader)
        yield f"where it stands {reader}", asked_card.stands_here(of, reader, DAY, named=False)
        found = [(listed(of), of)] * asked_card.MOST_NAMED
        yield (
            f"where these stand {reader}",
            asked_card.standing(found, reader, DAY, URL, lead=asked_card.WHICH, more=2),
        )
    yield "how long it takes", asked_card.how_long(of)
    yield "who sees it", asked_card.who_sees(of)
    yield "who decides on nothing", asked_card.who_decides_in([], AMINA)
    for again in (False, True):
        yield f"for people {again}", direct.for_people(len(of.framework.questions), again=again)
        start = direct.start_button()
        missed = asked_card.not_found(of.title.split(), 18, again=again, complete=again, start=start)
        yield f"not found {again}", missed
    for topic in direct.Topic:
        if topic not in (direct.Topic.WHICH, direct.Topic.WHO_CAN):
            for which in topic.choices:
                yield f"said of {which}", direct.say(which, of.framework)
    yield "help in its thread", help.thread_help(of)
    yield "ready to start", help.ready_to_start(of.title)
    yield "one word", help.one_word(of.title)
    yield "one word near a command", help.one_word(of.title, "status")
    yield "not understood", help.thread_not_understood(of)


def listed(of: Assessment) -> Listed:
    """As a row that a list would have of it."""
    submission = of.last_submission
    return Listed(
        of.id,
        of.title,
        of.channel,
        of.owner,
        of.state,
        of.framework,
        NOW,
        NOW,
        previous="fedcba987654",
        handed_in_at=submission.at if submission else None,
    )


def views(of: Assessment) -> Iterator[tuple[str, Json]]:
    """Each modal and the Home tab."""
    here = Ref.of(of, of.framework.questions[0].id).at(HOUSING)
    yield "start", starting.start(title=of.title, channel=HOUSING)
    for people in ((), sorted(of.reviewers)):
        view = starting.start(channel=HOUSING, suggested=people, reconsider=True)
        yield f"start with {len(people)} suggested", view
    yield "move", modals.move(of)
    yield "describe", starting.describe(of, here)
    yield "abandon", modals.abandon(of, here)
    yield "close", modals.close(of, here)
    yield "reopen", modals.reopen(of, here)
    yield "done", modals.done(of, "Abandoned. The answers so far are kept.")
    yield "how scores work", method.how_scores_work(of.framework)
    yield "link", modals.link(of, "The card is at the bottom of the thread.", URL)
    for asked in of.framework.questions[:2]:
        yield f"why {asked.id}", modals.why(asked)
        if given := of.given.get(asked.id):
            for person, costs in ((AMINA, False), (GRACE, True)):
                view = modals.reason(asked, given, person, here, costs_decision=costs)
                yield f"reason of {person} for {asked.id}", view
            typed = ("Nobody asked them.", "")
            view = modals.reason(
                asked, given, AMINA, here, costs_decision=True, changed="It changed.", typed=typed
            )
            yield f"reason for {asked.id}, anew", view
        for costs in (False, True):
            view = modals.not_applicable(asked, here, costs_decision=costs)
            yield f"{asked.id} not applicable, costs the decision: {costs}", view
    if of.last_submission:
        other = replace(of, id="ba9876543210", submissions=())
        for side in (other, replace(other, previous=of.id)):
            yield "side by side", comparing.side_by_side(compare(of, side))
    rows = [replace(listed(of), id=f"{number:012}") for number in range(100)]
    for one in (None, of):
        yield "choose what to compare", comparing.choose(one, rows, complete=False)
        yield "nothing to compare", comparing.choose(one, [], complete=True)
    yield "agreed last time", agreed_card.in_full(of)
    yield "when to look again", look_again.set_day(of, here)
    yield "put off a look", look_again.put_off(of, here)
    yield "give a look", look_again.give(of, here)
    yield "who decides", reviewing.choose_reviewers(of, HOUSING, ChannelSettings(must_decide=(GRACE,)))
    yield "decisions", record.in_full(of)
    if of.last_submission:
        yield "ask about", reviewing.ask_about(of, HOUSING)
        yield "not recorded", deciding.moved_on(of, "This was decided.", _first_mark(of))
        for verdict in (None, *Verdict):
            for seen in ("", _first_mark(of), "another"):
                view = deciding.decide(
                    of, verdict, GRACE, HOUSING, look_again_on=DAY, conditions_by=DAY, seen=seen
                )
                yield f"{verdict}, seen before: {seen}", view
            recorded = deciding.decide(
                with_facts(of), verdict, GRACE, HOUSING, look_again_on=DAY, conditions_by=DAY, seen="another"
            )
            yield f"{verdict}, with every fact recorded since", recorded
    yield from _condition_windows(of)
    yield from _sheet_windows(with_facts(of))
    if of.decisions:
        yield "withdraw", reviewing.withdraw(of, of.decisions[0], HOUSING)
    links = {query.id: URL for query in of.queries}
    for page in range(len(of.framework.questions) // answers.QUESTIONS_A_PAGE + 2):
        yield f"all answers, page {page}", answers.all_answers(of, here.on_page(page), links)
    for number in range(len(of.submissions) + 2):
        ref = replace(here, seen=str(number))
        yield f"all answers, summary {number}", answers.all_answers(of, ref, links)
    of = with_facts(of)
    events = [*happenings(of), Happened(NOW, TOM, "recorded", None, {"entries": [*range(1, 60)]})]
    for page in range(-(-len(events) // history.EVENTS_A_PAGE)):
        some = events[page * history.EVENTS_A_PAGE :][: history.EVENTS_A_PAGE]
        yield f"history, page {page}", history.history(of, here.on_page(page), some, len(events))


def happenings(of: Assessment) -> Iterator[Happened]:
    """One row of the log of each kind, and those of its decisions."""
    other = (
        "start",
        "moved",
        "reason",
        "reviewers",
        "ask_about",
        "handed_over",
        "described",
        "what_is_to_come",
        "put_off_look",
        "gave_look",
        "start_again",
        "convene",
        "begin_ballot",
        "ballot_done",
        "ballot_reopened",
        "rate_again",
        "dissent",
    )
    detail = {"channel": HOUSING, "to": GRACE, "chosen": [GRACE], "rating": 4}
    detail |= {"changed": ["title", "about", "recipients", "assessors"], "before": of.title}
    detail |= {"about_before": of.about, "recipients_before": of.recipients}
    detail |= {"on": DAY.isoformat(), "why": of.about}
    for what in [*other, "what_is_to_come", *(trigger.value for trigger in Trigger)]:
        yield Happened(NOW, AMINA, what, of.framework.questions[0].id, detail)
    for decision in of.decisions:
        yield Happened(NOW, decision.by, decision.verdict.value, None, {"decision": decision.number})


def _condition_windows(of: Assessment) -> Iterator[tuple[str, Json]]:
    found, ref = in_force(of), Ref.of(of).at(HOUSING)
    for person in (AMINA, TOM, GRACE):
        view = conditions.everything(of, ref, person, Confirmers(), DAY, "Said before.")
        yield f"conditions, for {person}", view
    for one in found[:1]:
        yield "mark met", conditions.meet(one, ref)
        yield "what is missing", conditions.send_back(one, ref)
        yield "change a condition", conditions.change(one, ref)


def with_facts(of: Assessment) -> Assessment:
    """With every fact recorded, as long as can be, and one taken out."""
    sheet = default_sheet()
    long = (of.about * 2_000)[:2_000]
    values = {Kind.LINE: of.about[:200], Kind.WORDS: long, Kind.DAY: DAY.isoformat()}
    entries = [
        Entry(field.id, field.options[-2].id if field.options else values[field.kind], TOM, NOW)
        for field in sheet.fields
    ]
    return replace(of, sheet=sheet, entries=(*entries, Entry("asked-by", "", GRACE, NOW)))


def _sheet_windows(of: Assessment) -> Iterator[tuple[str, Json]]:
    assert of.sheet is not None
    ref = Ref.of(of).at(HOUSING)
    for may in (True, False):
        yield "all facts", for_the_record.everything(of, ref, may_fill_in=may)
        nothing = replace(of, entries=())
        yield "all facts, none recorded", for_the_record.everything(nothing, ref, may_fill_in=may)
    for group in of.sheet.groups:
        yield f"facts of {group.id}", for_the_record.form(of, group, ref)
        typed = {field.id: of.about[:150] for field in group.fields if not field.options}
        typed = {name: DAY.isoformat() if name.endswith("-on") else said for name, said in typed.items()}
        yield f"facts of {group.id} anew", for_the_record.form(of, group, ref, typed=typed, seen=0)
        yield f"facts of {group.id}, to read", for_the_record.read(of, group)


def _first_mark(of: Assessment) -> str:
    return of.submissions[0].mark(of.framework)


def texts(node: object, kind: str | None = None) -> Iterator[str]:
    """Every text object within, of one kind if that is given; what people edit is not among them."""
    if isinstance(node, list):
        for child in node:
            yield from texts(child, kind)
    elif isinstance(node, dict):
        if isinstance(node.get("text"), str) and kind in (None, node.get("type")):
            yield node["text"]
        for child in node.values():
            yield from texts(child, kind)


def read_aloud(card: Card) -> Iterator[str]:
    """What the eye reads on a card, without its buttons and menus."""
    for block in card.blocks:
        if block["type"] != "actions":
            yield from texts({name: part for name, part in block.items() if name != "accessory"})


def unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def uncut(text: str) -> str:
    """Without the quotes that end and begin where a long text is cut."""
    return text.replace("”\n“", "").replace("”“", "")


def words(text: str) -> set[str]:
    """The words of a text, without what only the eye needs."""
    return set(re.findall(r"<[^>]+>|\w+", re.sub(r"[▰▱`]", " ", text)))
