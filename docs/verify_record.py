"""Checks exported records by record.md, of which it reads the table: python3 verify_record.py FILE ..."""

import hashlib
import json
import re
import sys
from pathlib import Path

MOST_BYTES, MOST_SIGNS = 50_000_000, 6_300_000
VERSION, OUT = "balance-record-1", re.compile("a former colleague|Person [1-9][0-9]*")
NOBODY = [("?", ""), ("?", "the reveal day"), ("?", "a panel member")]
TABLE = Path(__file__).with_name("record.md").read_text(encoding="utf-8").split("```")[1].strip()
LINES = [line.split() for line in TABLE.replace("\n ", " ").splitlines()]
SHAPES = {thing.split(":")[0]: fields for thing, _, *fields in LINES}
FIELD = re.compile(r"(\w*)=?(#?)([\w.]*)>?(\w*)>?(\w*)([?!]?)")
MOMENT = re.compile(r'(?<=["_]at": ")([^"]*?)(?:Z|\+00:00)(?=")')


def once(pairs):  # of two alike, one program takes the first, another one the last
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a key stands twice in one place")
    return dict(pairs)


def digest(*lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def inside(value, path):
    return inside(value and value.get(path[0]), path[1:]) if path else value


def stands(fields, one):
    """What stands of a thing, as facts hold it; how the table writes a field is said before it."""
    fact = {}
    for name, hashed, path, by, each, mark in (FIELD.fullmatch(field).groups() for field in fields):
        value = inside(one, [step for step in (path or name * (not hashed)).split(".") if step])
        if hashed and value:
            value = digest(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
        elif by:
            parts = [(str(part.get(by)), stands(SHAPES[each or by], part)) for part in value or []]
            value = dict(parts) if each else [part for _, part in parts]
        if mark != "?" or value not in (None, {}, []):
            fact[name] = (value or None) if mark == "!" else value
    return fact.get("", fact)


def everything(record):  # by what it is called
    facts, held = {"retention": None}, [(one["role"], one["person"]) for one in record["roles"]]
    parts = {role: [person for has, person in held if has == role] for role in ("assessor", "reviewer")}
    record |= {"parts": parts, "owner": dict(held)["owner"]}
    for thing, place, *fields in LINES:
        found = record if place == "." else inside(record, place.split("."))
        for row, one in enumerate(found if isinstance(found, list) else [found] if found else [], 1):
            facts[thing.format(**one, row=row)] = stands(fields, one)
    return facts


def plain(value, people):
    """What is compared: people in their places, and ? for whoever was taken out."""
    if isinstance(value, dict) and value.keys() == {"person"}:
        value = people[value["person"]]
    if isinstance(value, dict):
        return {name: plain(part, people) for name, part in value.items()}
    if isinstance(value, list):
        parts = [plain(part, people) for part in value]
        return sorted(set(parts)) if "?" in parts else parts
    return "?" if isinstance(value, str) and OUT.fullmatch(value) else value


def check(record):
    """What is to be said of a record, and whether it holds."""
    record, said, erased, out = json.loads(MOMENT.sub(r"\1+00:00", json.dumps(record))), {}, 0, 0
    last, number = digest(VERSION, record["team"], record["id"]), 0
    for line in record["history"]:
        if not (link := line["link"]) and not number:
            continue  # from before records were chained
        number, sealed = number + 1, [*link["people"], link["content"]] if link else []
        texts, digests = [one["text"] for one in sealed], [one["digest"] for one in sealed]
        last = digest(VERSION, last, str(number), line["at"], *digests)
        known = [one["text"] is None or digest(one["salt"], one["text"]) == one["digest"] for one in sealed]
        if not link or (last, number) != (link["digest"], link["number"]) or not all(known):
            return f"it does not hold from row {number} on", False
        people = {place: "?" if text is None else text for place, text in enumerate(texts[:-1])}
        shown = plain({"what": line["what"], "question_id": line["question"], "detail": line["detail"]}, {})
        content = plain(shown if texts[-1] is None else json.loads(texts[-1], object_pairs_hook=once), people)
        said |= {thing: (number, fact) for thing, fact in content.pop("facts", {}).items()}
        if content != shown or (people[0], line["by"]) not in [*NOBODY, (plain(line["by"], {}), line["by"])]:
            return f"its history shows something else than row {number} holds", False
        erased, out = number if texts[-1] is None else erased, out + ("?" in people.values())
    now, skipped = everything(record), ["changes", "scores"]
    for thing in sorted(said.keys() | now) if number else []:
        (row, then), stand = said.get(thing, (0, None)), plain(now.get(thing), {})
        before, after = (max(MOMENT.findall(json.dumps(side)), default="") for side in (then, stand))
        known = thing.split(":")[0] in SHAPES
        if known and then != stand and (erased <= row or thing not in now or before >= after != ""):
            return f"its record says something else of {thing} than what stands", False
        skipped += [thing] if then != stand or not known else []
    notes = f"somebody was taken out of {out}; not compared: {', '.join(skipped)}"
    return f"{number} rows hold; {notes}; the last digest is {last}", True


def content_of(file):
    """Within bounds: what is read of a file takes many times the memory that its signs take in it."""
    with Path(file).open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES or sum(data.count(sign) for sign in b"{[,:") > MOST_SIGNS:
        raise ValueError("it is larger than any record")
    return json.loads(data, object_pairs_hook=once)


def look(file):
    try:
        return check(content_of(file)["record"])
    except (ValueError, RecursionError) as error:
        return f"it is not as it was written: {error}", False
    except (LookupError, TypeError, AttributeError):
        return "it is not as it was written: a part of it is missing, or is no such thing", False
    except OSError as error:
        return f"it cannot be read: {error.strerror}", False


if __name__ == "__main__":
    found = [(file, *look(file)) for file in sys.argv[1:]]
    print(*(f"{file}: {words}" for file, words, _ in found), sep="\n")
    sys.exit(0 if all(fine for _, _, fine in found) else 1)
