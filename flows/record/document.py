"""The record of one assessment as data: what `record.json` holds, and what each other form is made from.

docs/record.schema.json is made from these classes and those of parts.py. Whoever adds a field raises VERSION,
and says in reading.py what a file of the version before holds in its place; unless the field is left out
where it is empty, so that such a file is one of this version as well.
"""

from typing import Any, Final, Literal

from pydantic import Field

from flows.record.panels import Panel
from flows.record.parts import (
    Action,
    Answer,
    AnswerChange,
    Course,
    Decision,
    Entry,
    Evidence,
    Framework,
    Happened,
    Id,
    Looks,
    Moment,
    Part,
    PersonNames,
    Place,
    Query,
    Retention,
    RoleHeld,
    Rules,
    Several,
    Sheet,
    Submission,
    Text,
    VoiceGroup,
    left_out_if_empty,
)

FORMAT: Final = "balance-record"
VERSION: Final = 2
"""The newest. A file says the oldest by which it is understood."""


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
    people: Several[PersonNames]
    everyone: bool = Field(description="Whether everybody in the channel may answer.")
    roles: Several[RoleHeld]
    place: Place
    course: Course
    rules: Rules
    looks: Looks
    retention: Retention | None = left_out_if_empty("When it is erased, or kept until.", None)
    framework: Framework
    answers: Several[Answer] = Field(description="Those that stand now.")
    submissions: Several[Submission]
    decisions: Several[Decision]
    actions: Several[Action]
    queries: Several[Query]
    changes: Several[AnswerChange] = Field(description="Every answer that ever stood, oldest first.")
    history: Several[Happened] = Field(description="Who did what, oldest first.")
    evidence: Several[Evidence] = left_out_if_empty("All that was ever added, also what was taken back.")
    voices: Several[VoiceGroup] = left_out_if_empty("Those of people from outside, group by group.")
    sheet: Sheet | None = left_out_if_empty("Which facts are kept for the record.", None)
    entries: Several[Entry] = left_out_if_empty("All that was ever recorded on the sheet, oldest first.")
    panel: Panel | None = left_out_if_empty("Who answers alone first, and what they said.", None)

    @property
    def understood_since(self) -> int:
        """The oldest version of which a Balance must be to read it."""
        later = self.evidence or self.sheet or self.retention or self.voices or self.panel
        return 2 if later else 1


class Document(Part):
    """A file: the record, and what tells whether it is whole."""

    format: Literal["balance-record"]
    version: Literal[1, 2]
    sha256: str = Field(description="Of `record`, written without spaces in the order of its fields.")
    record: Record


def schema() -> dict[str, Any]:
    """The JSON Schema of a file."""
    made = Document.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
