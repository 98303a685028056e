"""The grammar: words before it, an answer, words after it, a reason. Or a wish. Or talk."""

import re
from typing import Final

from flows.hearing import phrases
from flows.hearing.numbers import Number, number_at
from flows.hearing.reasons import After, after, because
from flows.hearing.text import readable, trimmed
from flows.hearing.wishes import command, slipped
from flows.intents import Because, Intent, Invalid, NotApplicable, NotSure, Offer, Pause, Rate, Undo
from flows.refusals import Why

_GAP: Final = re.compile(r"(?:[\s,.…!:;&]|[-–—](?!\d))*")
_QUESTION: Final = re.compile(
    r"(?:q|question|qn|no|number)\s*\.?\s*(\d{1,2})\s*(?:[-–—:.,=)]\s*|\s+(?:is\s+|gets\s+)?(?:an?\s+)?)(?=\S)"
)
_EMOJI: Final = re.compile(
    r"(?::(?!(?:zero|one|two|three|four|five|six|seven|eight|nine|ten):)[a-z0-9_+'-]+:(?::skin-tone-\d:)?|[\U0001F000-\U0001FAFF\u2600-\u27bf\u2b50\ufe0f])+"
)
_FOR_QUESTION: Final = re.compile(r"(?:for|on|to)\s+(?:q|question|number)\s*\d{1,2}\b")
_ISH: Final = re.compile(r"[-\s]?(?:ish\b|\+(?!\w)|\?+!?|!\?+)")
_AT_END: Final = re.compile(r"[\s.!]*(?:\?|[.!]*\s*$)")
_MAX_LEAD: Final = 160


def hear(text: str) -> Intent | Offer | None:
    """What a message in the thread asks of the bot; None if it is talk between people."""
    original = trimmed(text)
    said = readable(original)
    if not said:
        return None
    if _NO_NUMBER.match(said):
        return None
    return _sheer(original, said) or _in_words(original, said)


_NO_NUMBER: Final = re.compile(r"(?:high|take|give me|back in)\s+(?:five|5)\b")
_OF_TEN: Final = re.compile(r"\d{1,2}\s*(?:/|out\s+of)\s*10[\s.!]*")


def _sheer(original: str, said: str) -> Intent | Offer | None:
    """Everything but what is only offered because it is near something else."""
    return (
        _corrected(original, said)
        or command(said)
        or _rated(original, said)
        or _without_rating(original, said)
        or _because(original, said)
    )


def _in_words(original: str, said: str) -> Offer | None:
    if concluded := _concluded(original, said):
        return concluded
    head = _HEAD.match(said)
    if head and " " in head[1] and isinstance(wish := command(head[1]), Pause | Undo):
        return Offer((wish,))
    phrase = said.strip(" .!?")
    for lead in (phrases.BEFORE, phrases.BEFORE_HEDGED):
        if found := lead.match(phrase):
            phrase = phrase[found.end() :].strip(" ,")
    if rating := phrases.LEVELS.get(phrase):
        return Offer((Rate(rating),))
    meant = slipped(said)
    return Offer((meant,)) if meant else None


_HEAD: Final = re.compile(r"([^,.;:!?–—-]{5,60})(?:[,.;:!]|\s[–—-])\s")
_CLAUSE: Final = re.compile(r"(?:[,.;!:=\n]|\s[-–—]|\bso\b|\band\b|\bthat\b)\s*(?:so\s+)?(?=\S)")
_FAR: Final = 400
_CONCLUDES: Final = re.compile(r"so\b|[:=]")
_FROM_US: Final = re.compile(r"\w+\s+(?:from|for)\s+(?:me|us)\b")
# Words with which a team says its number in the middle of a sentence.
_CUE: Final = re.compile(
    r"\b(?:(?:we|i)(?:'[a-z]+)?(?:\s+(?:have|would|will|must|all|both|are|am|can|could|do))*\s+"
    r"(?:say|saying|give|giving|rate|rating|score|scoring|award|awarding|put|putting|take|go|going|landed|land|settled|settle|agreed|agree"
    r"|come\s+down|came\s+down|came|think)"
    r"|(?:^|(?<=[.,;:!\n]\s)|(?:our|my|the|team's|trust's|council's|service's)\s+)(?:(?:considered|final|overall)\s+)?(?:rating|answer|position|score|view|verdict|vote|opinion)(?:\s+(?:from|of|for)\s+[a-z' ]{1,30}?)?\s*(?:is|:|=|would\s+be|remains)"
    r"|(?:this|it|that|which)\s+(?:one\s+)?(?:merits|deserves|warrants|gets|scores|rates)"
    r"|(?:record|take|mark|put|set)\s+(?:us|me|it|this|that|our\s+answer|a(?=\s+[1-5]))(?:\s+down)?)"
    r"(?:\s+(?:it|this|that|one|question|us|on|with|for|at|as|to|out|down))*\s*(?=\S)"
)
# What is told of others, of another time or of what might be, is no answer.
_TOLD: Final = re.compile(
    r"\b(?:said|says|told|asked|last\s+(?:year|time|week|month)|yesterday|used\s+to|would\s+have|if|scored|gave|he|she|who|whether|unless"
    r"|not|don't|wouldn't|can't|until|till|tomorrow|when)\b|[\"“]"
)


def _concluded(original: str, said: str) -> Intent | Offer | None:
    """“nothing has been signed so it's a 1”, “our view is that this merits a 4”: words come first."""
    if said.rstrip(" .!").endswith("?"):
        return None
    for cue in _CUE.finditer(said, 0, _FAR):
        if found := _after_words(original, said, cue.end(), cue.start(), sure=True):
            return found
    for clause in _CLAUSE.finditer(said, 0, _FAR):
        place = clause.end()
        lead = phrases.BEFORE.match(said, place) or phrases.BEFORE_HEDGED.match(said, place)
        if lead and lead[0] in ("a", "an", "the"):
            continue
        if lead is None and not _CONCLUDES.search(clause[0]) and not _FROM_US.match(said, place):
            continue
        if found := _after_words(original, said, place, clause.start(), sure=lead is not None):
            return found
    return None


def _after_words(original: str, said: str, place: int, begin: int, *, sure: bool) -> Intent | Offer | None:
    """The answer that begins here; `begin` is where the words end that come before it."""
    sentence = max(said.rfind(mark, 0, begin) for mark in ".!\n") + 1
    if _TOLD.search(said[sentence:begin]) or said.startswith(('"', "“")):
        return None
    rated = _rated(original[place:], said[place:], led=sure)
    if not isinstance(rated, Rate | Offer):
        return rated if sure and isinstance(rated, Invalid) else None
    ratings = [
        one for one in (rated.choices if isinstance(rated, Offer) else (rated,)) if isinstance(one, Rate)
    ]
    before = original[:begin].strip(" ,.;:!\n-–—").removesuffix(" so").rstrip(" ,")
    whole = tuple(Rate(one.rating, one.reason or before) for one in ratings)
    return whole[0] if sure and isinstance(rated, Rate) else Offer(whole)


# --- a rating


def _rated(original: str, said: str, *, led: bool = False) -> Intent | Offer | None:
    if _OF_TEN.fullmatch(said):
        return Invalid(Why.NOT_A_RATING)
    place, lead, sure = _before(said)
    lead = lead or led
    number = number_at(said, place)
    if number is None:
        return None
    if place and said[place - 1].isalnum():
        return None
    place, closed, sure_after = _closing(said, number.end, lead=lead)
    mark = (
        int(number.ratings[0])
        if number.is_digit and len(number.ratings) == 1 and not closed and not number.is_marked
        else None
    )
    rest = after(original, said, place, lead=lead or closed or number.is_marked, number=mark)
    if rest is None:
        return None
    return _heard(number, rest, sure=sure and sure_after and rest.sure, hedged=not (sure and sure_after))


def _heard(number: Number, rest: After, *, sure: bool, hedged: bool) -> Intent | Offer | None:
    if not number.ratings:
        return None if hedged or not rest.sure else Invalid(Why.NOT_A_RATING)
    if sure and len(number.ratings) == 1:
        return Rate(number.ratings[0], rest.reason)
    return Offer(tuple(Rate(rating, rest.reason) for rating in number.ratings))


def _before(said: str) -> tuple[int, bool, bool]:
    """Where the answer begins, whether words before it make plain that it is one, and whether none of them
    is a hedge."""
    place, lead, sure = 0, False, True
    if named := _QUESTION.match(said):
        place, lead = named.end(), True
    while place < min(len(said), _MAX_LEAD):
        if number_at(said, place) is not None:
            break
        hedge, word = phrases.BEFORE_HEDGED.match(said, place), phrases.BEFORE.match(said, place)
        emoji = _EMOJI.match(said, place)
        longest = max(
            (found for found in (hedge, word, emoji) if found), key=lambda found: found.end(), default=None
        )
        if longest is None:
            break
        lead = lead or longest is word
        sure = sure and longest is word
        gap = _GAP.match(said, longest.end())
        place = gap.end() if gap else longest.end()
    return place, lead, sure


def _closing(said: str, place: int, *, lead: bool = False) -> tuple[int, bool, bool]:
    """Where the reason may begin, after “from me”, “I think”, “ish”; whether there was such a thing, and
    whether none of it is a hedge."""
    closed, sure = False, True
    while True:
        gap = re.compile(r"[\s,.!*_]*").match(said, place)
        start = gap.end() if gap else place
        if ish := _ISH.match(said, place):
            place, sure, closed = ish.end(), False, True
            continue
        found = phrases.AFTER.match(said, start) or _FOR_QUESTION.match(said, start)
        hedge = phrases.AFTER_HEDGED.match(said, start)
        emoji = _EMOJI.match(said, start)
        longest = max((one for one in (found, hedge, emoji) if one), key=lambda one: one.end(), default=None)
        if longest is None or longest.end() == place or (start == place and longest is not emoji):
            return place, closed, sure
        if longest is not emoji and not _ends(said, longest.end()):
            return place, closed, sure
        place, closed, sure = longest.end(), True, sure and (longest is found or (longest is emoji and lead))


def _ends(said: str, place: int) -> bool:
    """Whether nothing, a mark, a reason or one more closing word follows: “4 for us” but not “4 for us to read”."""
    rest = said[place:]
    if not rest.strip() or rest.lstrip(" ")[0] in ".,;:!?…-–—(\n":
        return True
    start = place + len(rest) - len(rest.lstrip(" "))
    tables = (phrases.BECAUSE, phrases.OWING_TO, phrases.AFTER, phrases.AFTER_HEDGED, _EMOJI)
    return any(one.match(said, start) for one in tables)


def _corrected(original: str, said: str) -> Offer | None:
    """“wrong, I meant 3”: the answer given last is offered a change."""
    place, corrects = 0, False
    while place < min(len(said), _MAX_LEAD):
        meant = phrases.CORRECTION.match(said, place)
        word = phrases.BEFORE.match(said, place)
        found = max((one for one in (meant, word) if one), key=lambda one: one.end(), default=None)
        if found is None:
            break
        corrects = corrects or (found is meant)
        gap = _GAP.match(said, found.end())
        place = gap.end() if gap else found.end()
    number = number_at(said, place) if corrects else None
    if number is None or not number.ratings:
        return None
    instead = re.compile(r"[\s,]*(?:not|instead of|rather than)\s+(?:an?\s+)?[1-5]\b").match(said, number.end)
    place, _, _ = _closing(said, instead.end() if instead else number.end)
    rest = after(original, said, place, lead=True)
    return (
        Offer(tuple(Rate(rating, rest.reason) for rating in number.ratings), corrects=True) if rest else None
    )


# --- not sure, not applicable


def _without_rating(original: str, said: str) -> Intent | Offer | None:
    named = _QUESTION.match(said)
    place = named.end() if named else 0
    while place < min(len(said), _MAX_LEAD):
        for kind, table in ((NotApplicable, phrases.NOT_APPLICABLE), (NotSure, phrases.NOT_SURE)):
            if found := table.match(said, place):
                return _open(original, said, found.end(), kind)
        lead = phrases.I_AM.match(said, place)
        if lead is None:
            return None
        gap = _GAP.match(said, lead.end())
        place = gap.end() if gap else lead.end()
    return None


def _open(
    original: str, said: str, place: int, kind: type[NotSure] | type[NotApplicable]
) -> Intent | Offer | None:
    if kind is NotSure and (offered := _then_rated(original, said, place)):
        return offered
    if kind is NotSure and (instead := _not_applicable(original, said, place)):
        return instead
    if ours := _FOR_OURS.match(said, place):
        place = ours.end()
    while about := phrases.ABOUT_THIS.match(said, _skip(said, place)):
        if not _ends_open(said, about.end()):
            break
        place = about.end()
    if re.search(r"\?[\s?!.]*$", said):
        return None
    if emoji := _EMOJI.match(said, _skip(said, place)):
        place = emoji.end()
    rest = after(original, said, place, lead=True)
    if rest is None or (_SPACED.match(said, place) and not rest.sure):
        return None
    explains = kind is NotApplicable and phrases.STATEMENT.match(said, _skip(said, place))
    if rest.reason and not explains and _runs_on(said, place):
        return None
    return kind(rest.reason)


_SPACED: Final = re.compile(r"[^\S\n]+\w")


def _runs_on(said: str, place: int) -> bool:
    """“not sure we should do this” says something else than “not sure”."""
    spaced = _SPACED.match(said, place)
    if spaced is None or phrases.BECAUSE.match(said, spaced.end() - 1):
        return False
    owing = phrases.OWING_TO.match(said, spaced.end() - 1)
    return owing is None or owing[0].split()[0] in (
        "if",
        "with",
        "after",
        "until",
        "unless",
        "based",
        "going",
        "so",
    )


def _ends_open(said: str, place: int) -> bool:
    rest = said[place:].lstrip(" ")
    start = len(said) - len(rest)
    return (
        not rest
        or rest[0] in ".,;:!…-–—(\n"
        or any(
            one.match(said, start) for one in (phrases.BECAUSE, phrases.OWING_TO, phrases.ABOUT_THIS, _EMOJI)
        )
    )


def _then_rated(original: str, said: str, place: int) -> Offer | None:
    """“not sure, maybe a 3”."""
    gap = re.compile(r"[\s,.…;:-]*(?:but|so)?[\s,]*").match(said, place)
    start = gap.end() if gap else place
    rated = _rated(original[start:], said[start:]) if start > place else None
    if isinstance(rated, Offer):
        return rated
    return Offer((rated,)) if isinstance(rated, Rate) else None


_FOR_OURS: Final = re.compile(
    r"\s+(?:for|to|in|at|with)\s+(?:our|this|the|us in|us at)\s+\w+(?:\s+\w+)?(?=\s*(?:[.,;:!–—-]|$|\n|because|as|cos))"
)


def _not_applicable(original: str, said: str, place: int) -> Intent | Offer | None:
    """“skip this, it doesn't apply”."""
    gap = re.compile(r"[\s,.…;:-]*").match(said, place)
    start = gap.end() if gap else place
    lead = phrases.I_AM.match(said, start)
    begin = _skip(said, lead.end()) if lead else start
    found = phrases.NOT_APPLICABLE.match(said, begin)
    return _open(original, said, found.end(), NotApplicable) if found else None


def _skip(said: str, place: int) -> int:
    gap = re.compile(r"[ ,]*").match(said, place)
    return gap.end() if gap else place


# --- a reason for the answer before


def _because(original: str, said: str) -> Because | None:
    """A question (“Because of Tom?”) is for a colleague."""
    start = re.compile(r"[\s.,;:!…–—-]*").match(said)
    place = start.end() if start else 0
    if not re.match(
        r"(?:because|becos|becoz|becuz|cos|coz|cuz|bc|bcos|bcoz)\b(?!-)", said[place:]
    ) or said.rstrip().endswith("?"):
        return None
    if _concluded(original, said):
        return None
    reason = because(original, said, place)
    return Because(reason) if reason else None
