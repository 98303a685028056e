"""How far the sandbox's clock is ahead, told to the bot's process by a few bytes that both have in memory."""

import mmap
import struct
import time
from pathlib import Path

_SIZE = struct.calcsize("d")


class SharedOffset:
    """Seconds in a file that two processes hold open. What one writes, the other reads at once."""

    def __init__(self, path: Path) -> None:
        """An existing file is taken as it is."""
        if not path.exists():
            path.write_bytes(struct.pack("d", 0.0))
        with path.open("r+b") as file:
            self._memory = memoryview(mmap.mmap(file.fileno(), _SIZE)).cast("d")
        self.path = path

    @property
    def value(self) -> float:
        return float(self._memory[0])

    @value.setter
    def value(self, seconds: float) -> None:
        self._memory[0] = seconds

    def now(self) -> float:
        """The sandbox's time, in seconds since 1970."""
        return time.time() + self.value

    def steady(self) -> float:
        """Seconds of a clock that nobody sets. Days that go by in the sandbox go by on it, too."""
        return time.monotonic() + self.value
