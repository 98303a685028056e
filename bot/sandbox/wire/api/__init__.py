"""Slack's Web API, as far as the sandbox carries it."""

from bot.sandbox.wire.api.web_api import WebApi

__all__ = ["WebApi"]
