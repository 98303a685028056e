"""Settings of a channel and of a person: what stands now, and the forms to change it."""

from typing import Any

from bot.cards import blocks, fields
from bot.cards.callbacks import Do, View
from bot.cards.card import Card
from bot.cards.text import channel_link, people
from flows.settings import ChannelSettings, PersonSettings

NEVER = "never"
MONTHS = (3, 6, 12, 24, 36)
_REMINDERS = {
    "on": "When something is due",
    "daily": "Once a day, all in one message",
    "off": "Never",
}


def overview(channel: str, settings: ChannelSettings, mine: PersonSettings) -> Card:
    """What is set for this channel and this person, with a way to change it."""
    lines = []
    buttons = [blocks.button("My settings", Do.MY_SETTINGS)]
    if channel:
        lines += [f"*Settings of {channel_link(channel)}*", *(f"• {line}" for line in _told(settings))]
        buttons.insert(0, blocks.button("Settings of this channel", Do.SETTINGS, channel))
    lines += ["*Your own settings*", f"• {_told_mine(mine)}"]
    spoken = [line.replace("*", "") for line in lines]
    return Card("\n".join(spoken), [*blocks.sections(lines), blocks.actions(*buttons)])


def channel_form(channel: str, settings: ChannelSettings) -> dict[str, Any]:
    hours = [blocks.option(f"{hour}:00", str(hour)) for hour in range(24)]
    months = [blocks.option(_in_months(number), str(number)) for number in MONTHS]
    return blocks.modal(
        "Channel settings",
        View.CHANNEL_SETTINGS,
        [
            blocks.section(f"These rules hold for assessments in {channel_link(channel)}."),
            fields.people(
                "Who usually decides?",
                "reviewers",
                hint="They are suggested in the form to start an assessment.",
                placeholder="Nobody in particular",
                initial=list(settings.reviewers),
            ),
            fields.radio(
                "If there are several reviewers",
                "all_decide",
                [
                    blocks.option("One of them decides", "one"),
                    blocks.option("All of them must decide", "all"),
                ],
                "all" if settings.all_decide else "one",
            ),
            fields.radio(
                "May people decide on what they answered or own?",
                "self_review",
                [blocks.option("No", "no"), blocks.option("Yes, and the summary says so", "yes")],
                "yes" if settings.self_review else "no",
            ),
            fields.people(
                "Who may start an assessment?",
                "starters",
                hint="Leave this empty to let anyone in the channel start one.",
                placeholder="Anyone in the channel",
                initial=list(settings.starters),
            ),
            fields.radio(
                "Reminders by direct message",
                "reminders",
                [blocks.option("On", "on"), blocks.option("Off", "off")],
                "on" if settings.reminders else "off",
            ),
            fields.menu("Quiet hours from", "quiet_from", hours, _hour(settings.quiet_from)),
            fields.menu(
                "Quiet hours until",
                "quiet_to",
                hours,
                _hour(settings.quiet_to),
                hint="In each person’s own time. Nobody is reminded at night or at weekends anyway.",
            ),
            fields.menu(
                "Look again after an approval",
                "look_again",
                [*months, blocks.option("Never", NEVER)],
                NEVER if settings.look_again_months is None else str(settings.look_again_months),
                optional=False,
            ),
        ],
        metadata=channel,
        submit="Save",
    )


def my_form(settings: PersonSettings) -> dict[str, Any]:
    hours = [blocks.option(f"{hour}:00", str(hour)) for hour in range(9, 17)]
    known = str(settings.digest_hour) if 9 <= settings.digest_hour < 17 else "9"
    return blocks.modal(
        "My settings",
        View.MY_SETTINGS,
        [
            fields.radio(
                "When may Balance remind you?",
                "reminders",
                [blocks.option(words, value) for value, words in _REMINDERS.items()],
                settings.reminders,
            ),
            fields.menu(
                "If once a day, at what hour?",
                "digest_hour",
                hours,
                known,
                hint="In your own time zone, on weekdays.",
                optional=False,
            ),
        ],
        submit="Save",
    )


def _told(settings: ChannelSettings) -> list[str]:
    quiet = ""
    if settings.quiet_from is not None and settings.quiet_to is not None:
        quiet = f", but not from {settings.quiet_from}:00 to {settings.quiet_to}:00"
    look = settings.look_again_months
    return [
        f"Reviewers: {people(settings.reviewers)}." if settings.reviewers else "Reviewers: none by default.",
        "All reviewers must decide." if settings.all_decide else "One reviewer decides.",
        "People may decide on what they answered or own."
        if settings.self_review
        else "Nobody decides on what they answered or own.",
        f"May start: {people(settings.starters)}."
        if settings.starters
        else "Anyone may start an assessment.",
        f"Reminders: on{quiet}." if settings.reminders else "Reminders: off.",
        f"Look again: {_in_months(look).lower()} after an approval." if look else "Look again: never.",
    ]


def _told_mine(settings: PersonSettings) -> str:
    at = f", at {settings.digest_hour}:00" if settings.reminders == "daily" else ""
    return f"Reminders: {_REMINDERS[settings.reminders].lower()}{at}."


def _in_months(number: int) -> str:
    return {12: "A year", 24: "Two years", 36: "Three years"}.get(number, f"{number} months")


def _hour(hour: int | None) -> str:
    return "" if hour is None else str(hour)
