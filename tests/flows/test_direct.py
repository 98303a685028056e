"""What people say to the bot alone: thanks, how scores work, no more messages, and questions for people."""

import time

import pytest

from flows.hearing import hear, hear_mention, or_directly
from flows.hearing.asked_about import asks_people
from flows.hearing.direct import directly, says_done
from flows.intents import (
    Ask,
    Explain,
    Help,
    HowLong,
    Intent,
    Offer,
    Okay,
    Pause,
    Questions,
    Rate,
    RemindAgain,
    Scores,
    Start,
    Status,
    StopReminding,
    Submit,
    Thanks,
    WhoSees,
)


def hear_directly(text: str) -> Intent | Offer | None:
    return or_directly(hear(text), text)


SAID: dict[Intent, list[str]] = {
    Thanks(): [
        "thanks",
        "Thank you so much!",
        "ok thanks",
        "cheers 👍",
        "ta",
        "Great, thanks for that",
        "🙏",
    ],
    Okay(): ["ok", "OK.", "yes", "no", "👍", ":+1:", "good", "sure, fine"],
    Scores(): [
        "how do scores work?",
        "How does the scoring work",
        "how are the scores worked out?",
        "what do the ratings mean?",
        "explain the scores please",
    ],
    Questions(): [
        "what do you ask?",
        "What questions do you ask us?",
        "which questions are there",
        "what will we be asked?",
        "how many questions are there?",
    ],
    HowLong(): ["how long does it take?", "How long is this going to take", "how long will it be?"],
    WhoSees(): ["who can see this", "Who sees my answers?", "can anyone see this", "is this private?"],
    StopReminding(): [
        "stop sending me messages",
        "Please stop messaging me!!",
        "don’t remind me",
        "do not message me again",
        "no more reminders please",
        "turn reminders off",
        "can you stop sending me so many messages?",
        "unsubscribe",
        "Leave me alone.",
    ],
    RemindAgain(): [
        "remind me again",
        "turn the reminders on",
        "start reminding me again",
        "reminders on please",
    ],
    Help(): ["what is balance?", "what’s this?", "what do you do?"],
    Ask(): [
        "can we share housing data with the NHS?",
        "is this legal",
        "Who decides on the menu?",
        "what do you think of this plan?",
        "is it a 4?",
        "Hello, what does proportionate mean?",
        "no more reminders were sent to the tenants, is that ok?",
        "did Tom remind you not to message the tenants again?",
    ],
}


@pytest.mark.parametrize(
    ("meant", "text"), [(meant, text) for meant, texts in SAID.items() for text in texts]
)
def test_it_is_heard_by_the_bot_and_is_talk_in_a_thread(meant: Intent, text: str) -> None:
    assert hear_directly(text) == meant
    if not isinstance(meant, Help | HowLong | Questions):
        assert hear(text) in (None, Explain()), (
            "in a thread, what numbers mean is asked of the question there"
        )


@pytest.mark.parametrize("text", ["thanks", "how do scores work?", "stop reminding me", "is this legal?"])
def test_a_mention_says_the_same(text: str) -> None:
    assert hear_mention(text) == hear_directly(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("4", Rate(4)),
        ("stop", Pause()),
        ("status", Status()),
        ("start Sharing reminders of rent", Start("Sharing reminders of rent")),
        ("start: a message to all tenants", Start("a message to all tenants")),
    ],
)
def test_answers_wishes_and_titles_stay_what_they_are(text: str, meant: Intent) -> None:
    assert hear_directly(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "we sent it yesterday",
        "the tenants want no more reminders",
        "thanks to Tom we have 4 signed",
    ],
)
def test_what_says_more_is_none_of_these(text: str) -> None:
    assert directly(text) is None
    assert asks_people(text) is None


@pytest.mark.parametrize("text", ["done", "I'm done.", "that's it"])
def test_who_answers_alone_says_that_they_are_done_and_does_not_ask_it(text: str) -> None:
    assert says_done(text) == Submit()
    assert says_done(f"{text.rstrip('.')}?") == Offer((Submit(),))


def test_a_long_text_takes_a_time_that_grows_with_its_length() -> None:
    began = time.perf_counter()
    for text in ("stop " * 20_000, "a" * 100_000, "?" * 100_000, "'-" * 50_000, "stop-" * 20_000):
        hear_directly(text)
    assert time.perf_counter() - began < 60  # what does not grow with the length takes hours
