"""The wire: what the app asks and is answered, and what it is told, as on the real Slack."""
