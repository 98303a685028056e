"""What is put aside has a name of its own: by the second and, where that is taken, by a number too. What was
put aside within the same second is neither lost to it nor keeps it out."""

from collections.abc import Callable
from datetime import datetime
from itertools import count
from pathlib import Path


def put_aside(put: Callable[[Path], object], beside: Path, mark: str, at: datetime) -> Path:
    """Have `put` give something a name beside this file, and return that name. `put` raises FileExistsError
    for one that is taken."""
    name = f"{beside.name}{mark}{at:%Y%m%dT%H%M%S}"
    numbers = count(2)
    aside = beside.with_name(name)
    while True:
        try:
            put(aside)
            return aside
        except FileExistsError:
            aside = beside.with_name(f"{name}-{next(numbers)}")
