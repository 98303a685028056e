"""The one loose type of the sandbox: what travels over Slack's wire as JSON."""

from typing import Any

Json = dict[str, Any]
