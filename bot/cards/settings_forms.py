"""The forms in which the settings of a workspace, a channel and a person are changed."""

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
            fields.people(
                "Who usually decides?",
                "reviewers",
                hint="They are suggested in the form to start an assessment.",
                placeholder="Nobody in particular",
                initial=list(settings.reviewers),
            ),
            *(_governance(settings, "in this channel") if governs else []),
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
        initial=list(settings.leads),
    )
    return blocks.modal(
        "Rules of this workspace",
        View.WORKSPACE_SETTINGS,
        [
            blocks.section("These rules hold in every channel. A channel’s own can be stricter, not looser."),
            *([leads] if is_admin else []),
            *_governance(settings, "in every channel"),
            fields.radio(
                "May a channel let people decide on what they answered or own?",
                "self_review",
                [blocks.option("Yes", "yes"), blocks.option("No, nowhere", "no")],
                "yes" if settings.self_review else "no",
            ),
        ],
        metadata=metadata,
        submit="Save",
    )


def _governance(settings: ChannelSettings | WorkspaceSettings, where: str) -> list[Block]:
    """What only admins and governance leads set, of a channel and of the workspace."""
    return [
        fields.people(
            f"Who must always decide {where}?",
            "must_decide",
            hint="Nothing is decided without them, except where it is their own work.",
            placeholder="Nobody in particular",
            initial=list(settings.must_decide),
        ),
        fields.radio(
            "Who chooses who decides?",
            "owner_chooses",
            [
                blocks.option("The owner, or a governance lead", "yes"),
                blocks.option("Only governance leads", "no"),
            ],
            "yes" if settings.owner_chooses else "no",
        ),
        fields.radio(
            "May the owner change who decides once it is submitted?",
            "owner_replaces",
            [blocks.option("Yes", "yes"), blocks.option("No, only governance leads", "no")],
            "yes" if settings.owner_replaces else "no",
        ),
    ]


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
            hint="What waits too long, what is not met, overdue or due. App Home says it at any time.",
            optional=False,
        ),
        fields.menu("At what hour?", "weekly_hour", hours, str(settings.weekly_hour), optional=False),
    ]


def _hour(hour: int | None) -> str:
    return "" if hour is None else str(hour)
