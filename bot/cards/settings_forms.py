"""The forms in which the settings of a workspace, a channel and a person are changed."""

from collections.abc import Mapping
from typing import Any

from bot.cards import blocks, fields
from bot.cards.callbacks import View
from bot.cards.card import Block
from bot.cards.settings import HOW_REMINDED, WEEKDAYS, in_months
from bot.cards.text import channel_link
from flows.settings import ChannelSettings, PersonSettings, WorkspaceSettings

NEVER = "never"
MONTHS = (3, 6, 12, 24, 36)
_NO_SELF_REVIEW = (
    " By the rules of this workspace, nobody decides on what they answered or own, whatever is set here."
)
_FORMER_STARTER = (
    "They can no longer start anything. As long as they stay, an empty field above lets nobody start an "
    "assessment; leave them out as well, and anyone in the channel can."
)
_FORMER_DECIDES = (
    "They can no longer decide, so nobody waits for them. If somebody else must, choose them above."
)


def channel_form(
    channel: str, settings: ChannelSettings, workspace: WorkspaceSettings, metadata: str, *, governs: bool
) -> dict[str, Any]:
    """`governs`: whoever fills it in is an admin or a governance lead, who alone say who must decide and what
    an owner may do."""
    hours = [blocks.option(f"{hour}:00", str(hour)) for hour in range(24)]
    months = [blocks.option(in_months(number), str(number)) for number in MONTHS]
    strict = "" if workspace.self_review else _NO_SELF_REVIEW
    return blocks.modal(
        "Channel settings",
        View.CHANNEL_SETTINGS,
        [
            blocks.section(f"These rules hold for assessments in {channel_link(channel)}.{strict}"),
            *fields.people(
                "Who usually decides?",
                "reviewers",
                hint="They are suggested in the form to start an assessment.",
                placeholder="Nobody in particular",
                initial=settings.reviewers,
            ),
            *(_governance(settings, "in this channel") if governs else []),
            _either(
                "If there are several reviewers",
                "all_decide",
                {"one": "One of them decides", "all": "All of them must decide"},
                second=settings.all_decide,
            ),
            _either(
                "May people decide on what they answered or own?",
                "self_review",
                {"no": "No", "yes": "Yes, and the summary says so"},
                second=settings.self_review,
            ),
            *fields.people(
                "Who may start an assessment?",
                "starters",
                hint="Leave this empty to let anyone in the channel start one.",
                placeholder="Anyone in the channel",
                initial=settings.starters,
                former=_FORMER_STARTER,
            ),
            _either(
                "People from partner organisations in this channel",
                "partners_answer",
                {"no": "See only", "yes": "May answer"},
                second=settings.partners_answer,
            ),
            _either(
                "Reminders by direct message",
                "reminders",
                {"on": "On", "off": "Off"},
                second=not settings.reminders,
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
        metadata=metadata,
        submit="Save",
    )


def workspace_form(settings: WorkspaceSettings, metadata: str, *, is_admin: bool) -> dict[str, Any]:
    """Who the governance leads are is for an admin to say."""
    leads = fields.people(
        "Governance leads",
        "leads",
        hint="They may change these rules and those of channels, and choose who decides.",
        placeholder="Nobody",
        initial=settings.leads,
    )
    return blocks.modal(
        "Rules of this workspace",
        View.WORKSPACE_SETTINGS,
        [
            blocks.section("These rules hold in every channel. A channel’s own can be stricter, not looser."),
            *(leads if is_admin else []),
            *_governance(settings, "in every channel"),
            _either(
                "May a channel let people decide on what they answered or own?",
                "self_review",
                {"yes": "Yes", "no": "No, nowhere"},
                second=not settings.self_review,
            ),
        ],
        metadata=metadata,
        submit="Save",
    )


def _governance(settings: ChannelSettings | WorkspaceSettings, where: str) -> list[Block]:
    """What only admins and governance leads set, of a channel and of the workspace."""
    return [
        *fields.people(
            f"Who must always decide {where}?",
            "must_decide",
            hint="Nothing is decided without them, except where it is their own work.",
            placeholder="Nobody in particular",
            initial=settings.must_decide,
            former=_FORMER_DECIDES,
        ),
        _either(
            "Who chooses who decides?",
            "owner_chooses",
            {"yes": "The owner, or a governance lead", "no": "Only governance leads"},
            second=not settings.owner_chooses,
        ),
        _either(
            "May the owner change who decides once it is submitted?",
            "owner_replaces",
            {"yes": "Yes", "no": "No, only governance leads"},
            second=not settings.owner_replaces,
        ),
    ]


def _either(label: str, block_id: str, words: Mapping[str, str], *, second: bool) -> Block:
    """One of two: their words, by their values."""
    first_value, second_value = words
    options = [blocks.option(said, value) for value, said in words.items()]
    return fields.radio(label, block_id, options, second_value if second else first_value)


def my_form(settings: PersonSettings, metadata: str = "", *, leads: bool = False) -> dict[str, Any]:
    """`leads`: whoever fills it in is a governance lead."""
    hours = [blocks.option(f"{hour}:00", str(hour)) for hour in range(9, 17)]
    known = str(settings.digest_hour) if 9 <= settings.digest_hour < 17 else "9"
    return blocks.modal(
        "My settings",
        View.MY_SETTINGS,
        [
            fields.radio(
                "When may Balance remind you?",
                "reminders",
                [blocks.option(words, value) for value, words in HOW_REMINDED.items()],
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
            *(_weekly(settings, hours) if leads else []),
        ],
        metadata=metadata,
        submit="Save",
    )


def _weekly(settings: PersonSettings, hours: list[dict[str, Any]]) -> list[Block]:
    days = [blocks.option(name, str(number)) for number, name in enumerate(WEEKDAYS)]
    return [
        fields.menu(
            "Weekly message for governance leads",
            "weekly_day",
            [*days, blocks.option("Never", NEVER)],
            NEVER if settings.weekly_day is None else str(settings.weekly_day),
            hint="What waits too long, is overdue or is due. App Home shows it at any time.",
            optional=False,
        ),
        fields.menu("At what hour?", "weekly_hour", hours, str(settings.weekly_hour), optional=False),
    ]


def _hour(hour: int | None) -> str:
    return "" if hour is None else str(hour)
