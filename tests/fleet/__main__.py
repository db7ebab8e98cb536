"""A fleet, as it is run: `python -m tests.fleet`, or `python -m tests.fleet rules` for the rules alone.

Thirty `trayapp watch` in three offices, one Prometheus and one Alertmanager of the system's packages (Debian:
prometheus, prometheus-alertmanager), a mail server and a chat that keep what they get. The offices' internets
are servers of this process, to which names lead within each `watch`; all else is as it ships. X fails for one
office, then for all; some lines are bad throughout. It takes some 12 minutes.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.fleet.offices import Office, bad_line, open_offices
from tests.fleet.sinks import Sinks
from tests.fleet.stories import RULES, try_rules
from trayapp.paths import resource

SITES = ("Berlin", "Bonn", "Köln")
DESKS = 10
BAD_LINES = 2
"""Of each office's desks."""
SCRAPE_S = 15
_TOOLS = ("prometheus", "promtool", "prometheus-alertmanager", "amtool")


def main() -> None:
    if missing := [tool for tool in _TOOLS if shutil.which(tool) is None]:
        raise SystemExit(f"needs {', '.join(missing)}: apt-get install prometheus prometheus-alertmanager")
    _must("promtool", "check", "rules", str(RULES))
    _must("promtool", "check", "config", "--syntax-only", str(resource("prometheus", "prometheus.yml")))
    _must("amtool", "check-config", str(resource("prometheus", "alertmanager.yml")))
    print(try_rules(), flush=True)
    if sys.argv[1:] != ["rules"]:
        with tempfile.TemporaryDirectory(prefix="trayapp-fleet-") as folder:
            asyncio.run(_Fleet(Path(folder)).run())


def _must(*command: str, text: str | None = None) -> None:
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    print(f"{' '.join(command[:3])}: fine", flush=True)


def _free_port() -> int:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port: int = taken.getsockname()[1]
    return port


def _get(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        text: str = answer.read().decode()
    return text


class _Fleet:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._offices: dict[str, Office] = {}
        self._desks: dict[str, tuple[int, subprocess.Popen[bytes]]] = {}
        self._others: list[subprocess.Popen[bytes]] = []
        self._sinks = Sinks()
        self._prometheus = self._alertmanager = 0
        self._seen: set[frozenset[str]] = set()

    async def run(self) -> None:
        try:
            await self._run()
        finally:
            processes = [process for _, process in self._desks.values()] + self._others
            for process in processes:
                process.send_signal(signal.SIGTERM)
            for process in processes:
                process.wait(30)
            for office in self._offices.values():
                office.close()

    async def _run(self) -> None:
        self._offices = await open_offices(self._folder, *SITES)
        await self._sinks.open()
        for site in SITES:
            self._offices[bad_line(site)].is_line_well = False
            for number in range(DESKS):
                self._start_desk(site, number)
                await asyncio.sleep(0.5)  # they start when people come, not all at once
        self._start_engines()
        await self._until(self._are_all_scraped, 120)
        _must("promtool", "check", "metrics", text=await asyncio.to_thread(_get, self._url("Berlin-0")))

        await self._calm(180)
        await self._trouble(SITES[:1], "XIsKeptFromOneSite Berlin")
        await self._trouble(SITES, "XIsDown")
        await self._over()
        print("told to the chat:", *self._sinks.posts, "by mail:", *self._sinks.mails, sep="\n  ")

    def _start_desk(self, site: str, number: int) -> None:
        name, port = f"{site}-{number}", _free_port()
        home = self._folder / name
        home.mkdir()
        (home / "settings.toml").write_text(f'[metrics]\nsite = "{site}"\naddress = "{port}"\n')
        office = self._offices[bad_line(site) if number < BAD_LINES else site]
        env = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
        env |= {"HOME": str(home), "SSL_CERT_FILE": str(self._folder / "authorities.pem"), "LANG": "C.UTF-8"}
        command = [sys.executable, "-m", "tests.bench.app", str(office.places)]
        command += ["--config", str(home / "settings.toml"), "--data-dir", str(home), "watch"]
        out = (home / "said.txt").open("wb")
        self._desks[name] = port, subprocess.Popen(command, env=env, stdout=out, stderr=out)

    def _start_engines(self) -> None:
        self._prometheus, self._alertmanager = _free_port(), _free_port()
        for name in ("trayapp.rules.yml", "trayapp.tmpl"):
            shutil.copy(resource("prometheus", name), self._folder)
        jobs = [{"targets": [f"127.0.0.1:{port}" for port, _ in self._desks.values()]}]
        config = {
            "global": {"scrape_interval": f"{SCRAPE_S}s", "evaluation_interval": "15s"},
            "rule_files": ["trayapp.rules.yml"],
            "alerting": {
                "alertmanagers": [{"static_configs": [{"targets": [f"127.0.0.1:{self._alertmanager}"]}]}]
            },
            "scrape_configs": [{"job_name": "trayapp", "static_configs": jobs}],
        }
        (self._folder / "prometheus.yml").write_text(json.dumps(config))
        example = resource("prometheus", "alertmanager.yml").read_text("utf-8")
        example = example.replace("127.0.0.1:25", f"127.0.0.1:{self._sinks.smtp}")
        (self._folder / "alertmanager.yml").write_text(example)
        (self._folder / "chat.url").write_text(f"http://127.0.0.1:{self._sinks.chat}/")
        self._start(
            "prometheus",
            "--config.file=prometheus.yml",
            "--storage.tsdb.path=tsdb",
            f"--web.listen-address=127.0.0.1:{self._prometheus}",
        )
        self._start(
            "prometheus-alertmanager",
            "--config.file=alertmanager.yml",
            "--storage.path=alerts",
            "--cluster.listen-address=",
            f"--web.listen-address=127.0.0.1:{self._alertmanager}",
        )

    def _start(self, *command: str) -> None:
        log = (self._folder / f"{command[0]}.log").open("wb")
        self._others.append(subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log))

    # What is seen

    def _url(self, desk: str) -> str:
        return f"http://127.0.0.1:{self._desks[desk][0]}/metrics"

    def _ask(self, query: str) -> list[dict[str, Any]]:
        url = f"http://127.0.0.1:{self._prometheus}/api/v1/query?query={urllib.parse.quote(query)}"
        try:
            result: list[dict[str, Any]] = json.loads(_get(url))["data"]["result"]
        except OSError:  # it is still starting
            return []
        return result

    def _firing(self) -> set[str]:
        """Alerts, each with its site or desk."""
        labels = [each["metric"] for each in self._ask('ALERTS{alertstate="firing"}')]
        return {f"{each['alertname']} {each.get('site', '')}".strip() for each in labels}

    def _are_all_scraped(self) -> bool:
        return len(self._ask("trayapp_last_check_timestamp_seconds")) == len(SITES) * DESKS

    def _confirmed(self, sites: tuple[str, ...]) -> bool:
        """Whether half of the desks there that can judge have made their third check with trouble."""
        good = [f"{site}-{number}" for site in sites for number in range(BAD_LINES, DESKS)]
        texts = [_get(self._url(desk)) for desk in good]
        count = sum('verdict="down"} 1.0' in _open(text) for text in texts)
        return 2 * count >= len(good)

    async def _until(self, is_so: Callable[[], bool], within_s: float) -> float:
        """Seconds until then."""
        began_s = time.monotonic()
        while not await asyncio.to_thread(is_so):
            firing = await asyncio.to_thread(self._firing) if self._prometheus else set()
            self._seen.add(frozenset(firing))
            if time.monotonic() - began_s > within_s:
                raise SystemExit(f"not within {within_s} s; firing: {firing}")
            await asyncio.sleep(1)
        return time.monotonic() - began_s

    # What is tried

    async def _calm(self, length_s: float) -> None:
        before, began_s = self._costs(), time.monotonic()
        while time.monotonic() - began_s < length_s:
            await asyncio.sleep(5)
            self._expect(set(), await asyncio.to_thread(self._firing), "bad lines")
        after, took_s = self._costs(), time.monotonic() - began_s
        offline = self._ask('sum(trayapp_verdict{verdict="offline"})')[0]["value"][1]
        judges = self._ask("sum(site:trayapp_judges:count)")[0]["value"][1]
        print(f"calm: {judges} desks can judge, {offline} are offline; no alert in {length_s:.0f} s")
        cpu_s = sum(after[pid][0] - before[pid][0] for pid in after)
        memory = [megabytes for _, megabytes in after.values()]
        print(
            f"{len(after)} desks: {100 * cpu_s / took_s:.1f} % of one processor, {sum(memory):.0f} MB in all "
            f"(PSS), {max(memory):.1f} MB the largest",
            flush=True,
        )

    async def _trouble(self, sites: tuple[str, ...], alert: str) -> None:
        before = await asyncio.to_thread(self._firing)
        self._seen.clear()
        for site in sites:
            self._offices[site].is_x_well = False
        confirmed_s = await self._until(lambda: self._confirmed(sites), 240)
        took_s = await self._until(lambda: alert in self._firing(), 120)
        print(
            f"X fails in {', '.join(sites)}: half of the desks had their third check "
            f"after {confirmed_s:.0f} s; {alert} {took_s:.0f} s later",
            flush=True,
        )
        if took_s > 2 * SCRAPE_S:
            raise SystemExit("that is later than two scrapes")
        await asyncio.sleep(4 * SCRAPE_S)
        self._expect({alert}, await asyncio.to_thread(self._firing), alert)
        for seen in self._seen:
            self._expect({alert} | before, {*seen, alert} | before, "meanwhile")

    async def _over(self) -> None:
        for office in self._offices.values():
            office.is_x_well = True
        took_s = await self._until(lambda: not self._firing(), 300)
        await self._until(lambda: any(post.startswith("X is back") for post in self._sinks.posts), 240)
        print(f"X is well again: the last alert was over after {took_s:.0f} s", flush=True)

    def _expect(self, expected: set[str], seen: set[str], when: str) -> None:
        if seen != expected:
            raise SystemExit(f"{when}: {seen or 'nothing'} is told, {expected or 'nothing'} was expected")

    def _costs(self) -> Mapping[int, tuple[float, float]]:
        """Of each desk the seconds of processor so far, and the megabytes it holds now."""
        costs = {}
        for _, process in self._desks.values():
            fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
            cpu_s = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
            pss = Path(f"/proc/{process.pid}/smaps_rollup").read_text().partition("\nPss:")[2].split()[0]
            costs[process.pid] = cpu_s, int(pss) / 1000
        return costs


def _open(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if line.startswith("trayapp_incident_open"))


if __name__ == "__main__":
    main()
