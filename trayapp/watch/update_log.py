"""What a check brought, for the log: one line for each thing that is news, in codes."""

from __future__ import annotations

import json
import logging
from datetime import datetime

from trayapp.domain.check_json import change_to_json
from trayapp.domain.codes import Cause, Outcome, Says, VerdictName
from trayapp.domain.records import JudgedCheck
from trayapp.domain.update import Update

_log = logging.getLogger(__name__)


class UpdateLog:
    """Logs update after update: each change of verdict, own trouble, incidents, sources that say nothing.

    With `--verbose` each check is a line.
    """

    def __init__(self) -> None:
        self._seen: tuple[VerdictName, Cause | None, str | None] | None = None
        self._asked_at: dict[str, datetime | None] = {}

    def record(self, update: Update) -> None:
        """Log what is new in it."""
        verdict, own_trouble = update.judged.verdict, update.judged.check.own_trouble
        seen = verdict.name, verdict.cause, own_trouble
        level = logging.DEBUG if seen == self._seen else logging.INFO
        self._seen = seen
        codes = " ".join(filter(None, (verdict.name, verdict.cause, verdict.confidence)))
        own = f"own trouble: {own_trouble}" if own_trouble else ""
        _log.log(level, "%s", "; ".join(filter(None, (codes, _answers(update.judged), own))))
        for source in update.sources:
            # Once each time it was asked: every check names its last answer again.
            if source.says is Says.UNAVAILABLE and source.asked_at != self._asked_at.get(source.source):
                _log.info("%s says nothing: %s", source.source, source.reason)
            self._asked_at[source.source] = source.asked_at
        for event in update.events:
            _log.info("%s", json.dumps(change_to_json(event)))


def _answers(judged: JudgedCheck) -> str:
    """What was answered."""
    # Where a redirect leads stays out of it: it may name the user's network.
    return ", ".join(
        " ".join(filter(None, (r.id, r.outcome, None if r.outcome is Outcome.REDIRECTED else r.detail)))
        for r in judged.check.surfaces
    )
