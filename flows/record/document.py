"""The record of one assessment as data: what `record.json` holds, and what each other form is made from.

docs/record.schema.json is made from these classes and those of parts.py. Whoever adds a field raises VERSION,
and says in reading.py what a file of the version before holds in its place.
"""

from typing import Any, Final, Literal

from pydantic import Field

from flows.record.parts import (
    Action,
    Answer,
    AnswerChange,
    Course,
    Decision,
    Framework,
    Happened,
    Id,
    Looks,
    Moment,
    Part,
    PersonNames,
    Place,
    Query,
    RoleHeld,
    Rules,
    Submission,
    Text,
)

FORMAT: Final = "balance-record"
VERSION: Final = 1


class Record(Part):
    """One assessment, whole."""

    id: Id
    team: Id = Field(description="Slack's id of the workspace.")
    title: Text
    about: Text
    recipients: Text
    created_at: Moment
    changed_at: Moment
    names_left_out: bool
    people: tuple[PersonNames, ...]
    everyone: bool = Field(description="Whether everybody in the channel may answer.")
    roles: tuple[RoleHeld, ...]
    place: Place
    course: Course
    rules: Rules
    looks: Looks
    framework: Framework
    answers: tuple[Answer, ...] = Field(description="Those that stand now.")
    submissions: tuple[Submission, ...]
    decisions: tuple[Decision, ...]
    actions: tuple[Action, ...]
    queries: tuple[Query, ...]
    changes: tuple[AnswerChange, ...] = Field(description="Every answer that ever stood, oldest first.")
    history: tuple[Happened, ...] = Field(description="Who did what, oldest first.")


class Document(Part):
    """A file: the record, and what tells whether it is whole."""

    format: Literal["balance-record"]
    version: Literal[1]
    sha256: str = Field(description="Of `record`, written without spaces in the order of its fields.")
    record: Record


def schema() -> dict[str, Any]:
    """The JSON Schema of a file."""
    made = Document.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
