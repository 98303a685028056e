"""Checks exported records (record.json) by docs/record.md alone: python3 verify_record.py FILE ..."""

import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

VERSION = "balance-record-1"


def digest(*lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def holds(sealed):
    """Of what was erased, nothing speaks against it."""
    return sealed["text"] is None or digest(sealed["salt"] or "", sealed["text"]) == sealed["digest"]


def read(value, people):
    """The content with people in the places that stand for them."""
    if isinstance(value, dict):
        if value.keys() == {"person"} and isinstance(value["person"], int):
            return people[value["person"]]["text"]
        return {name: read(part, people) for name, part in value.items()}
    return [read(part, people) for part in value] if isinstance(value, list) else value


def check(record):
    """What is to be said of a record, and whether it holds."""
    last, number, erased, former, facts = digest(VERSION, record["team"], record["id"]), 0, 0, 0, {}
    for line in record["history"]:
        if (link := line["link"]) is None:
            if number:
                return f"after row {number} a row has no link", False
            continue
        moment = datetime.fromisoformat(line["at"]).astimezone(UTC).isoformat()
        people = link["people"]
        parts = [*(one["digest"] for one in people), link["content"]["digest"]]
        follows = digest(VERSION, last, str(number + 1), moment, *parts) == link["digest"]
        if not follows or link["number"] != number + 1 or not all(map(holds, [*people, link["content"]])):
            return f"it does not hold from row {number + 1} on", False
        number, last = number + 1, link["digest"]
        gone = any(one["text"] is None for one in people)
        former += gone
        if link["content"]["text"] is None:
            erased += 1
            continue
        said = read(json.loads(link["content"]["text"]), people)
        if not gone and (said["what"], said["detail"]) != (line["what"], line["detail"]):
            return f"its history shows something else than row {number} holds", False
        facts.update(said.get("facts", {}))
    subject = facts.get("subject")
    if subject and not erased and not former and subject["title"] != record["title"]:
        return "its title is not the one of its record", False
    notes = f", the content of {erased} erased, somebody taken out of {former}" if erased or former else ""
    return f"{number} rows hold{notes}; the last digest is {last}", True


def main(files):
    well = True
    for file in files:
        words, fine = check(json.loads(Path(file).read_text(encoding="utf-8"))["record"])
        well = well and fine
        print(f"{file}: {words}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
