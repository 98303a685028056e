"""Slack on a bad day, on command: faults of calls, events, sockets and of the workspace itself."""

from bot.sandbox.faults.fault import Fault
from bot.sandbox.faults.faults import Faults

__all__ = ["Fault", "Faults"]
