"""A local stand-in for Slack: it speaks Slack's wire, and refuses what Slack refuses."""

from bot.sandbox.clock import Clock, ManualClock, WallClock
from bot.sandbox.errors import ActFailed, CannotAct, CommandFailed, NotAcknowledged
from bot.sandbox.manifest import AppManifest
from bot.sandbox.person import Person
from bot.sandbox.sandbox import Sandbox
from bot.sandbox.world import Channel, ChannelKind, Message, Ping, Profile, World

__all__ = [
    "ActFailed",
    "AppManifest",
    "CannotAct",
    "Channel",
    "ChannelKind",
    "Clock",
    "CommandFailed",
    "ManualClock",
    "Message",
    "NotAcknowledged",
    "Person",
    "Ping",
    "Profile",
    "Sandbox",
    "WallClock",
    "World",
]
