"""What an assessment is.

Nothing in this package knows Slack, a database or the time of day, and nothing does any input or output,
but for reading its own question file.
"""
