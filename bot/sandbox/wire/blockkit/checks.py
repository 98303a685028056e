"""Small checks that larger ones are built from: each reports what Slack would not take of one value."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(slots=True)
class Report:
    """What was found wrong, each with the place where."""

    surface: str
    """`message`, `modal` or `home`."""
    errors: list[str] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)

    def add(self, problem: str, path: str) -> None:
        self.errors.append(f"{problem} [json-pointer:{path}]")


Check = Callable[[Any, str, Report], None]


def string(longest: int, shortest: int = 1) -> Check:
    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, str):
            report.add("must be a string", path)
        elif len(value) < shortest:
            report.add(f"must be more than {shortest - 1} characters", path)
        elif len(value) > longest:
            report.add(f"must be less than {longest + 1} characters, but has {len(value)}", path)

    return check


def boolean(value: Any, path: str, report: Report) -> None:
    if not isinstance(value, bool):
        report.add("must be a boolean", path)


def whole(least: int, most: int) -> Check:
    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add("must be an integer", path)
        elif not least <= value <= most:
            report.add(f"must be between {least} and {most}", path)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, path: str, report: Report) -> None:
        if value not in allowed:
            report.add(f"must be a valid enum value: {', '.join(allowed)}", path)

    return check


def url(value: Any, path: str, report: Report) -> None:
    string(3000)(value, path, report)
    if isinstance(value, str):
        parts = urlsplit(value)
        if not parts.scheme or not (parts.netloc or parts.path):
            report.add("invalid url", path)


def listed(item: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, list):
            report.add("must be an array", path)
            return
        if len(value) < least:
            report.add(f"no less than {least} items allowed", path)
        if len(value) > most:
            report.add(f"no more than {most} items allowed, but there are {len(value)}", path)
        for index, child in enumerate(value):
            item(child, f"{path}/{index}", report)

    return check


def shape(fields: Mapping[str, Check], required: Collection[str] = ()) -> Check:
    """An object with these fields and no others."""

    def check(value: Any, path: str, report: Report) -> None:
        if not isinstance(value, dict):
            report.add("must be an object", path)
            return
        for name in required:
            if name not in value:
                report.add(f"missing required field: {name}", path)
        for name, child in value.items():
            if name == "type":
                continue
            if name not in fields:
                report.add(f"invalid additional property: {name}", path)
            elif child is None:
                report.add("must not be null", f"{path}/{name}")
            else:
                fields[name](child, f"{path}/{name}", report)

    return check


def typed(kinds: Mapping[str, Check], what: str) -> Check:
    """An object that its `type` tells apart."""

    def check(value: Any, path: str, report: Report) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str):
            report.add("missing required field: type", path)
        elif kind not in kinds:
            report.add(f"unsupported type for {what}: {kind}", f"{path}/type")
        else:
            kinds[kind](value, path, report)

    return check
