"""The workspace that newcomers and tests meet: Riverside Council."""

from bot.sandbox.world.conversations import Channel, ChannelKind
from bot.sandbox.world.workspace import BOT_USER, Profile

AMINA = "U0AMINA0001"
TOM = "U0TOM000001"
PRIYA = "U0PRIYA0001"
GRACE = "U0GRACE0001"
HELEN = "U0HELEN0001"
OWEN = "U0OWEN00001"
HOUSING = "C0HOUSING01"
SOCIAL_CARE = "C0SOCIAL001"
GOVERNANCE = "C0PRIVATE01"
GENERAL = "C0GENERAL01"


def people() -> list[Profile]:
    return [
        Profile(AMINA, "Amina Yusuf", "amina.yusuf", "data lead", is_admin=True),
        Profile(TOM, "Tom Fletcher", "tom.fletcher", "housing officer"),
        Profile(PRIYA, "Priya Nair", "priya.nair", "nurse"),
        Profile(GRACE, "Grace Okafor", "grace.okafor", "information governance manager"),
        Profile(HELEN, "Helen Marsh", "helen.marsh", "safeguarding lead"),
        Profile(OWEN, "Owen Davies", "owen.davies", "occupational therapist"),
    ]


def channels() -> list[Channel]:
    everyone = [AMINA, TOM, PRIYA, GRACE, HELEN, OWEN]
    return [
        Channel(HOUSING, "housing-data", ChannelKind.PUBLIC, [*everyone, BOT_USER]),
        Channel(
            SOCIAL_CARE, "adult-social-care", ChannelKind.PUBLIC, [AMINA, PRIYA, GRACE, HELEN, OWEN, BOT_USER]
        ),
        Channel(GOVERNANCE, "governance-board", ChannelKind.PRIVATE, [AMINA, GRACE, BOT_USER]),
        Channel(GENERAL, "general", ChannelKind.PUBLIC, everyone),
    ]
