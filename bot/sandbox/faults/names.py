"""What Slack and the app say to each other, by its technical name and in plain words."""

from bot.sandbox.wire.file_routes import UPLOAD

RESPONSE_URL = "response_url"
"""Stands among the methods, as an answer to a click takes the place of one. So does the upload of a file."""

CALLS = {
    "chat.postMessage": "Post a message",
    "chat.update": "Change a message",
    RESPONSE_URL: "Answer a click",
    "chat.postEphemeral": "Show a message to one person",
    "chat.delete": "Delete a message",
    "views.open": "Open a window",
    "views.push": "Open a window on top of another",
    "views.update": "Change a window",
    "views.publish": "Show the Home tab",
    "files.getUploadURLExternal": "Ask where to send a file",
    UPLOAD: "Send a file",
    "files.completeUploadExternal": "Share a file",
    "files.info": "Look at a file",
    "files.delete": "Delete a file",
    "reactions.add": "Add a reaction",
    "conversations.replies": "Read a thread",
    "conversations.history": "Read a channel",
    "users.info": "Look up a person",
    "users.conversations": "List its own channels",
    "conversations.info": "Look at a channel",
    "chat.getPermalink": "Get the link to a message",
    "apps.connections.open": "Connect",
    "auth.test": "Check its own name",
}
"""What the app can ask of Slack; the common ones first."""

NEWS = {
    "message": "Messages",
    "app_mention": "Mentions",
    "block_actions": "Clicks",
    "view_submission": "Forms that are sent",
    "view_closed": "Forms that are closed",
    "/*": "Commands",
    "app_home_opened": "Visits to Home",
    "member_joined_channel": "People and apps that join",
    "*": "Everything",
}
"""What Slack can tell the app."""


def span(seconds: float, up_to: float | None = None) -> str:
    """A time, or a shortest and a longest one, in words."""
    if up_to is None:
        return f"{seconds:g} second{'' if seconds == 1 else 's'}"
    return f"{seconds:g} to {up_to:g} seconds"
