"""Where a sandbox keeps what happens in it: in two files that belong together, or nowhere for long."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox import CannotKeep, Sandbox
from storage import new_file

_STORE, _WORLD = ".db", ".world"


@dataclass(frozen=True, slots=True)
class Files:
    """`store` is the bot's, `world` the sandbox's; what is in `scratch` is gone afterwards. `is_new`: nothing
    has been kept there yet."""

    scratch: Path
    store: Path
    world: Path | None = None
    is_new: bool = True

    @property
    def words(self) -> str:
        """For whoever started it."""
        if self.world is None:
            return f"The database is {self.store}. It is deleted when you stop."
        if self.is_new:
            kept = f"All of it is kept in {self.store} and {self.world}."
            return f"{kept} Start it with the same --keep to go on."
        return f"This goes on from what was kept in {self.store} and {self.world}."

    def check(self, slack: Sandbox) -> None:
        """Raises CannotKeep if the world knows of messages, but the bot's store is not there."""
        if self.world is None or self.store.exists():
            return
        if any(channel.messages for channel in slack.world.channels.values()):
            raise CannotKeep(_alone(self.world, self.store))


@contextlib.contextmanager
def files(name: str | None) -> Iterator[Files]:
    """The files of this name, or such as are gone afterwards; where the sandbox is killed, with the next one.
    Raises CannotKeep."""
    with new_file.own_folder(new_file.for_what_is_temporary()) as scratch:
        yield Files(scratch, scratch / "balance.db") if name is None else _kept(name, scratch)


def _kept(name: str, scratch: Path) -> Files:
    # Whoever names one of the two files means both.
    for ending in (_STORE, _WORLD):
        name = name.removesuffix(ending)
    try:
        store, world = Path(f"{name}{_STORE}").absolute(), Path(f"{name}{_WORLD}").absolute()
    except OSError:  # of the system's getcwd, and of nothing else
        raise CannotKeep(
            "the folder that this was started in is gone. Start it in another one, or give --keep a whole "
            "path."
        ) from None
    try:
        if not Path(name).name or Path(name).is_dir():
            raise CannotKeep(f"--keep needs a name for two files, such as trial. {name or 'That'} is none.")
        if not store.parent.is_dir():
            raise CannotKeep(f"the folder {store.parent} is not there.")
        store_is_there, world_is_there = store.exists(), world.exists()
    except OSError as error:  # a name that is too long, a folder that may not be looked into
        raise CannotKeep(f"{store} cannot be used: {error.strerror}.") from None
    if store_is_there and not world_is_there:
        raise CannotKeep(_alone(store, world))
    return Files(scratch, store, world, is_new=not world_is_there)


def _alone(there: Path, missing: Path) -> str:
    return (
        f"{there} is there, and {missing} is not. They belong together: bring the missing one back, "
        "or give --keep another name."
    )
