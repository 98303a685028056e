"""An assessment: who holds it, where it stands, what was answered and decided by whom; and what it does.

Each act raises Refusal, and then nothing was changed: it asks all that it must first, and where a later step
could still refuse, it changes a copy and takes that over when all went well.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flows import asking, deciding, look_log, permissions, who_decides
from flows.activity import Happened
from flows.actor import Actor, is_taken_out, still_there, taken_out
from flows.answer import FOR, Answer, Given
from flows.changes import Decided, Moved
from flows.condition import Condition
from flows.decision import Action, Decision, DecisionForm, Query, Verdict, together
from flows.edges import ANSWERING
from flows.entry import Entry
from flows.evidence import Evidence, standing
from flows.framework import Framework, Question
from flows.machine import explain, fire
from flows.own_work import (
    Replaced,
    answered_here,
    answers_lost,
    explained_here,
    replaced,
    replaced_here,
    showed,
)
from flows.panel import Panel
from flows.particulars import Particulars
from flows.progress import Progress
from flows.refusals import NotPossible, OutOfDate, Refusal, Why, raise_first
from flows.roles import HELPING, Role
from flows.seen import check_seen
from flows.settings import ChannelRules, ChannelSettings
from flows.sheet import Sheet
from flows.standing import standing_of
from flows.states import ENDED
from flows.submission import Submission
from flows.triggers import Trigger
from flows.typed import some_words
from flows.visible import visible
from flows.voices import VoiceGroup


@dataclass(slots=True)
class Assessment:
    """One assessment, whole. Changed by use cases, kept by storage, drawn by cards.

    `turn` counts the moves of the machine: a button drawn at an earlier turn is out of date.
    `moved_by` and `moved_ts` say who made the last move, and when on the clock of the conversation.
    `trouble` is the word for why it cannot be shown in its channel, if it cannot.
    `all_decide`, `self_review`, `must_decide`, `owner_chooses` and `owner_replaces` are the rules of deciding
    that held in the channel at the last submission.
    `replaced` is what people gave that others have answered anew since. `evidence` is all that was ever
    added, with what was taken back: see flows/evidence_acts.py.
    `voices` are those of people who are not in Slack, in groups of their own: see flows/voices.py.
    `reviewing_since` says since when each reviewer is one, as far as that is known.
    `recipients` is with whom it is to be shared, as people typed it.
    `erase_on` is the day on which it is erased by the rules of its workspace, as people were told, and
    `kept_until` the one until which somebody asked to keep it at least.
    `look_again_on` is the day of another look, `looker` whom it was given to, if anybody. `previous` is the
    assessment that this one looks at again, `previous_verdict` what that had come to, and `before` its
    answers, each of which is confirmed or changed here; `next` is the one that looks at this again.
    `panel`: who answers alone first, and what they said once it was revealed. One with `panel_of` is itself a
    ballot: how one person answers alone for the assessment with that id.
    `sheet` is what is kept for the record of it, `entries` all that was ever recorded there. One that has no
    sheet, because it began without, gets `sheet_to_come` with its first fact or decision.
    """

    id: str
    title: str
    about: str
    owner: str
    channel: str
    progress: Progress
    everyone: bool = True
    assessors: frozenset[str] = frozenset()
    replaced: frozenset[Replaced] = frozenset()
    evidence: tuple[Evidence, ...] = ()
    voices: tuple[VoiceGroup, ...] = ()
    submissions: tuple[Submission, ...] = ()
    reviewers: frozenset[str] = frozenset()
    reviewing_since: Mapping[str, datetime] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    actions: tuple[Action, ...] = ()
    queries: tuple[Query, ...] = ()
    all_decide: bool = False
    self_review: bool = False
    must_decide: frozenset[str] = frozenset()
    owner_chooses: bool = True
    owner_replaces: bool = True
    recipients: str = ""
    look_again_on: date | None = None
    looker: str | None = None
    panel: Panel | None = None
    panel_of: str | None = None
    previous: str | None = None
    previous_verdict: Verdict | None = None
    before: Mapping[str, Given] = field(default_factory=dict)
    next: str | None = None
    sheet: Sheet | None = None
    sheet_to_come: Sheet | None = None
    entries: tuple[Entry, ...] = ()
    erase_on: date | None = None
    kept_until: date | None = None
    thread_ts: str | None = None
    turn: int = 0
    moved_by: str | None = None
    moved_ts: str = "0"
    trouble: str | None = None
    version: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None

    # --- what it says

    @property
    def framework(self) -> Framework:
        return self.progress.framework

    @property
    def state(self) -> str:
        return self.progress.state

    @property
    def given(self) -> Mapping[str, Given]:
        """The answers that stand, by question."""
        return self.progress.given

    @property
    def last_submission(self) -> Submission | None:
        return self.submissions[-1] if self.submissions else None

    def evidence_of(self, submission: Submission | None) -> tuple[Evidence, ...]:
        """What was handed in with it, as it is known now; without one, what stands."""
        if submission is None:
            return standing(self.evidence)
        return tuple(one for one in self.evidence if one.number in submission.evidence)

    @property
    def unexplained(self) -> tuple[Question, ...]:
        """The questions whose answer a reader will ask about. A strong one that evidence shows is none; one
        that is otherwise than the median of the panel is, whatever it is."""
        shown = {one.question for one in standing(self.evidence)}
        given, panel = self.given, None if self.panel_of else self.panel
        overruled = panel.overruled(given) if panel else ()
        found = [
            question
            for question in self.progress.unexplained
            if question.id in overruled
            or (
                (question.id not in shown or (given[question.id].answer.rating or 0) < FOR)
                and not (panel and panel.explained(question.id))
            )
        ]
        others = (one for one in self.framework.questions if one.id in overruled and one not in found)
        return (*found, *others)

    @property
    def present_decisions(self) -> tuple[Decision, ...]:
        """Those on the last submission that were not withdrawn, in the order in which they were made."""
        number = self.last_submission.number if self.last_submission else 0
        return tuple(d for d in self.decisions if d.stands and d.submission == number)

    @property
    def counting_decisions(self) -> tuple[Decision, ...]:
        """Those of them that count: an approval of own work only where that is allowed, also by the rules of
        where it was moved to since."""
        return tuple(
            one
            for one in self.present_decisions
            if self.self_review or not (one.is_self_review and one.verdict.approves)
        )

    @property
    def is_over(self) -> bool:
        """Whether nothing is answered or decided any more."""
        return self.progress.is_closed or self.progress.is_abandoned

    @property
    def roles(self) -> frozenset[tuple[Role, str]]:
        """Who has which part in it."""
        return frozenset(
            [
                (Role.OWNER, self.owner),
                *((Role.ASSESSOR, person) for person in self.assessors),
                *((Role.ANSWERER, given.by) for given in self.given.values()),
                *((Role.REVIEWER, person) for person in self.reviewers),
            ]
        )

    @property
    def helpers(self) -> frozenset[str]:
        """Those who can go on with it from anywhere."""
        return frozenset(person for role, person in self.roles if role in HELPING)

    @property
    def involved(self) -> frozenset[str]:
        """Those whose own work it is: who has worked on it, and who is chosen to answer. But to be chosen
        takes the decision from nobody who must decide, or whoever chooses could pass them over."""
        return self.worked_on_it | (self.assessors - self.must_decide)

    @property
    def worked_on_it(self) -> frozenset[str]:
        """Its owner, whoever answered, wrote a reason, added evidence or was heard in its panel; everybody of
        whom any of that was ever handed in, or replaced by somebody else. What comes from the assessment
        that it looks at again is no work on this one."""
        did_here = (answered_here(self), explained_here(self), showed(self))
        lost = (one.person for one in replaced_here(self))
        heard = (one.person for one in self.panel.heard) if self.panel else ()
        return frozenset({self.owner}).union(lost, heard, (by for found in did_here for by, _ in found))

    @property
    def deciders(self) -> frozenset[str]:
        """The reviewers who may decide: those whose own work it is only where self-review is allowed."""
        return still_there(self._asked_to_decide)

    @property
    def _asked_to_decide(self) -> frozenset[str]:
        """The same with those who were taken out. One who did is no other who worked on it, as far as that is
        known: what waits for a decision is not to be decided by fewer because people were forgotten."""
        asked = self.reviewers if self.self_review else self.reviewers - self.involved
        return asked | taken_out(self.reviewers) if self.progress.awaits_decision else asked

    @property
    def owner_may_replace(self) -> bool:
        """Whether its owner may choose who decides on what is submitted, by the rules that it is under."""
        return self.owner_chooses and self.owner_replaces

    @property
    def yet_to_decide(self) -> tuple[str, ...]:
        """The reviewers whose word is still needed, in a steady order. Nobody waits for who was taken out."""
        decided = {decision.by for decision in self.counting_decisions}
        if not self.needed and decided:
            return ()
        return tuple(sorted(still_there(self.needed or self.deciders) - decided))

    @property
    def needed(self) -> frozenset[str]:
        """Those of whom each must decide; empty: any one is enough. Who was taken out before they decided is
        still among them: until somebody else is chosen, or nobody in their place, it is not settled."""
        asked = self._asked_to_decide
        return asked if self.all_decide else asked & self.must_decide

    @property
    def lacks_decider(self) -> bool:
        """Whether it waits for a decision, and somebody has to be chosen before it can come to one."""
        if not self.progress.awaits_decision:
            return False
        return not self.deciders or bool(taken_out(self.needed)) or not self.yet_to_decide

    @property
    def verdict(self) -> Verdict | None:
        """What it was decided to; None while a decision is waited for."""
        return None if self.progress.awaits_decision else self.comes_to

    @property
    def comes_to(self) -> Verdict | None:
        """What the decisions on the last submission come to. Who was taken out may be several, of whom one
        had not approved: where each is needed, somebody else has to be chosen first."""
        if self.last_submission is None:
            return None
        found = together(self.counting_decisions, self.last_submission.number, needed=self.needed)
        is_short = self.progress.awaits_decision and bool(taken_out(self.needed))
        return None if is_short and found and found.approves else found

    @property
    def decided(self) -> tuple[Verdict, datetime] | None:
        """What it was decided to, and when; also of one that was closed since."""
        verdict = self.verdict if self.progress.is_decided or self.progress.is_closed else None
        made_it = deciding.made_it(self, verdict) if verdict else ()
        return (verdict, made_it[-1].at) if verdict and made_it else None

    @property
    def to_confirm(self) -> Given | None:
        """Last time's answer to the question being asked, while nobody has looked at it this time."""
        return self.before.get(self.state) if self.progress.answer_here is None else None

    @property
    def latest_given(self) -> tuple[str, Given] | None:
        """The answer given last, with its question's id."""
        return max(self.given.items(), key=lambda entry: entry[1].at, default=None)

    def last_answered_by(self, person: str) -> str | None:
        """The question that this person answered last, of those where their answer stands. Raises OutOfDate
        where somebody has answered anew what they answered last: what they say now is not meant for the
        answer before; Refusal where they answered several at once, and are at none of these."""
        mine = self.answers_of(person)
        if not mine:
            return None
        latest, question = max(mine)
        at_once = [asked for at, asked in mine if at == latest]
        if self.state in at_once:
            question = self.state
        elif at_once[1:]:
            raise Refusal(Why.ANSWERED_AT_ONCE, most=len(at_once))
        stands = self.given[question]
        if stands.by != person:
            asked = self.framework.question(question)
            raise OutOfDate(Why.ANSWERED_ANEW, people=[stands.by], questions=[asked], answer=stands.answer)
        return question

    def answers_of(self, person: str) -> frozenset[tuple[datetime, str]]:
        """When this person answered which question: where that stands, and where others answered it anew."""
        mine = ((given.at, question) for question, given in self.given.items() if given.by == person)
        return frozenset(mine) | answers_lost(self, person)

    # --- what it does

    def fire(
        self,
        trigger: Trigger,
        by: Actor,
        *,
        answer: Answer | None = None,
        to: str | None = None,
        asked: Collection[str] = (),
    ) -> Moved:
        """Move the machine. In another look, to keep last time's answer is to give it again: nothing
        counts that nobody looked at this time."""
        last_time, place, old = self.to_confirm, self.state, self.given.get(self.state)
        if trigger in ANSWERING and self.panel and self.panel.is_rated_again(place):
            raise NotPossible(Why.BEING_RATED_AGAIN, questions=[self.framework.question(place)])
        if last_time and trigger is Trigger.KEEP:
            answer = last_time.answer
            trigger = next(giving for giving, kind in ANSWERING.items() if kind is answer.kind)
        standing, summed_up = standing_of(self), self._summed_up()
        fire(self.progress, trigger, by, answer=answer, to=to, asked=asked, last_time=last_time)
        self.turn += 1
        self.moved_by, self.moved_ts = by.person, by.ts
        is_answer = trigger in ANSWERING
        if is_answer:
            self.replaced |= replaced(place, old, self.given[place])
        return Moved(
            trigger,
            question=place if is_answer else None,
            old=old if is_answer else None,
            new=self.given[place] if is_answer else None,
            to=to,
            is_news=standing_of(self) != standing,
            is_summed_up=bool(self.submissions) and self._summed_up() != summed_up,
        )

    def explain(self, question: str, by: Actor, reason: str, evidence: str | None = None) -> None:
        """Give an answer that stands this person's reason: in place of their own, beside those of others.
        `evidence` None: as their own was."""
        explain(self.progress, question, by, reason, evidence)

    def submit(self, by: Actor, rules: ChannelSettings) -> Moved:
        """Hand in a snapshot of the answers. The rules of deciding are those that hold at that moment, and
        who must decide by them is a reviewer."""
        if self.panel_of:
            raise NotPossible(Why.NOT_IN_A_BALLOT)
        if self.progress.is_alone:
            raise NotPossible(Why.ANSWERED_ALONE)
        if self.panel and not self.is_over and (asked := self.panel.open_round):
            questions = [self.framework.question(question) for question in asked.questions]
            raise NotPossible(Why.BEING_RATED_AGAIN, questions=questions)
        unsettled = self.panel.wanting_reasons(self.given) if self.panel else ()
        if unsettled:
            questions = [question for question in self.framework.questions if question.id in unsettled]
            raise NotPossible(Why.SETTLED_WITHOUT_REASON, questions=questions)
        draft = self._copy()
        moved = replace(draft.fire(Trigger.SUBMIT, by), is_summed_up=True)
        who_decides.go_by(draft, rules, by.at)
        number = len(self.submissions) + 1
        evidence = {one.number: one.mark for one in standing(self.evidence)}
        draft.submissions += (Submission(number, by.person, by.at, dict(self.given), evidence),)
        self._become(draft)
        return moved

    def abandon(self, by: Actor) -> Moved:
        """End it without a summary. For the owner."""
        permissions.check_owns(self, by, Why.ONLY_OWNER_ABANDONS)
        return self.fire(Trigger.ABANDON, by)

    def choose_reviewers(
        self, reviewers: frozenset[str], by: Actor, rules: ChannelRules
    ) -> tuple[Moved, ...]:
        """For the owner or a governance lead, until it is decided; who must decide can be left out by a lead
        alone. What was decided already stays on record and counts: that may be enough now. `rules` are those
        that hold now, see flows/who_decides.py."""
        deciding.check_may_choose(self, by, rules)
        draft = self._copy()
        held = who_decides.rules_of_choosing(self, rules)
        who_decides.go_by(draft, held, by.at)
        left_out = who_decides.must_review(draft, held) - reviewers
        if left_out and by.person not in rules.leads:
            raise Refusal(Why.MUST_DECIDE, people=sorted(left_out))
        permissions.check_not_own_work(draft, reviewers)
        who_decides.choose(draft, reviewers, by.at)
        moves = draft._settle(by)
        self._become(draft)
        return moves

    def decide(self, by: Actor, form: DecisionForm) -> Decided:
        """Put a decision on record, bound to the very answers and facts that were seen. Raises MovedOn when
        these are no longer what waits for one, or when it would take back a day to look again unseen."""
        permissions.check_may_decide(self, by)
        submission = deciding.check_can_be_decided(self, by.person, form.seen)
        raise_first(form.errors(by.at.date()))
        deciding.check_day(self, form)
        conditional = form.verdict is Verdict.CONDITIONS
        sheet = self.sheet or self.sheet_to_come
        terms = form.terms.terms(by.at, by.person) if conditional else None
        decision = Decision(
            number=len(self.decisions) + 1,
            verdict=form.verdict,
            by=by.person,
            at=by.at,
            submission=submission.number,
            mark=submission.mark(self.framework),
            words=visible(form.words),
            conditions=tuple(Condition(text, terms) for text in form.conditions) if conditional else (),
            questions=self._in_order(form.questions) if form.verdict is Verdict.CHANGES else (),
            acknowledged=deciding.acknowledged(self, submission, form),
            is_self_review=by.person in self.involved,
            entries=len(self.entries) if sheet else None,
        )
        draft = self._copy()
        draft.sheet = sheet
        draft.decisions += (decision,)
        if decision.verdict.approves:
            draft.look_again_on = form.look_again_on
            draft.looker = draft.looker if form.look_again_on else None
        moves = draft._settle(by)
        self._become(draft)
        return Decided(decision, moves)

    def withdraw(
        self, number: int, by: Actor, why: str, look_history: Iterable[Happened] = ()
    ) -> tuple[Moved, ...]:
        """Take a decision back; it stays on record, with the reason. For who made it. The day to look again
        goes back to that of the approvals that still stand, as `look_history` tells it."""
        decision = deciding.check_can_be_withdrawn(self, number, by.person)
        reason = some_words(why, Why.WITHDRAWAL_WHY_MISSING)
        taken_back = replace(decision, withdrawn_at=by.at, withdrawn_why=reason)
        draft = self._copy()
        draft.decisions = tuple(taken_back if one.number == number else one for one in self.decisions)
        if plan := look_log.without(self, number, look_history):
            draft.look_again_on, draft.looker = plan
        moves = draft._settle(by)
        self._become(draft)
        return moves

    def close(self, by: Actor) -> Moved:
        """The end of it: nothing is decided or changed any more. For the owner and the reviewers."""
        permissions.check_may_close(self, by)
        return self.fire(Trigger.CLOSE, by)

    def ask_about(
        self, query_id: str, question: str, words: str, by: Actor, *, seen: int | None = None
    ) -> Query:
        """A reviewer asks the person who gave an answer about it; its owner, where they were taken out.
        `seen` is the number of the submission in which they read it: raises OutOfDate where another answer
        was handed in since."""
        submission = deciding.check_can_be_asked(self)
        if question not in {one.id for one in self.framework.questions}:
            raise Refusal(Why.QUERY_QUESTION_MISSING)
        given = submission.given.get(question)
        if seen is not None:
            asking.check_still_so(self, question, seen)
        to = given.by if given and not is_taken_out(given.by) else self.owner
        if to == by.person:
            raise Refusal(Why.ASKS_THEMSELVES)
        query = Query(query_id, question, by.person, to, some_words(words, Why.QUERY_MISSING), by.at)
        self.queries += (query,)
        return query

    def describe(
        self, wanted: Particulars, by: Actor, rules: ChannelRules, *, seen: str | None = None
    ) -> tuple[str, ...]:
        """Other words for what is shared with whom, or another choice of who answers: for the owner, until it
        is submitted. `rules` are those that hold now, `seen` is the mark of what stood in the form. Returns
        the fields that are other now. Who has answered already keeps their part."""
        permissions.check_may_describe(self, by)
        now = Particulars.of(self)
        # Until the reveal, who handed it over goes on answering later, and not alone.
        later = self.assessors - now.assessors
        changed = tuple(wanted.differing(now))
        if changed:
            check_seen(now.mark, seen, Why.PARTICULARS_CHANGED)
        raise_first(wanted.errors())
        permissions.check_may_be_chosen_to_answer(self, wanted.assessors, rules)
        self.title, self.about, self.recipients = wanted.title, wanted.about, wanted.recipients
        self.assessors, self.everyone = wanted.assessors | later, not wanted.assessors
        return changed

    def hand_over(self, to: str, by: Actor, rules: ChannelRules, *, left: Collection[str] = ()) -> None:
        """Give it to another owner. For its owner; if that one is among those who `left`, for anybody who
        may answer. Who hands it over goes on answering, where that is for chosen people only. `rules` are
        those that hold now: who must decide by them does not become the owner."""
        permissions.check_may_hand_over(self, by, left=left)
        if to == self.owner:
            return
        if self.is_over:
            raise Refusal(Why.OVER_NO_OWNER)
        # Whoever was left out later has decided all the same, and what they decided counts.
        reviews = to in self.reviewers or any(one.by == to for one in self.present_decisions)
        held = who_decides.strictest_rules(self, rules)
        reviews = reviews or to in frozenset(held.must_decide) - self.worked_on_it
        if reviews and not held.self_review:
            raise Refusal(Why.HEIR_REVIEWS, people=[to])
        if self.owner not in left and self.assessors:
            self.assessors |= {self.owner}
        self.owner = to

    def move_to(
        self, channel: str, rules: ChannelRules, by: Actor, *, replaced_by: str | None = None
    ) -> tuple[Moved, ...]:
        """Go on in another channel, by whose `rules` the owner may start there, or in a new thread of the
        same one. Nobody gets past the rules of deciding of a channel by a way round; what is decided already
        stays so. `replaced_by`: see flows/who_decides.py. For the owner."""
        permissions.check_may_move(self, by)
        draft, moves = self._copy(), tuple[Moved, ...]()
        if channel != self.channel:
            permissions.check_may_begin(channel, rules, by)
            if not (self.is_over or self.progress.is_decided):
                unsettled = draft.progress.awaits_decision and (
                    draft.comes_to is not None or bool(taken_out(draft.needed))
                )
                who_decides.come_under(draft, rules, by, by.at, replaced_by)
                # Where nobody may decide any more, those who were still to decide are not needed less.
                # Nor does a move settle what nobody has, where people were taken out.
                may_settle = draft.progress.awaits_decision and draft.deciders and not unsettled
                moves = draft._settle(by) if may_settle else ()
        draft.channel, draft.thread_ts, draft.trouble = channel, None, None
        draft.turn += 1
        self._become(draft)
        return moves

    def channel_became(self, old: str, new: str) -> None:
        """A channel has another id from now on: what stood there stands where it did, in the same thread."""
        if self.channel == old:
            self.channel, self.trouble = new, None
        self.evidence = tuple(
            replace(one, channel=new) if one.channel == old else one for one in self.evidence
        )

    # --- inside

    def _settle(self, by: Actor) -> tuple[Moved, ...]:
        """Bring the state in line with what the decisions come to, by the rules that hold now."""
        moves: list[Moved] = []
        reached, verdict = deciding.REACHED.get(self.state), self.comes_to
        if reached is not None and reached is not verdict:
            moves.append(self.fire(Trigger.WITHDRAW, by))
        if verdict is not None and self.progress.awaits_decision:
            asked = {question for one in self.present_decisions for question in one.questions}
            moves.append(self.fire(verdict.trigger, by, asked=asked))
        if not any(one.verdict.approves for one in self.present_decisions):
            self.look_again_on = self.looker = None
        return tuple(moves)

    def _in_order(self, chosen: frozenset[str]) -> tuple[str, ...]:
        return tuple(question.id for question in self.framework.questions if question.id in chosen)

    def _summed_up(self) -> str:
        """What the summary says of where it stands: all the way of changing answers is one to it."""
        progress = self.progress
        return progress.state if progress.state in ENDED or progress.changes_asked else "being changed"

    def _copy(self) -> "Assessment":
        return replace(self, progress=self.progress.copy())

    def _become(self, draft: "Assessment") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(draft, name))
