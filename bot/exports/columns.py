"""What the columns of tables are: a name, a kind, and what stands in them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` is a datatype of CSVW: https://www.w3.org/TR/tabular-data-primer/#datatypes."""

    name: str
    kind: str
    means: str


def text(name: str, means: str) -> Column:
    return Column(name, "string", means)


ASSESSMENT = text("assessment", "The id of the assessment.")
