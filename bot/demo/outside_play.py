"""The part of a play that goes on outside Slack: somebody fills in the form that was made for them, and sends
it back to whoever had it made."""

import html
import re
from collections.abc import Mapping
from typing import Final

from bot.cards.callbacks import Do
from bot.demo.cards import offered_by, use
from bot.demo.reading import lines_of
from bot.demo.transcript import Transcript
from bot.sandbox.people.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world import File, Message
from bot.voices.answer_file import starts_of_lines
from bot.voices.invitation import WHOSE
from flows.framework import default_framework

OUTSIDE: Final = "Outside Slack"
REPLY: Final = "answers-by-mail.txt"
_FOR_A_MAIL: Final = re.compile(r"<pre[^>]*>(.*?)</pre>", re.DOTALL)


class OutsidePlay:
    """People who are not in Slack, in one example. They take the text which the page has for a mail: what a
    button of the page would save is the same, and would need a browser to play it."""

    def __init__(self, slack: Sandbox, transcript: Transcript) -> None:
        self._slack = slack
        self._transcript = transcript

    async def bring_in(self, owner: Person, channel: str, thread: str, written: Mapping[int, str]) -> None:
        """The form that `owner` had made is filled in; what comes back they drop in the thread, and have it
        brought in."""
        page = await self._slack.until(lambda: self._page_sent_to(owner))
        reply = filled_in(page.content.decode(), written)
        self._transcript.did(
            OUTSIDE, f"{_whose(reply)} answers by mail, with the text on the page:", *_told(written)
        )
        self._transcript.did(owner.name, f"(drops a file in the thread) {REPLY}")
        owner.types.post(channel, "", thread, files=[(REPLY, reply.encode())])
        offer = await self._slack.until(lambda: _offer(owner, channel))
        self._transcript.whispered(owner.name, offer)
        self._transcript.did(owner.name, "[Bring them in]")
        await use(owner, offer, Do.BRING_IN_VOICES)
        await self._slack.until(lambda: _offer(owner, channel) is None)

    def _page_sent_to(self, owner: Person) -> File | None:
        """The page that came last, which is told when it is found."""
        for message in reversed(owner.sees.messages(owner.dm)):
            files = [owner.files.open(id) for id in message.files]
            if page := next((file for file in files if file.name.endswith(".html")), None):
                said = lines_of(self._slack.world, message.blocks) or [message.text]
                self._transcript.told_alone(owner.name, *said, *(file.name for file in files))
                return page
        return None


def filled_in(page: str, written: Mapping[int, str]) -> str:
    """The text for a mail, as it stands on the page, with an answer behind the questions."""
    found = _FOR_A_MAIL.search(page)
    assert found, "a page has a text for those who answer by mail"
    text = html.unescape(found[1])
    for number, start in enumerate(starts_of_lines(default_framework()), start=1):
        assert f"\n{start}" in text, f"the text asks question {number}"
        text = text.replace(f"\n{start}", f"\n{start}{written.get(number, '')}")
    return text


def _whose(text: str) -> str:
    """Whose answers these are, by the head of the text."""
    return next(line for line in text.splitlines() if line.startswith(f"{WHOSE}: ")).partition(": ")[2]


def _told(written: Mapping[int, str]) -> list[str]:
    questions = default_framework().questions
    return [f"{number}. {questions[number - 1].label}: {answer}" for number, answer in written.items()]


def _offer(owner: Person, channel: str) -> Message | None:
    return offered_by(owner.sees.ephemerals(channel), Do.BRING_IN_VOICES)
