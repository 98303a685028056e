"""users.*: the people of the workspace."""

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.api.paging import page
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.shapes import person_json
from bot.sandbox.world.types import Json


def info(core: Core, args: Args) -> Json:
    profile = core.world.profile(args.text("user") or "")
    if profile is None:
        raise ApiError("user_not_found")
    return {"user": person_json(profile, with_locale=args.flag("include_locale"))}


def list_all(core: Core, args: Args) -> Json:
    found, metadata = page(args, [*core.world.people.values(), core.world.bot], 1000)
    with_locale = args.flag("include_locale")
    members = [person_json(profile, with_locale=with_locale) for profile in found]
    return {"members": members, "cache_ts": int(core.clock.now())} | metadata
