"""Slack's Web API, as far as the sandbox carries it."""

from bot.sandbox.api.web_api import WebApi

__all__ = ["WebApi"]
