"""Assessments in every state, with harmless and with hostile words, for the tests of the cards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import cycle
from typing import Any

from bot.cards.known import Known
from flows.actor import Actor
from flows.answer import Answer
from flows.assessment import Assessment
from flows.condition import Condition, Said, Terms
from flows.decision import Decision, Query, Verdict
from flows.framework import Band, Framework, Principle, Question, default_framework
from flows.progress import Progress
from flows.question_file import MAX_PRINCIPLES
from flows.submission import Submission
from flows.triggers import Trigger

AMINA, TOM, PRIYA, GRACE = "U0AMINA0001", "U0TOM000001", "U0PRIYA0001", "U0GRACE0001"
BOARD = "U0BOARD0001"
PEOPLE = {AMINA, TOM, PRIYA, GRACE, BOARD}
VICTIM = "U0VICTIM001"
HOUSING = "C0HOUSING01"
THREAD = "1700000000.000100"
URL = "https://riverside.slack.example/"
NOW = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
NAMES = {AMINA: "Amina Khan", TOM: "Tom Reed", PRIYA: "Priya Nair", GRACE: "Grace Obi"}
KNOWN = Known(NOW.date(), NAMES, url=URL)

LARGE = 40

MARK = "qzx"
"""Stands in every hostile text, so that a test can see where typed words went."""

HOSTILE = {
    "a ping of the channel": f"<!channel> <!here> <!everyone> {MARK}",
    "a ping of a person": f"<@{VICTIM}> <@{VICTIM}|you> {MARK}",
    "a ping of a group": f"<!subteam^S0GROUP0001|@all> {MARK}",
    "marks": f"*{MARK}* _{MARK}_ ~{MARK}~ `{MARK}` ```{MARK}``` > {MARK}",
    "a link": f"<https://evil.example|{MARK}> https://evil.example {MARK}",
    "emoji": f"{MARK} :tada: 🎉👩‍👩‍👧‍👦",
    "right to left": f"{MARK} \u202eتبادل البيانات\u202c",
    "escaped already": f"&lt;!channel&gt; &amp;amp; {MARK}",
    "nothing but ampersands": "&" * 150,
    "as long as can be": "W" * 150,
    "wide characters": "漢" * 150,
}


@dataclass(frozen=True)
class Words:
    """What people type in an assessment."""

    title: str = "Sharing arrears data with adult social care"
    about: str = "Addresses and arrears of 40 households, to find people at risk."
    reason: str = "The team asked for it."
    evidence: str = "The agreement of March."
    recipients: str = "Adult social care."

    @classmethod
    def hostile(cls, text: str) -> "Words":
        """The same text everywhere, as long as each place allows."""
        fill = (text + " ") * 2000
        short, long = text[:150], fill[:2000].strip()
        return cls(short, fill[:1000].strip(), long, long, fill[:150].strip())


@cache
def questions() -> Framework:
    return default_framework()


@cache
def large() -> Framework:
    """As wordy as a question file may be, with more questions than a team will bear."""

    def words(length: int, number: int = 0) -> str:
        return (f"{number} Wide & wordy " * length)[: length - 1] + "."

    def question(number: int) -> Question:
        return Question(
            id=f"{'question-' * 4}{number}",
            label=words(30, number),
            text=words(250, number),
            why=words(600),
            levels=(words(150),) * 5,
            evidence=words(600),
        )

    return Framework(
        id="large",
        version="2026.1",
        name=words(100),
        wording="paraphrase",
        sources=(words(300),) * 20,
        principles=tuple(
            Principle(
                id=f"principle-{place}",
                name=words(24, place),
                summary=words(600),
                questions=tuple(question(number) for number in range(place, LARGE, MAX_PRINCIPLES)),
            )
            for place in range(MAX_PRINCIPLES)
        ),
        bands=(Band("A band of many words", Decimal(4)), Band("Weak", Decimal(1))),
    )


class Maker:
    """Leads an assessment through its states, as people would."""

    def __init__(self, words: Words, framework: Framework, *, chosen: bool = False) -> None:
        self.words = words
        self.made = Assessment(
            id="0123456789ab",
            title=words.title,
            about=words.about,
            recipients=words.recipients,
            owner=AMINA,
            channel=HOUSING,
            progress=Progress.start(framework),
            everyone=not chosen,
            assessors=frozenset({TOM, PRIYA}) if chosen else frozenset(),
            thread_ts=THREAD,
        )
        self._minutes = 0

    def fire(self, trigger: Trigger, *, to: str | None = None) -> "Maker":
        self.made.fire(trigger, Actor(AMINA, NOW), to=to)
        return self

    def answer(self, answer: Answer, by: str = TOM) -> "Maker":
        trigger = {
            "rating": Trigger.ANSWER,
            "not_sure": Trigger.NOT_SURE,
            "not_applicable": Trigger.NOT_APPLICABLE,
        }[answer.kind]
        self._minutes += 1
        self.made.fire(trigger, Actor(by, NOW + timedelta(minutes=self._minutes)), answer=answer)
        return self

    def answers(self, kinds: str, times: int | None = None) -> "Maker":
        """One answer for each letter, again and again: a digit, `?` not sure, `-` not applicable."""
        reason, evidence = self.words.reason, self.words.evidence
        turns = zip(cycle(kinds), cycle((TOM, PRIYA, AMINA)), strict=False)
        for done, (kind, by) in enumerate(turns):
            if self.made.progress.question is None or done == times:
                return self
            match kind:
                case "?":
                    self.answer(Answer.not_sure(reason), by)
                case "-":
                    self.answer(Answer.not_applicable(reason), by)
                case _:
                    self.answer(Answer.rated(int(kind), reason, evidence), by)
        return self

    def submit(self) -> "Maker":
        self.fire(Trigger.SUBMIT)
        number = len(self.made.submissions) + 1
        self.made.submissions += (Submission(number, TOM, NOW, dict(self.made.given)),)
        return self

    def reviewed_by(self, *people: str, all_decide: bool = False) -> "Maker":
        self.made.reviewers, self.made.all_decide = frozenset(people), all_decide
        return self

    def decide(self, verdict: Verdict, by: str = GRACE) -> "Maker":
        """With all the words that fit, and on all questions; the machine moves if that settles it."""
        made, submission = self.made, self.made.last_submission
        assert submission is not None
        words = self.words.reason
        decision = Decision(
            number=len(made.decisions) + 1,
            verdict=verdict,
            by=by,
            at=NOW,
            submission=submission.number,
            mark=submission.mark(made.framework),
            words=words,
            conditions=tuple(map(Condition, (words, *(f"Condition {n}" for n in range(3)))))
            if verdict is Verdict.CONDITIONS
            else (),
            questions=tuple(q.id for q in made.framework.questions) if verdict is Verdict.CHANGES else (),
        )
        made.decisions += (decision,)
        if made.comes_to:
            made.fire(made.comes_to.trigger, Actor(by, NOW), asked=decision.questions)
        return self

    def conditions(self) -> "Maker":
        """Give those of the last decision a life: one in each state, and one of which nothing is known."""
        words, last = self.words.reason, self.made.decisions[-1]
        terms = Terms(TOM, NOW.date(), before_sharing=True, at=NOW)
        said, missing = Said(TOM, NOW, words), Said(GRACE, NOW, words)
        states: tuple[dict[str, Any], ...] = (
            {"terms": terms},
            {"terms": terms, "said": said},
            {"terms": terms, "said": said, "sent_back": missing},
            {"terms": terms, "said": said, "confirmed": Said(GRACE, NOW)},
            {},
        )
        conditions = tuple(Condition(words, **state) for state in states)
        self.made.decisions = (*self.made.decisions[:-1], replace(last, conditions=conditions))
        return self

    def withdraw(self) -> "Maker":
        last = self.made.decisions[-1]
        taken_back = replace(last, withdrawn_at=NOW, withdrawn_why=self.words.reason)
        self.made.decisions = (*self.made.decisions[:-1], taken_back)
        return self.fire(Trigger.WITHDRAW)

    def ask(self, number: int = 1) -> "Maker":
        question = self.made.framework.questions[number - 1].id
        asked = Query("0123456789ff", question, GRACE, TOM, self.words.reason, NOW)
        self.made.queries += (asked,)
        return self

    def reopen(self) -> "Maker":
        return self.fire(Trigger.REOPEN)

    def go_to(self, number: int) -> "Maker":
        return self.fire(Trigger.GO_TO, to=self.made.framework.questions[number - 1].id)


def _changed(maker: Maker) -> Maker:
    maker.answers("4?5-2").submit().reopen().go_to(1)
    return maker.answer(Answer.rated(1, maker.words.reason)).submit()


def _many_times(maker: Maker) -> Maker:
    maker.submit()
    for _ in range(8):
        maker.decide(Verdict.CONDITIONS).withdraw()
    return maker


def _sent_back(maker: Maker) -> Maker:
    return maker.reviewed_by(GRACE).answers("4?1").submit().decide(Verdict.CHANGES)


def _improved(maker: Maker) -> Maker:
    """One answer is another one, and one is put in other words."""
    maker.go_to(2).answer(Answer.rated(3, maker.words.reason), PRIYA)
    return maker.go_to(3).answer(Answer.rated(1, "In other words."))


STATES: dict[str, Callable[[Maker], Maker]] = {
    "new": lambda maker: maker,
    "under way": lambda maker: maker.answers("4?-", 4),
    "an answer without a reason": lambda maker: maker.answer(Answer.rated(4)),
    "back at an earlier question": lambda maker: maker.answers("42", 5).go_to(2),
    "back from the review": lambda maker: maker.answers("42").go_to(3),
    "ahead at a later question": lambda maker: maker.answers("42", 2).go_to(6),
    "paused": lambda maker: maker.answers("4", 3).fire(Trigger.PAUSE),
    "paused at the review": lambda maker: maker.answers("4?").fire(Trigger.PAUSE),
    "at the review": lambda maker: maker.answers("5421"),
    "at the review with open questions": lambda maker: maker.answers("4?-"),
    "at the review with nothing answered": lambda maker: maker.fire(Trigger.GO_TO, to="review"),
    "submitted": lambda maker: maker.answers("54321").submit(),
    "submitted with open questions": lambda maker: maker.answers("4??-2").submit(),
    "submitted with everything against": lambda maker: maker.answers("1").submit(),
    "submitted with little that applies": lambda maker: maker.answers("-----5").submit(),
    "reopened": lambda maker: maker.answers("4?-2").submit().reopen(),
    "submitted again": _changed,
    "submitted with a reviewer": lambda maker: maker.reviewed_by(GRACE).answers("4?-2").submit().ask(),
    "submitted with a reviewer who cannot": lambda maker: maker.reviewed_by(TOM).answers("4").submit(),
    "decided by one of two": lambda maker: (
        maker.reviewed_by(GRACE, BOARD, all_decide=True).answers("4?1").submit().decide(Verdict.APPROVE)
    ),
    "approved": lambda maker: maker.reviewed_by(GRACE).answers("4").submit().decide(Verdict.APPROVE),
    "approved with conditions": lambda maker: (
        maker.reviewed_by(GRACE).answers("4?1").submit().decide(Verdict.CONDITIONS)
    ),
    "approved with conditions in every state": lambda maker: (
        maker.reviewed_by(GRACE).answers("4?1").submit().decide(Verdict.CONDITIONS).conditions()
    ),
    "declined": lambda maker: maker.reviewed_by(GRACE).answers("1").submit().decide(Verdict.DECLINE),
    "changes asked": lambda maker: maker.reviewed_by(GRACE).answers("4?1").submit().decide(Verdict.CHANGES),
    "at a question in a round": lambda maker: _sent_back(maker).go_to(2),
    "at the review in a round": lambda maker: _improved(_sent_back(maker)),
    "paused in a round": lambda maker: _improved(_sent_back(maker)).fire(Trigger.PAUSE),
    "abandoned in a round": lambda maker: _sent_back(maker).fire(Trigger.ABANDON),
    "submitted after a round": lambda maker: _improved(_sent_back(maker)).submit(),
    "withdrawn before a round began": lambda maker: _sent_back(maker).withdraw(),
    "decided and withdrawn many times": lambda maker: _many_times(maker.reviewed_by(GRACE).answers("4?1")),
    "closed": lambda maker: (
        maker.reviewed_by(GRACE).answers("4").submit().decide(Verdict.APPROVE).fire(Trigger.CLOSE)
    ),
    "abandoned": lambda maker: maker.answers("4", 3).fire(Trigger.PAUSE).fire(Trigger.ABANDON),
    "abandoned after a summary": lambda maker: (
        maker.answers("43").submit().reopen().fire(Trigger.PAUSE).fire(Trigger.ABANDON)
    ),
}


def assessment(
    state: str, words: Words | None = None, framework: Framework | None = None, *, chosen: bool = False
) -> Assessment:
    maker = Maker(words or Words(), framework or questions(), chosen=chosen)
    return STATES[state](maker).made


def every_state(words: Words | None = None, framework: Framework | None = None) -> Iterator[Assessment]:
    yield assessment("new", words, framework, chosen=True)
    for state in STATES:
        yield assessment(state, words, framework)
