"""Methods about the app itself: who it is, and its sockets."""

from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.core import Core
from bot.sandbox.world import BOT_ID, BOT_USER, TEAM_ID, TEAM_NAME
from bot.sandbox.world.types import Json


def auth_test(core: Core, args: Args) -> Json:
    enterprise = core.world.enterprises.get(TEAM_ID)
    return ({"enterprise_id": enterprise} if enterprise else {}) | {
        "url": core.base_url,
        "team": TEAM_NAME,
        "user": core.world.bot.username,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": core.world.is_org_install,
    }


def open_connection(core: Core, args: Args) -> Json:
    socket_url = core.base_url.replace("http", "ws", 1)
    return {"url": f"{socket_url}link/?ticket={core.sockets.new_ticket()}&app_id=sandbox"}
