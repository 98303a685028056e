"""Settings of a workspace, a channel and a person: what stands now, and what has changed."""

from collections.abc import Collection, Sequence

from bot.cards import blocks, retention
from bot.cards.callbacks import Do
from bot.cards.card import Card
from bot.cards.text import channel_link, escape, few, in_quotes, listed, mention, people
from flows.actor import still_there, taken_out
from flows.settings import ChannelRules, ChannelSettings, PersonSettings, WorkspaceSettings, rules_in

NO_CHANNEL = "none"
"""What a button carries beside which no channel is told of."""
TITLES_SHOWN = 5
_NOT_APPLIED = "This channel allows self-review. The rules of the workspace do not, so it does not hold."
_PARTNERS_SEE = "People from partner organisations can only see."
_MUST_NO_MORE = "Somebody else who had to decide is no longer here. Nobody waits for them."
_NO_LEADS = "As there is no governance lead, owners choose who decides until an admin names one."
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
HOW_REMINDED = {
    "on": "When something is due",
    "daily": "Once a day, all in one message",
    "off": "Never",
}


def overview(
    channel: str,
    workspace: WorkspaceSettings,
    own: ChannelSettings,
    mine: PersonSettings,
    person: str = "",
) -> Card:
    """What is set for this channel (empty: for none), the workspace and this `person`, with a way to change
    it. `own` is what the channel has set; what holds is said, and what of it does not."""
    lines, buttons = [], []
    if channel:
        rules = rules_in(workspace, own)
        said = [line for line in told(rules) if line != _PARTNERS_SEE]  # in most channels there is nobody
        lines += [f"*Settings of {channel_link(channel)}*", *(f"• {line}" for line in said)]
        if taken_out(own.must_decide):
            lines.append(f"• {_MUST_NO_MORE}")
        if own.self_review and not rules.self_review:
            lines.append(f"• {_NOT_APPLIED}")
        buttons.append(blocks.button("Settings of this channel", Do.SETTINGS, channel))
    lines += ["*Rules of this workspace*", *(f"• {line}" for line in _told_workspace(workspace))]
    lines += ["*Your own settings*", f"• {_told_mine(mine)}"]
    if person in workspace.leads:
        lines.append(f"• {_told_weekly(mine)}")
    buttons.append(blocks.button("Rules of this workspace", Do.WORKSPACE_SETTINGS, channel or NO_CHANNEL))
    if person in workspace.leads:
        buttons.append(blocks.button(retention.LABEL, Do.RETENTION, channel or NO_CHANNEL))
    buttons.append(blocks.button("My settings", Do.MY_SETTINGS, channel or NO_CHANNEL))
    spoken = [line.replace("*", "") for line in lines]
    return Card("\n".join(spoken), [*blocks.sections(lines), blocks.actions(*buttons)])


def changed(by: str, before: ChannelRules, after: ChannelRules, keep_theirs: Sequence[str]) -> Card | None:
    """To a channel: which rules are other now, and for which assessments; None if none is. `keep_theirs` are
    titles of what was submitted under the rules before."""
    lines = [line for line in told(after) if line not in told(before)]
    if not lines:
        return None
    holds = "This holds for every assessment that is started or submitted from now on."
    head = f"{mention(by)} changed the rules here."
    titles = few([in_quotes(title) for title in keep_theirs], TITLES_SHOWN)
    keep = (
        f"The rules of before still hold for what is submitted already: {listed(titles)}." if titles else ""
    )
    said = [head, *(f"• {line}" for line in lines), holds]
    drawn = [*blocks.sections(said), *([blocks.typed(keep)] if keep else [])]
    return Card("\n".join([*said, *([escape(keep)] if keep else [])]), drawn)


def told(settings: ChannelSettings) -> list[str]:
    """The rules of a channel, each in a sentence."""
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
        *_told_governance(settings),
        _told_starters(settings.starters),
        "People from partner organisations can answer." if settings.partners_answer else _PARTNERS_SEE,
        f"Reminders: on{quiet}." if settings.reminders else "Reminders: off.",
        f"Look again: {in_months(look).lower()} after an approval." if look else "Look again: never.",
    ]


def _told_starters(starters: Collection[str]) -> str:
    if not starters:
        return "Anyone may start an assessment."
    nobody = "" if still_there(starters) else ", so nobody can until somebody is chosen"
    return f"May start: {people(starters)}{nobody}."


def _told_governance(settings: ChannelSettings | WorkspaceSettings) -> list[str]:
    chooses = "Only governance leads choose who decides."
    if settings.owner_chooses:
        after = "also" if settings.owner_replaces else "but not"
        chooses = f"The owner may choose who decides, {after} once it is submitted."
    must = people(sorted(still_there(settings.must_decide))) or "nobody in particular"
    gone = [_MUST_NO_MORE] if taken_out(settings.must_decide) else []
    return [f"Must always decide: {must}.", *gone, chooses]


def _told_workspace(settings: WorkspaceSettings) -> list[str]:
    leads = people(settings.leads)
    strict = [] if settings.self_review else ["Nobody decides on what they answered or own, in any channel."]
    return [
        f"Governance leads: {leads}." if leads else "Governance leads: none.",
        *_told_governance(settings),
        *([_NO_LEADS] if not leads and not (settings.owner_chooses and settings.owner_replaces) else []),
        *strict,
        *retention.told(settings.retention),
    ]


def _told_mine(settings: PersonSettings) -> str:
    at = f", at {settings.digest_hour}:00" if settings.reminders == "daily" else ""
    return f"Reminders: {HOW_REMINDED[settings.reminders].lower()}{at}."


def _told_weekly(settings: PersonSettings) -> str:
    if settings.weekly_day is None:
        return "Weekly message for governance leads: never."
    day = WEEKDAYS[settings.weekly_day]
    return f"Weekly message for governance leads: {day}, at {settings.weekly_hour}:00."


def in_months(number: int) -> str:
    return {12: "A year", 24: "Two years", 36: "Three years"}.get(number, f"{number} months")
