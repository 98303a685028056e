"""views.*: modals and App Home."""

from bot.sandbox.errors import ApiError
from bot.sandbox.wire.api.args import Args
from bot.sandbox.wire.blockkit import accept_view
from bot.sandbox.wire.core import Core
from bot.sandbox.wire.shapes import view_json
from bot.sandbox.world.types import Json


def open_modal(core: Core, args: Args) -> Json:
    spec = _view(args, "modal")
    trigger = core.triggers.use(args.text("trigger_id") or "")
    return {"view": view_json(core.views.open(trigger.user, spec))}


def push(core: Core, args: Args) -> Json:
    spec = _view(args, "modal")
    trigger = core.triggers.use(args.text("trigger_id") or "")
    return {"view": view_json(core.views.push(trigger.user, spec))}


def update(core: Core, args: Args) -> Json:
    spec = accept_view(args.raw("view"))
    view = core.views.find(args.text("view_id"))
    return {"view": view_json(core.views.update(view, spec, args.text("hash")))}


def publish(core: Core, args: Args) -> Json:
    if not core.manifest.home_tab:
        raise ApiError("not_enabled")
    spec = _view(args, "home")
    user = args.text("user_id") or ""
    if user not in core.world.people:
        raise ApiError("user_not_found")
    return {"view": view_json(core.views.publish(user, spec, args.text("hash")))}


def _view(args: Args, kind: str) -> Json:
    spec = accept_view(args.raw("view"))
    if spec["type"] != kind:
        raise ApiError("invalid_arguments")
    return spec
