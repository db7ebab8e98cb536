"""An X server that nobody sees, and as much of its protocol as shows windows come and go, and closes them."""

from __future__ import annotations

import os
import socket
import struct
import subprocess
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from tests.fakes import PATIENCE_S

_CHANGE_WINDOW_ATTRIBUTES, _GET_WINDOW_ATTRIBUTES, _QUERY_TREE = 2, 3, 15
_INTERN_ATOM, _GET_PROPERTY, _SEND_EVENT = 16, 20, 25
_UNMAP_NOTIFY, _MAP_NOTIFY, _CLIENT_MESSAGE = 18, 19, 33
_EVENT_MASK, _SUBSTRUCTURE_NOTIFY = 1 << 11, 1 << 19
_VIEWABLE = 2


class Screen:
    """The top-level windows of one X server. There is no window manager."""

    def __init__(self, display: str) -> None:
        self.display = display
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(PATIENCE_S)
        self._socket.connect(f"/tmp/.X11-unix/X{display.removeprefix(':')}")
        self._events: deque[bytes] = deque()
        self._socket.sendall(struct.pack("<BxHHHHxx", ord("l"), 11, 0, 0, 0))
        begin = self._take(8)
        assert begin[0] == 1, "the X server refuses us"
        setup = self._take(4 * struct.unpack_from("<H", begin, 6)[0])
        vendor_length, formats = struct.unpack_from("<H", setup, 16)[0], setup[21]
        self._root = struct.unpack_from("<I", setup, 32 + (vendor_length + 3) // 4 * 4 + 8 * formats)[0]
        self._send(
            _CHANGE_WINDOW_ATTRIBUTES, 0, struct.pack("<III", self._root, _EVENT_MASK, _SUBSTRUCTURE_NOTIFY)
        )

    def close(self) -> None:
        self._socket.close()

    def wait_for_window(self, title: str) -> int:
        """The window of that title, as soon as it is shown."""
        while True:
            self._events.clear()
            for window in self._windows():
                if self._title(window) == title and self._is_shown(window):
                    return window
            self._next_event(_MAP_NOTIFY)

    def has_window(self, title: str) -> bool:
        return any(self._title(window) == title and self._is_shown(window) for window in self._windows())

    def wait_until_hidden(self, window: int) -> None:
        while window in self._windows() and self._is_shown(window):
            self._next_event(_UNMAP_NOTIFY)

    def close_window(self, window: int) -> None:
        """What a window manager does when its close button is pressed."""
        protocols, delete = self._atom("WM_PROTOCOLS"), self._atom("WM_DELETE_WINDOW")
        event = struct.pack("<BBHIIII12x", _CLIENT_MESSAGE, 32, 0, window, protocols, delete, 0)
        self._send(_SEND_EVENT, 0, struct.pack("<II", window, 0) + event)
        self._atom("WM_PROTOCOLS")  # its reply shows that the event was taken

    def _windows(self) -> list[int]:
        reply = self._ask(_QUERY_TREE, 0, struct.pack("<I", self._root))
        assert reply is not None
        return list(struct.unpack_from(f"<{struct.unpack_from('<H', reply, 16)[0]}I", reply, 32))

    def _is_shown(self, window: int) -> bool:
        reply = self._ask(_GET_WINDOW_ATTRIBUTES, 0, struct.pack("<I", window))
        return reply is not None and reply[26] == _VIEWABLE

    def _title(self, window: int) -> str | None:
        wanted = struct.pack("<IIIII", window, self._atom("_NET_WM_NAME"), 0, 0, 1024)
        reply = self._ask(_GET_PROPERTY, 0, wanted)
        if reply is None:
            return None
        return reply[32 : 32 + struct.unpack_from("<I", reply, 16)[0]].decode()

    def _atom(self, name: str) -> int:
        padded = name.encode().ljust((len(name) + 3) // 4 * 4, b"\0")
        reply = self._ask(_INTERN_ATOM, 0, struct.pack("<Hxx", len(name)) + padded)
        assert reply is not None
        return int(struct.unpack_from("<I", reply, 8)[0])

    def _send(self, code: int, data: int, body: bytes) -> None:
        self._socket.sendall(struct.pack("<BBH", code, data, 1 + len(body) // 4) + body)

    def _ask(self, code: int, data: int, body: bytes) -> bytes | None:
        """The reply; `None` if the window has gone meanwhile. Events that come first are kept."""
        self._send(code, data, body)
        while (message := self._message())[0] > 1:
            self._events.append(message)
        return message if message[0] == 1 else None

    def _next_event(self, code: int) -> None:
        while True:
            event = self._events.popleft() if self._events else self._message()
            if event[0] & 0x7F == code:
                return

    def _message(self) -> bytes:
        head = self._take(32)
        return head + self._take(4 * struct.unpack_from("<I", head, 4)[0]) if head[0] == 1 else head

    def _take(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            piece = self._socket.recv(count - len(taken))
            assert piece, "the X server has gone"
            taken += piece
        return taken


@contextmanager
def screen() -> Iterator[Screen]:
    """An X server of our own, on a free display number."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "800x600x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, pass_fds=(writing,)) as process:
        os.close(writing)
        try:
            with os.fdopen(reading) as answer:
                number = answer.readline().strip()
            assert number, "Xvfb did not start"
            shown = Screen(f":{number}")
            yield shown
            shown.close()
        finally:
            process.terminate()
