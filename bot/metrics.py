"""What is counted of a running bot, for Prometheus: how much and how fast, never who or what.

Labels are words of ours and names of Slack's methods. No id, no title and nothing typed goes into one: a test
plays a conversation and looks.
"""

import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from prometheus_client import REGISTRY as OF_THE_PROCESS
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client import Counter as Counted
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST

REGISTRY = CollectorRegistry(auto_describe=False)
"""Of this process; what Python and the machine tell of it, such as memory, is in prometheus-client's own."""
CONTENT_TYPE = CONTENT_TYPE_LATEST

_ACKS = Histogram(
    "balance_ack_seconds",
    "From the receipt of what Slack sent to its acknowledgement; taken=no: Slack sends it again.",
    ("kind", "taken"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0),
    registry=REGISTRY,
)
_REFUSALS = Counted("balance_refusals", "What people were told no to, by why.", ("why",), registry=REGISTRY)
_CALLS = Counted(
    "balance_slack_calls",
    "Calls to Slack; outcome=held_back: not sent, because it would have been over a limit.",
    ("method", "outcome"),
    registry=REGISTRY,
)
_ERRORS = Counted("balance_errors", "Errors of ours that a person was told of.", ("kind",), registry=REGISTRY)

_KINDS = {
    "event_callback": "event",
    "block_actions": "click",
    "view_submission": "form",
    "shortcut": "shortcut",
    "message_action": "shortcut",
}
_heard_at: float | None = None


def received() -> float:
    """Slack sent something. Returns when, for `acknowledged`."""
    global _heard_at
    _heard_at = time.time()
    return time.perf_counter()


def heard_at() -> datetime | None:
    """When Slack last sent something, on this machine's clock; None before it did."""
    return datetime.fromtimestamp(_heard_at, UTC) if _heard_at else None


def acknowledged(body: Mapping[str, Any], since: float, *, taken: bool) -> None:
    """What was received `since` has been answered."""
    kind = _KINDS.get(str(body.get("type")), "command" if "command" in body else "other")
    _ACKS.labels(kind, "yes" if taken else "no").observe(time.perf_counter() - since)


def refused(why: str) -> None:
    """A person is told no; `why` is a code of flows/refusals.py."""
    _REFUSALS.labels(why).inc()


def called(method: str, outcome: str) -> None:
    """A call to Slack ended."""
    _CALLS.labels(method, outcome).inc()


def failed(kind: str) -> None:
    """A person was told that something went wrong. `kind`: store, export or unexpected."""
    _ERRORS.labels(kind).inc()


def page(commits: Mapping[str, int], lines: Mapping[str, int], waiting: Mapping[str, int]) -> bytes:
    """All of it, as Prometheus reads it. `commits`: by their kind; `lines` of the log, by level; `waiting`:
    surfaces to be brought to Slack, by whether their place takes them."""
    here = CollectorRegistry()
    here.register(
        _Now(
            _counted("balance_commits", "Transactions that were committed.", "kind", commits),
            _counted("balance_log_lines", "Lines of the log.", "level", lines),
            _gauge("balance_waiting_surfaces", "What waits to be drawn in Slack.", "place", waiting),
        )
    )
    return b"".join(generate_latest(registry) for registry in (REGISTRY, here, OF_THE_PROCESS))


class _Now:
    """What others count, as it is at this moment."""

    def __init__(self, *metrics: Metric) -> None:
        self._metrics = metrics

    def collect(self) -> tuple[Metric, ...]:
        return self._metrics


def _counted(name: str, what: str, label: str, values: Mapping[str, int]) -> Metric:
    metric = CounterMetricFamily(name, what, labels=(label,))
    for value, number in sorted(Counter(values).items()):
        metric.add_metric((value,), number)
    return metric


def _gauge(name: str, what: str, label: str, values: Mapping[str, int]) -> Metric:
    metric = GaugeMetricFamily(name, what, labels=(label,))
    for value, number in values.items():
        metric.add_metric((value,), number)
    return metric
