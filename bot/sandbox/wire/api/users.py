"""users.*: the people of the workspace."""

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.shapes import person_json
from bot.sandbox.world.types import Json


def info(core: Core, args: Args) -> Json:
    profile = core.world.profile(args.text("user") or "")
    if profile is None:
        raise ApiError("user_not_found")
    return {"user": person_json(core.world, profile)}
