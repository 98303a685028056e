"""Voices from outside: what is made for people who are not in Slack, and how their answers come back."""
