"""A network between the bot and its PostgreSQL that can swallow everything: no side hears of it, no RST."""

import contextlib
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from sqlalchemy.engine import make_url


@dataclass(eq=False)
class _Flow:
    """One connection through the network, as a firewall on the way knows it, or no longer does."""

    bot: socket.socket
    server: socket.socket
    asks: bool
    answers: bool


@dataclass
class Network:
    """Carries connections to the server at `url`, which is a Unix socket.

    A connection that was swallowed once stays so when the network is well again: that is the worst that a
    firewall does. That the bot has closed it does not reach the server either.
    """

    server: str
    _asks: bool = True
    _answers: bool = True
    _last_word: bytes | None = None
    _flows: list[_Flow] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    def __post_init__(self) -> None:
        self._start(threading.Thread(target=self._accept, daemon=True))

    @property
    def url(self) -> str:
        """The address of the server's database through this network."""
        host, port = self._listener.getsockname()
        url = make_url(self.server).difference_update_query(["host"]).set(host=host, port=port)
        return url.render_as_string(hide_password=False)

    def swallow(self) -> None:
        """Both directions of whatever is open, and of what is opened from now on."""
        self._carry(asks=False, answers=False)

    def swallow_answers(self) -> None:
        """What the bot asks still arrives."""
        self._carry(asks=True, answers=False)

    def be_silent_from(self, word: str) -> None:
        """As soon as a statement with this word comes, on its connection: what is in between, such as a
        pooler, still acknowledges all that is sent."""
        self._last_word = word.encode()

    def carry_again(self) -> None:
        """For new connections."""
        self._carry(asks=True, answers=True)

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for end in (end for flow in self._flows for end in (flow.bot, flow.server)):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()
        for flow in self._flows:
            flow.bot.close()
            flow.server.close()

    def _carry(self, *, asks: bool, answers: bool) -> None:
        self._asks, self._answers = asks, answers
        for flow in self._flows:
            flow.asks, flow.answers = flow.asks and asks, flow.answers and answers

    def _accept(self) -> None:
        folder = make_url(self.server).query["host"]
        with contextlib.suppress(OSError):
            while True:
                bot, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(f"{folder}/.s.PGSQL.5432")
                flow = _Flow(bot, server, self._asks, self._answers)
                self._flows.append(flow)
                asking = (bot, server, partial(self._carries_question, flow))
                answering = (server, bot, partial(_carries_answer, flow))
                for way in (asking, answering):
                    self._start(threading.Thread(target=_pump, args=way, daemon=True))

    def _carries_question(self, flow: _Flow, data: bytes) -> bool:
        if self._last_word and self._last_word in data:
            flow.asks = flow.answers = False
        return flow.asks

    def _start(self, thread: threading.Thread) -> None:
        self._threads.append(thread)
        thread.start()


def _carries_answer(flow: _Flow, _data: bytes) -> bool:
    return flow.answers


def _pump(source: socket.socket, to: socket.socket, carries: Callable[[bytes], bool]) -> None:
    """One direction, until one of the two ends it."""
    with contextlib.suppress(OSError):
        while data := source.recv(65_536):
            if carries(data):
                to.sendall(data)
        if carries(b""):
            to.shutdown(socket.SHUT_WR)
