"""Block Kit as Slack takes it: checked to the letter, then given the ids that were left out."""

from bot.sandbox.wire.blockkit.accept import accept_blocks, accept_view

__all__ = ["accept_blocks", "accept_view"]
