"""The files with answers of one message: which of them are offered, as the button of the offer carries it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bot.cards.callbacks import MOST_SEEN
from bot.voices.invitation import Invitation, NotRead
from bot.voices.reading import MOST_TOGETHER, TOO_MUCH_TOGETHER, AnswerFile

MOST_FILES: Final = 30
"""Of one message. So many have room in the value of a button, and a person can send fewer in Slack now."""
TOO_MANY_FILES: Final = (
    f"One message can bring in up to {MOST_FILES} files. For more people, type their answers into the "
    "spreadsheet. Or ask whoever runs Balance: “balance voices import” takes a folder."
)
_ID_CHARACTERS: Final = 20
_DIGITS: Final = 16
"""Of a digest: enough to see that a file is another one by now."""
_ONE: Final = re.compile(rf"([A-Z0-9]{{2,{_ID_CHARACTERS}}})\.([0-9a-f]{{{_DIGITS}}})")
_BETWEEN: Final = "_"
assert MOST_FILES * (_ID_CHARACTERS + 1 + _DIGITS + len(_BETWEEN)) <= MOST_SEEN

Dropped = tuple[str, AnswerFile]
"""The id of a file in Slack, and what is in it."""


def check_together(files: Sequence[Dropped]) -> None:
    """Raises NotRead for more than one message can bring in."""
    if len(files) > MOST_FILES:
        raise NotRead(TOO_MANY_FILES)
    if sum(found.size for _, found in files) > MOST_TOGETHER:
        raise NotRead(TOO_MUCH_TOGETHER)


def by_group(files: Iterable[Dropped]) -> list[list[Dropped]]:
    """Those that were filled in for the same people, in the order of the message. Raises NotRead with the
    file."""
    groups: dict[Invitation, list[Dropped]] = {}
    for id, found in files:
        try:
            groups.setdefault(found.invitation, []).append((id, found))
        except NotRead as error:
            raise error.within(found.name) from None
    return list(groups.values())


def seen(files: Iterable[Dropped]) -> str:
    """Each file with the beginning of its digest. One alone stands there as it did before several were taken
    together."""
    return _BETWEEN.join(f"{id}.{found.digest[:_DIGITS]}" for id, found in files)


def read_seen(value: str) -> list[tuple[str, str]]:
    """Raises ValueError for what `seen` did not make."""
    found = [_ONE.fullmatch(one) for one in value.split(_BETWEEN)]
    files = [(one[1], one[2]) for one in found if one]
    if len(files) < len(found) or len({id for id, _ in files}) < len(files):
        raise ValueError("no files of answers")
    return files
