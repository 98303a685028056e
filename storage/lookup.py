"""Names of servers, looked up within the time of whoever waits. The system's resolver has a patience of its
own, and nothing can interrupt it: where a network swallows what it asks, it may be half a minute."""

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import count

AFRESH_SECONDS = 3.0
"""A lookup that has hung for so long does not notice that the network is well again: another is begun."""
PATIENCE_SECONDS = 10.0
"""How long whoever has no limit of their own waits."""
_LOOK_SECONDS = 0.1
_numbers = count(1)


def is_host(name: str) -> bool:
    """Whether this can be asked for at all; whether anybody knows it is another question."""
    try:
        name.encode("idna")
    except UnicodeError:
        return False
    return "\0" not in name


def is_address(name: str) -> bool:
    """Whether nobody needs to be asked where this is."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Lookups:
    """Each in a thread of its own, which is left to itself when it hangs. Who asks for the same name at the
    same time waits for the same lookup."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[str, list[tuple[float, Future[list[str]]]]] = {}

    def addresses(self, host: str, check_time: Callable[[], None]) -> list[str]:
        """In the order in which they should be tried. Raises OSError or UnicodeError if there are none, and
        whatever `check_time` raises, which is called ten times a second."""
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            under_way = self._begun(host)
            ended = wait(under_way, _LOOK_SECONDS, FIRST_COMPLETED).done
            for lookup in ended:
                if lookup.exception() is None:
                    return lookup.result()
            if under_way[-1] in ended:  # an older one may have failed of what is over by now
                return under_way[-1].result()
            check_time()
            if time.monotonic() >= until:
                raise TimeoutError(f"nothing was heard within {PATIENCE_SECONDS:g} s")

    def _begun(self, host: str) -> list[Future[list[str]]]:
        """All that may still end, the newest last."""
        with self._lock:
            now = time.monotonic()
            under_way = [one for one in self._under_way.get(host, []) if not one[1].done()]
            if not under_way or now - under_way[-1][0] >= AFRESH_SECONDS:
                under_way.append((now, _begin(host)))
            self._under_way[host] = under_way
            return [lookup for _, lookup in under_way]


def _begin(host: str) -> Future[list[str]]:
    lookup: Future[list[str]] = Future()
    name = f"lookup-{next(_numbers)}"
    # A daemon: the process does not wait at its end for what hangs.
    threading.Thread(target=_look_up, args=(host, lookup), name=name, daemon=True).start()
    return lookup


def _look_up(host: str, lookup: Future[list[str]]) -> None:
    try:
        found = socket.getaddrinfo(host, None, proto=socket.IPPROTO_TCP, type=socket.SOCK_STREAM)
    except BaseException as error:  # whoever waits for it is told
        lookup.set_exception(error)
    else:
        lookup.set_result(list(dict.fromkeys(str(address[0]) for *_, address in found)))
