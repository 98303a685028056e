"""What examples are made of: strict models, words, and people and channels who are there."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.sandbox.world import riverside

PEOPLE = {person.name: person.id for person in riverside.people()}
CHANNELS = {f"#{channel.name}": channel for channel in riverside.channels()}


def one_of(what: str, known: Mapping[str, object]) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(f"{what} is one of {', '.join(known)}, not {value!r}")
        return value

    return AfterValidator(check)


Words = Annotated[
    # `click: 4` is a name as good as any other.
    str,
    BeforeValidator(lambda value: str(value) if type(value) is int else value),
    Field(min_length=1),
]
Name = Annotated[str, one_of("a person", PEOPLE)]
Fields = dict[str, Words | list[Words]]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
