"""What Balance logs while a test runs. Afterwards logging is as it was."""

import contextlib
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from typing import TextIO, TypeVar

from bot import log

T = TypeVar("T", bound=TextIO)


@contextlib.contextmanager
def as_it_was() -> Iterator[None]:
    """Whatever is changed of logging meanwhile."""
    root, handlers = logging.getLogger(), logging.getLogger().handlers[:]
    hooks = sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning
    loggers = [root, *(logging.getLogger(name) for name in log.OURS)]
    levels = [logger.level for logger in loggers]
    raises = logging.raiseExceptions
    try:
        yield
    finally:
        root.handlers[:], logging.raiseExceptions = handlers, raises
        sys.excepthook, sys.unraisablehook, threading.excepthook, warnings.showwarning = hooks
        for logger, before in zip(loggers, levels, strict=True):
            logger.setLevel(before)


@contextlib.contextmanager
def logging_to(level: str, to: T) -> Iterator[T]:
    with as_it_was():
        log.configure(level, to)
        yield to
