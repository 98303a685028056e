"""Typed messages: what is an answer or a command, and what is talk and left alone."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.slack.markup import addressed, decoded
from flows import refusals
from flows.hearing import hear, hear_mention
from flows.hearing.text import trimmed
from flows.intents import (
    Back,
    Because,
    Explain,
    Hello,
    Help,
    Intent,
    Invalid,
    Keep,
    List,
    NotApplicable,
    NotSure,
    Offer,
    Pause,
    Rate,
    Resume,
    Review,
    Start,
    Status,
    Submit,
    Undo,
)


def parse(text: str) -> Intent | Offer | None:
    """What a text means that comes as Slack sends it."""
    return hear(decoded(text))


def parse_mention(text: str) -> Intent | Offer | None:
    """The same, where the first who is named is the bot."""
    named = re.search(r"<@(\w+)", text)
    said = addressed(text, named[1])[0] if named else text
    return hear_mention(decoded(said))


def said(intent: Intent, *lines: str) -> list[tuple[str, Intent]]:
    """Several texts in a line, divided by bars, that all mean the same."""
    return [(text, intent) for line in lines for text in line.split(" | ")]


REFUSED = Invalid(refusals.Why.NOT_A_RATING)

ANSWERS: list[tuple[str, Intent]] = [
    # a rating, however it is written
    *said(Rate(1), "1 | one | One | ONE. | :one: | 1️⃣ | 1/5 | 1 out of 5"),
    *said(Rate(4), "4 |  4  | 4\n | four | Four | 4/5 | 4 / 5 | 4 out of 5 | four out of five"),
    *said(Rate(4), "*4* | _4_ | `4` | “4” | '4' | ‘four’ | \"4\" | 4. | 4! | 4 ! | 4… | 4..."),
    *said(Rate(4), ":four: | 4️⃣ | 4\u20e3 | *4/5* | *4*. | 4, | 4: | 4 - | 4\u200b | \xa04"),
    *said(Rate(5), "5 | five | 5/5 | 5 out of five | FIVE!"),
    # a rating with its reason
    *said(
        Rate(4, "partners said no"),
        "4 - partners said no | 4 – partners said no | 4 — partners said no | 4—partners said no",
        "4- partners said no | 4 -partners said no | 4: partners said no | 4 : partners said no",
        "4 because partners said no | 4 BECAUSE partners said no | 4, because partners said no",
        "4 - because partners said no | 4 – because: partners said no | 4-because partners said no",
        "4. Because partners said no | 4 … because partners said no | 4/5 - partners said no",
        "*4* - partners said no | *4*: because partners said no | 4 out of 5, because partners said no",
        "four - partners said no | Four: partners said no | :four: - partners said no",
        "4️⃣ because partners said no | 4\n- partners said no |   4  -  partners said no  ",
    ),
    ("4 - …", Rate(4)),
    ("4 because …", Rate(4)),
    ("4 because", Rate(4)),
    ("4 - 'Because' is no reason", Rate(4, "'Because' is no reason")),
    ("4 because of the new law", Rate(4, "because of the new law")),
    ("4 - Sara's team (A&amp;E) said &lt;no&gt;!", Rate(4, "Sara's team (A&E) said <no>!")),
    ("4 - the form says &amp;lt;", Rate(4, "the form says &lt;")),
    ("4: 3 partners have signed", Rate(4, "3 partners have signed")),
    ("4 - one partner has not signed", Rate(4, "one partner has not signed")),
    ("4 - first line\nsecond line", Rate(4, "first line\nsecond line")),
    ("2 - who would delete it?", Rate(2, "who would delete it?")),
    # not sure
    *said(NotSure(), "not sure | Not sure. | NOT  SURE | *not sure* | unsure | don't know | don’t know"),
    *said(NotSure(), "Dont know | do not know | dunno | idk | IDK! | skip | Skip."),
    *said(
        NotSure("nobody has asked"),
        "not sure because nobody has asked | not sure, because nobody has asked",
        "not sure - nobody has asked | Don’t know: nobody has asked | dunno – nobody has asked",
        "skip because nobody has asked | unsure... because nobody has asked",
    ),
    # not applicable
    *said(NotApplicable(), "n/a | N/A | n / a | na | NA. | N.A. | n.a | not applicable | *n/a*"),
    *said(
        NotApplicable("nothing is stored"),
        "n/a because nothing is stored | N/A - nothing is stored | n/a: nothing is stored",
        "na - nothing is stored | n.a. - nothing is stored | not applicable: nothing is stored",
        "Not applicable, because nothing is stored",
    ),
    # a reason for the answer before
    ("because nobody asked", Because("nobody asked")),
    ("Because: Nobody asked.", Because("Nobody asked.")),
    ("because of the law", Because("because of the law")),
    ("Because of the law", Because("Because of the law")),
    ("…because nobody asked", Because("nobody asked")),
    # plainly a rating, but not one of the five
    *said(
        REFUSED, "6 | 0 | 10 | 100 | -1 | −1 | 4.0 | 4/10 | 4 out of 10 | six | Seven. | zero | ten | :six:"
    ),
    *said(REFUSED, "6/5 | 0 out of 5 | 6 - everybody agrees | 7: all of it | 6️⃣"),
    # loosely said
    *said(Rate(4), "I'd say 4 | its a 4 | a 4 from me | #4 | (4) | option 4 | 4 tbh | I'd go for a 4"),
    *said(
        Rate(4, "we asked them"),
        "4, we asked them | 4 since we asked them | 4 cos we asked them | 4 (we asked them)",
        "4\nwe asked them | *4 because we asked them* | _4 because we asked them_",
        "4\u202fbecause we asked them | ４\u3000because we asked them",
    ),
    ("has to be a 1, they want everything", Rate(1, "they want everything")),
    ("5 because of GDPR Article 6: public task", Rate(5, "because of GDPR Article 6: public task")),
    ("1 because\n1. nobody asked\n2. nothing signed", Rate(1, "1. nobody asked\n2. nothing signed")),
    ("the consent is old so it's a 2", Rate(2, "the consent is old")),
    ("we would rate this a 2, as nobody asked", Rate(2, "nobody asked")),
    *said(
        NotSure(), "I'm not sure | we don't know yet | no idea | don´t know | donʼt know | let's skip this"
    ),
    *said(NotSure("ask legal"), "not sure, ask legal | dunno - ask legal"),
    *said(NotSure("not my area"), "not sure - not my area | skip - not my area"),
    *said(
        NotApplicable("nothing leaves"),
        "not relevant because nothing leaves | doesn't apply because nothing leaves",
    ),
    *said(Explain(), "? |  ?  | ?? | what does this mean? | I don't understand"),
    *said(Status(), "where are we? | how many left? | what's the status"),
    *said(Pause(), "let's stop here for today | can we take a break"),
    *said(Resume(), "let's continue | keep going"),
    *said(Undo(), "undo | Undo that, please | take that back"),
    *said(Review(), "review please | show me the answers"),
    *said(Submit(), "submit it | let's submit | please submit | we're ready to submit | ready to submit"),
    # commands
    *said(Back(), "back | Back | BACK. | go back | *back* | “back” | back!"),
    *said(Keep(), "keep | Keep."),
    *said(Pause(), "pause | Pause. |  pause "),
    *said(Resume(), "resume | Resume! | continue | Continue."),
    *said(Review(), "review | Review."),
    *said(Submit(), "submit | SUBMIT!"),
    *said(Status(), "status | Status?"),
    *said(Help(), "help | Help! | help?"),
    *said(Explain(), "why | why? | Why ? | WHY?! | “why?”"),
]

OFFERED: list[tuple[str, Offer]] = [
    *[
        (text, Offer((Rate(4),)))
        for text in [
            "4?",
            "four?",
            "4 ?",
            "4-ish",
            "4ish",
            "4+",
            "probably a 4",
            "👍 4",
            "4, I think",
            "maybe 4",
        ]
    ],
    *[
        (text, Offer((Rate(4), Rate(5))))
        for text in [
            "4 or 5",
            "4-5",
            "4 - 5",
            "4–5",
            "4 - or 5",
            "4 - maybe 5",
            "four - five",
            "4 to 5",
            "4.5",
            "4½",
        ]
    ],
    ("between 3 and 4", Offer((Rate(3), Rate(4)))),
    ("4.5 because it depends", Offer((Rate(4, "it depends"), Rate(5, "it depends")))),
    ("4 becuase they asked", Offer((Rate(4, "they asked"),))),
    ("4 they asked everybody", Offer((Rate(4, "they asked everybody"),))),
    ("middling", Offer((Rate(3),))),
    ("not sure, maybe a 3", Offer((Rate(3),))),
    ("wrong, I meant 3", Offer((Rate(3),), corrects=True)),
    ("sorry, I meant 3 not 4", Offer((Rate(3),), corrects=True)),
    *[
        (text, Offer((NotSure(),)))
        for text in [
            "next",
            "Next question please",
            "move on",
            "let's move on",
            "can we skip",
            "can we put not sure",
        ]
    ],
    *[
        (text, Offer((Submit(),)))
        for text in [
            "can we submit",
            "can we submit?",
            "can we submit now?",
            "Ok, can we submit?",
            "all done, can we submit?",
            "shall we submit?",
            "should we hand it in?",
            "are we ready to submit?",
            "ready to submit?",
            "is everyone happy to submit?",
            "please submit?",
            "can you submit it please",
            "why don't we submit",
        ]
    ],
    ("can we keep it as it is?", Offer((Keep(),))),
    ("puase", Offer((Pause(),))),
    ("sumbit", Offer((Submit(),))),
]


TALK = [
    # from the issue and the contract
    "4 of our partners said no",
    "4 people",
    "4pm works",
    "1 moment",
    "one of us should check",
    "back in five",
    "help me understand",
    "review the data first",
    "not sure we should do this",
    "why would we",
    "4 because-less",
    "no",
    "ok",
    "submit it tomorrow?",
    # numbers in talk
    "4 - 5 people",
    "4-year plan",
    "4 partners - and all said no",
    "4 days because of the holiday",
    "4th",
    "4x",
    "4%",
    "40%",
    "4€",
    "£4",
    "+1",
    "4:30",
    "4:30 works",
    "at 4",
    "1:1 with Tom",
    "1:1",
    "4/5/2026",
    "4/5 of them",
    "4 out of 5 partners",
    "4 and 5",
    "4 4",
    "4\n5",
    "2026",
    "1,000",
    "1.000.000",
    "3.5 million",
    "10:30",
    "v1.2",
    "1. ask Sara",
    "1. ask Sara\n2. ask Tom",
    "1: ask Sara 2: ask Tom",
    "1 - ask Sara\n2 - ask Tom",
    "one: ask Sara, two: ask Tom",
    "1) yes",
    "one more thing",
    "one sec",
    "two of them",
    "first",
    "fourth",
    "fourteen",
    "someone",
    "ones",
    "4because",
    "five-a-day",
    "six people - that's all",
    "20 - 30 people",
    "-",
    "- 4 partners",
    "– four",
    ":+1:",
    ":thinking_face:",
    "👍",
    "½",
    "①",
    # words in talk
    "not sure if that is right",
    "not sure?",
    "don't",
    "skip to the end",
    "skip?",
    "na na na",
    "nah",
    "nan",
    "n",
    "a",
    "not applicable to us, or is it?",
    "is it n/a?",
    "na?",
    "back?",
    "I'm back",
    "back to the question",
    "back, sorry",
    "pause?",
    "pause for a minute",
    "shall we pause",
    "continue without me",
    "resume tomorrow",
    "review?",
    "submit?",
    "don't submit",
    "status quo",
    "helpful",
    "help us out here",
    "why not",
    "why not?",
    "why is that?",
    "but why",
    "because",
    "because?",
    "because of Tom?",
    "Because we said so last time?",
    "just because",
    "because-less",
    "becauseless",
    "keep it",
    "start Sharing data",
    "list",
    "hello",
    "thanks",
    "yes",
    "",
    " ",
    "\n",
    ".",
    "…",
    "*",
    "**",
    "''",
    "<@U012AB3CD>",
    "<@U012AB3CD> 4",
    "&amp;",
    "https://example.org/4",
]


@pytest.mark.parametrize(("text", "intent"), ANSWERS)
def test_plain_answers_and_commands_are_understood(text: str, intent: Intent) -> None:
    assert parse(text) == intent


@pytest.mark.parametrize(("text", "offer"), OFFERED)
def test_what_is_only_likely_is_offered_back(text: str, offer: Offer) -> None:
    assert parse(text) == offer
    assert parse_mention(f"<@U012AB3CD> {text}") == offer


@pytest.mark.parametrize("text", TALK)
def test_talk_is_left_alone(text: str) -> None:
    assert parse(text) is None


# Messages to the bot itself


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        *said(Hello(), "<@U012AB3CD> | hello | Hi! | hey | Good morning | hi there | <@U1> hello"),
        *said(Hello(), " |   | Hello, how are you? | <@W1|balance>"),
        *said(List(), "list | List. | my assessments | list my assessments please | list?"),
        *said(Help(), "help | help me | help me please | what can you do? | How does this work?"),
        *said(Status(), "status | what’s the status? | where are we?"),
        *said(Resume(), "resume | continue | please resume | could you resume? | carry on"),
        *said(Pause(), "pause please | let’s pause | Can you please pause"),
        *said(Rate(4), "4 | <@U1> 4 | 4 <@U1> | I'd say 4 | I’d give it a 4 | we say four"),
        *said(Rate(4), "4 please | rate it 4 | it's a 4 | I think it's a 4 | rating: 4"),
        ("<@U1>: 4 - because &lt;they&gt; asked", Rate(4, "<they> asked")),
        ("I’d say 4 because they asked", Rate(4, "they asked")),
        ("I'd say 6", REFUSED),
        *said(NotSure(), "I'm not sure | I don’t know | we're not sure | no idea | skip this one"),
        *said(NotApplicable(), "n/a | doesn’t apply"),
        ("why this question?", Explain()),
        ("<@U1> submit", Submit()),
        *said(Start(), "start | Start! | start an assessment | please start | new assessment"),
        ("start Winter help", Start("Winter help")),
        ("<@U1> start Sharing A&amp;E data, 2026!", Start("Sharing A&E data, 2026!")),
        ("start: “Winter help”", Start("Winter help")),
        ("start 4 streets", Start("4 streets")),
        ("Could you start an assessment about winter help", Start("winter help")),
        ("start a new assessment called Winter  help", Start("Winter help")),
        ("start an assessment: Winter help", Start("Winter help")),
        ("start for those who need it", Start("for those who need it")),
        ("start <!channel>", Start("@channel")),
    ],
)
def test_messages_to_the_bot_may_be_less_terse(text: str, intent: Intent) -> None:
    assert parse_mention(text) == intent


@pytest.mark.parametrize(
    "text",
    [
        "4 of our partners said no",
        "tell me a joke",
        "startle",
        "the list is long",
        "<@U1> and <@U2>, please talk",
        "hello everybody, we have a plan about sharing data with the council",
    ],
)
def test_what_is_not_understood_is_nothing(text: str) -> None:
    assert parse_mention(text) is None


@pytest.mark.parametrize(("text", "intent"), ANSWERS)
def test_whatever_a_thread_understands_a_mention_understands(text: str, intent: Intent) -> None:
    assert parse_mention(f"<@U012AB3CD> {text}") == intent


# Any text at all

PIECES = st.sampled_from(
    [
        *"0123456789 .,;:!?-–—…*_'\"’&<>@/",
        "four",
        "because",
        "not sure",
        "n/a",
        "back",
        "start ",
        "\u200b",
        "4 - ",
        "½",
        "\ufe0f\u20e3",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


# A pattern that goes back and forth over the long ones would take minutes; a good one, milliseconds.
@given(TEXTS)
@example("²")
@example("4" * 50_000)
@example("4 - " + "x " * 25_000)
@example("because " * 5_000)
@example("*" * 50_000 + "4")
@example("4" + " " * 50_000 + "x")
@example("not" + " " * 50_000 + "x")
@example("start " + " " * 50_000 + "x")
@example("please" + " " * 50_000 + "x" + " " * 50_000 + "x")
@example("<@U1>" * 10_000)
@example("we would all " * 5_000 + "4")
@example("our team's final " * 5_000 + "4")
@example("me and " * 10_000 + "say 4")
@example("4 from " + "the team " * 5_000)
@example("3 going on " * 5_000)
@example("4 though " + "i could " * 10_000)
@example("so it's a " * 5_000)
@example("nobody knows, " * 5_000 + "4")
@example("looking at the " * 5_000 + "4")
@example("pause and " * 10_000)
@example("undo, " * 10_000)
@example("1 = " * 10_000)
@example("that one " * 10_000)
@example(("i" + " " * 19) * 5_000)
def test_no_text_makes_it_stumble(text: str) -> None:
    begun = time.process_time()
    both = parse(text), parse_mention(text)
    assert time.process_time() - begun < 2, "of its own; how busy the machine is does not count"
    for understood in both:
        if isinstance(understood, Rate):
            assert 1 <= understood.rating <= 5
        if isinstance(understood, Rate | NotSure | NotApplicable | Because):
            assert understood.reason == understood.reason.strip()


@given(TEXTS, st.sampled_from([" ", "\n", "\t", "\xa0", "\u200b", " \n "]), st.sampled_from(["", " ", "\n"]))
def test_spaces_around_a_message_do_not_matter(text: str, before: str, after: str) -> None:
    assert parse(before + text + after) == parse(text)


@given(
    st.sampled_from(["4", "not sure", "n/a"]),
    st.text(min_size=1)
    .map(str.strip)
    .filter(lambda text: "~" not in text),  # what is struck through is not said
)
def test_a_reason_after_because_is_kept_as_it_was_typed(head: str, reason: str) -> None:
    words = "the reason is " + reason
    understood = parse(
        f"{head} because {words.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}"
    )
    if isinstance(understood, Rate | NotSure | NotApplicable):
        assert understood.reason == trimmed(words)
    else:
        assert head == "4"
        assert "5" in reason


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("three cheers", None),
        ("4 cheers", Rate(4)),
        ("4 since 2019", Offer((Rate(4, "since 2019"),))),
        ("I'd say 4, since 2019 it has been public", Rate(4, "since 2019 it has been public")),
        ("~4~", None),
        ("~4~ 3 because we asked", Offer((Rate(3, "we asked"),))),
        ("~submit~", None),
        ("~3", Offer((Rate(3),))),
        ("I'm on 4", Offer((Rate(4),))),
        ("4 (could be 3)", Offer((Rate(3), Rate(4)))),
        ("4 (on behalf of Helen)", Offer((Rate(4),))),
        ("4 on behalf of Helen", Offer((Rate(4),))),
        ("4 (5 partners agreed)", Rate(4, "5 partners agreed")),
        ("Helen, I'd say 4", Rate(4, "Helen")),
        ("@Helen and Tom, it's a 4", Rate(4)),
        ("Helen: I'd say 4", Offer((Rate(4, "Helen"),))),
        ("Published, I'd say 4", Rate(4, "Published")),
        ("Minors, I'd say 2", Rate(2, "Minors")),
        ("DPIA, I'd say 4", Rate(4, "DPIA")),
    ],
)
def test_what_only_looks_like_a_plain_answer(text: str, heard: Intent | Offer | None) -> None:
    assert hear(text) == heard
