"""The people of the workspace: what each does in their Slack client, and what they see there."""
