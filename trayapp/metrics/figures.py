"""What Prometheus is told. Needs prometheus-client, and is loaded only where figures are wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Histogram
from prometheus_client.metrics_core import Metric

from trayapp import __version__
from trayapp.clock import Now
from trayapp.domain.codes import CORE_SURFACES, Cause, Confidence, Says, VerdictName
from trayapp.domain.records import Evidence, JudgedCheck, SurfaceResult, Verdict
from trayapp.domain.reports import SourceHealth
from trayapp.domain.tracker import SEVERITY, Incident, is_unwatched
from trayapp.domain.update import Update

# Names, units and suffixes: https://prometheus.io/docs/practices/naming/

# Seconds. Most answers take 0.05 to 0.5; 3 is when one is called slow. Eight, since each is ten series.
_BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0)
_PHASES = ("dns", "connect", "tls", "first_byte")

_NOT_WATCHED = Verdict(VerdictName.UNKNOWN, Cause.NOT_WATCHED, None)


class Figures:
    """A collector for prometheus-client. One thread's.

    Each figure is of the moment at which it is asked for: of a check that is too old nothing is told but
    that nobody watches. Nothing in them names an address, a network or what people write.

    Attributes:
        site: the label that all of them have; none if it is empty.
    """

    def __init__(self, now: Now, site: str = "") -> None:
        self.site = site
        self._now = now
        self._last: JudgedCheck | None = None
        self._incident: Incident | None = None
        self._recurrence: int | None = None
        self._sources: Iterable[SourceHealth | Evidence] = ()
        self._asked: dict[str, SurfaceResult] = {}
        self._checks = dict.fromkeys(VerdictName, 0)
        self._response = Histogram(
            "trayapp_response_duration_seconds",
            "How long whole good answers of X took.",
            ["surface"],
            buckets=_BUCKETS,
            registry=None,
        )
        self._phases = Histogram(
            "trayapp_phase_duration_seconds",
            "How long the phases of good answers of X took.",
            ["surface", "phase"],
            buckets=_BUCKETS,
            registry=None,
        )

    def record_check(self, update: Update) -> None:
        """Count it, unless it was made before this program started; it is the last one from now on."""
        check = update.judged.check
        self.show(update.judged, update.incident, update.sources)
        self._recurrence = update.recurrence
        for surface in (*update.missing, *check.left_alone):
            self._asked.pop(surface, None)
        if update.is_old:
            return
        self._checks[update.judged.verdict.name] += 1
        for result in check.surfaces:
            if result.id in CORE_SURFACES and result.is_ok:
                self._observe(result)

    def show(
        self,
        judged: JudgedCheck,
        incident: Incident | None,
        sources: Iterable[SourceHealth | Evidence],
    ) -> None:
        """This is the last check, the incident that is open then, and how the sources are doing."""
        self._last, self._incident, self._sources = judged, incident, sources
        # Most checks ask for the core alone: what the other parts answered last still stands.
        self._asked.update({result.id: result for result in judged.check.surfaces})

    def _observe(self, result: SurfaceResult) -> None:
        if result.phases.total is not None:
            self._response.labels(result.id).observe(result.phases.total / 1000)
        for phase in _PHASES:
            if (took_ms := getattr(result.phases, phase)) is not None:
                self._phases.labels(result.id, phase).observe(took_ms / 1000)

    def collect(self) -> Iterator[Metric]:
        """All there is to tell now."""
        for family in self._families():
            # Since when a histogram counts would be a series for each, which Prometheus does not read.
            samples = [sample for sample in family.samples if not sample.name.endswith("_created")]
            site = {"site": self.site} if self.site else {}
            family.samples = [sample._replace(labels={**sample.labels, **site}) for sample in samples]
            yield family

    def _families(self) -> Iterator[Metric]:
        verdict, incident = _NOT_WATCHED, None
        if self._last is not None:
            check = self._last.check
            yield _gauge("last_check_timestamp_seconds", "When the last check began.", check.at.timestamp())
            yield _gauge("check_interval_seconds", "The pace: from one check to the next.", check.interval_s)
            if not is_unwatched(check.at, check.interval_s, self._now()):
                verdict, incident = self._last.verdict, self._incident
        yield _labelled("build_info", "The version of trayapp.", "version", {__version__: 1})
        yield _one_of("verdict", "What the last check says of X.", VerdictName, verdict.name)
        causes = [cause for cause in Cause if cause is not Cause.UNSTABLE]  # which is of incidents alone
        yield _one_of("cause", "Why it says so; none while X is up.", causes, verdict.cause)
        sure = "How sure a verdict is that claims something of X."
        yield _one_of("confidence", sure, Confidence, verdict.confidence)
        open_ = {name.value: incident is not None and name is incident.verdict for name in SEVERITY}
        yield _labelled("incident_open", "Whether several checks have confirmed trouble.", "verdict", open_)
        if incident is not None:
            begin = incident.begin.timestamp()
            yield _gauge("incident_begin_timestamp_seconds", "When the open incident began.", begin)
        if incident is not None and self._recurrence is not None:
            yield _gauge("incident_recurrence", "Which outage within 7 days it is.", self._recurrence)
        if verdict.name is not VerdictName.UNKNOWN:
            is_well = verdict.name is not VerdictName.OFFLINE
            yield _gauge("own_line_ok", "Whether the line of this computer lets X be judged.", is_well)
        if verdict is not _NOT_WATCHED:
            yield self._outcomes()
            heard = {s.source: s.says for s in self._sources if s.says is not None}
            up = {source: says is not Says.UNAVAILABLE for source, says in heard.items()}
            yield _labelled("source_up", "Whether a source answered when it was asked last.", "source", up)
            trouble = {source: says is Says.TROUBLE for source, says in heard.items()}
            yield _labelled("source_trouble", "Whether a source reports trouble of X.", "source", trouble)
        if any(self._checks.values()):
            checks = CounterMetricFamily("trayapp_checks", "Checks, by what they said.", labels=["verdict"])
            for name, count in self._checks.items():
                checks.add_metric([name], count)
            yield checks
            yield from self._response.collect()
            yield from self._phases.collect()

    def _outcomes(self) -> Metric:
        outcomes = GaugeMetricFamily(
            "trayapp_surface_outcome", "What a part of X answered last.", labels=["surface", "outcome"]
        )
        for result in self._asked.values():
            outcomes.add_metric([result.id, result.outcome], 1)
        return outcomes


def _gauge(name: str, explained: str, value: float) -> Metric:
    return GaugeMetricFamily(f"trayapp_{name}", explained, value=value)


def _labelled(name: str, explained: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"trayapp_{name}", explained, labels=[label])
    for each, value in values.items():
        family.add_metric([each], value)
    return family


def _one_of(name: str, explained: str, choices: Iterable[str], chosen: str | None) -> Metric:
    """1 for the one that holds, 0 for all others, so that no series comes and goes."""
    return _labelled(name, explained, name, {choice: choice == chosen for choice in choices})
