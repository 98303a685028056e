"""What was measured, beside what was asked for: printed as it comes, and as a table at the end."""

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from tests.benchmarks.noise import Noise


class Wrong(Exception):
    """Something that must never happen, such as a lost answer. No figure counts beside it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`met` is None where nothing was asked for."""

    bench: str
    what: str
    measured: str
    target: str = ""
    met: bool | None = None
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        return (
            "not judged"
            if self.target and self.met is None
            else ""
            if self.met is None
            else "met"
            if self.met
            else "missed"
        )


@dataclass(slots=True)
class Report:
    bench: str = ""
    figures: list[Figure] = field(default_factory=list)
    noise: dict[str, Noise] = field(default_factory=dict)

    def row(
        self, what: str, measured: str, target: str = "", met: bool | None = None, **numbers: float
    ) -> None:
        figure = Figure(self.bench, what, measured, target, met, numbers)
        self.figures.append(figure)
        print(f"  {what}: {measured}  {target and f'[{target}: {figure.verdict}]'}", flush=True)

    def table(self) -> str:
        rows = [
            (figure.bench, figure.what, figure.measured, figure.target, figure.verdict)
            for figure in self.figures
        ]
        lines = [_line("Bench", "What", "Measured", "Target", ""), _line(*["---"] * 5)]
        lines += [_line(*row) for row in rows]
        lines += ["", _line("Bench", "The machine meanwhile: median (least to most)"), _line("---", "---")]
        lines += [_line(bench, str(noise)) for bench, noise in self.noise.items()]
        return "\n".join(lines)

    def save(self, path: Path) -> None:
        noise = {bench: asdict(heard) for bench, heard in self.noise.items()}
        path.write_text(
            json.dumps({"figures": [asdict(figure) for figure in self.figures], "noise": noise}, indent=1)
        )


def median(seconds: Sequence[float]) -> float:
    return statistics.median(seconds)


def p99(seconds: Sequence[float]) -> float:
    """The least value that 99 of 100 do not exceed."""
    ordered = sorted(seconds)
    return ordered[max(0, -(-len(ordered) * 99 // 100) - 1)]


def in_ms(seconds: Sequence[float]) -> str:
    return f"median {median(seconds) * 1e3:.1f} ms, p99 {p99(seconds) * 1e3:.1f} ms, n {len(seconds)}"


def _line(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"
