"""A desktop of no more than a screen, a bus and a tray, for a program in a chroot: it needs nothing of it.

    python small_desktop.py PICTURE.png COMMAND …

Starts the command and waits until it has its icon in the tray; prints how long that took, by the clock and of
the processor (which a busy machine changes less), has its window shown, takes a picture, ends it as a logout
does, and sees that it goes at once. Both sockets are abstract ones, which a chroot shares with the machine.
Needs Xvfb and dbus-daemon; the checkout's Qt takes the picture.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from jeepney import HeaderFields, MessageType, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

WATCHER = "org.kde.StatusNotifierWatcher"
START_WITHIN_S = 60.0
END_WITHIN_S = 5.0
SHOWN_AFTER_S = 4.0  # with the figures of the history in it
BUS = """<busconfig><type>session</type><listen>unix:abstract={name}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/><allow user="*"/></policy></busconfig>"""

PICTURE = """import sys
from PySide6.QtGui import QGuiApplication
QGuiApplication([]).primaryScreen().grabWindow(0).save(sys.argv[1])"""


def registered(bus: DBusConnection) -> str:
    """The name of the item that the tray is told of next."""
    end = time.monotonic() + START_WITHIN_S
    while True:
        message = bus.receive(timeout=max(end - time.monotonic(), 0.01))
        fields = message.header.fields
        if message.header.message_type is MessageType.method_call:
            bus.send(new_method_return(message))
            if fields.get(HeaderFields.member) == "RegisterStatusNotifierItem":
                return str(fields[HeaderFields.sender])


def processor_s(pid: int) -> float:
    """What a process with all of its threads has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main(picture: Path, command: list[str]) -> int:
    with TemporaryDirectory() as folder:
        name, display = f"trayapp-try-{os.getpid()}", f":{os.getpid() % 30000 + 100}"
        (Path(folder) / "bus.conf").write_text(BUS.format(name=name))
        screen = subprocess.Popen(
            ["Xvfb", display, "-screen", "0", "900x700x24", "-ac"], stderr=subprocess.DEVNULL
        )
        daemon = subprocess.Popen(["dbus-daemon", f"--config-file={folder}/bus.conf", "--nofork"])
        try:
            address = f"unix:abstract={name}"
            for _ in range(100):
                try:
                    bus = open_dbus_connection(address)
                    break
                except OSError:
                    time.sleep(0.05)
            else:
                return 1
            bus.send_and_get_reply(message_bus.RequestName(WATCHER))
            environment = os.environ | {"DISPLAY": display, "DBUS_SESSION_BUS_ADDRESS": address}
            begin = time.monotonic()
            program = subprocess.Popen(command, env=environment)
            registered(bus)
            seconds, used = time.monotonic() - begin, processor_s(program.pid)
            print(f"icon in the tray after {seconds:.2f} s, of the processor {used:.2f} s")
            subprocess.run([*command, "show"], env=environment, check=True)  # as from a key
            time.sleep(SHOWN_AFTER_S)
            shot = [sys.executable, "-c", PICTURE, str(picture)]
            subprocess.run(shot, env=os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}, check=True)
            is_alive = program.poll() is None
            program.send_signal(signal.SIGTERM)
            begin = time.monotonic()
            program.wait(timeout=END_WITHIN_S)
            print(f"ended by SIGTERM after {time.monotonic() - begin:.2f} s, status {program.returncode}")
            return 0 if is_alive and program.returncode == 0 else 1
        finally:
            for process in (screen, daemon):
                process.kill()
                process.wait()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
