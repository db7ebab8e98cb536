"""Writes `resources/grafana/trayapp.json` anew: `python -m tests.fleet.dashboard`. Untried in a Grafana."""

from __future__ import annotations

import json

from grafana_foundation_sdk.builders import dashboard as builders
from grafana_foundation_sdk.builders import prometheus, stat, statetimeline, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

from trayapp.domain.codes import VerdictName
from trayapp.paths import resource

PLACE = resource("grafana") / "trayapp.json"

_COLOURS = {
    VerdictName.UP: "green",
    VerdictName.DEGRADED: "orange",
    VerdictName.DOWN: "red",
    VerdictName.BLOCKED: "purple",
    VerdictName.OFFLINE: "blue",
    VerdictName.UNKNOWN: "text",
}
_SOURCE = models.DataSourceRef("prometheus", "$datasource")
_NUMBER = {name: number for number, name in enumerate(_COLOURS)}

_DESKS = 'site=~"$site"'
_RESPONSE = f"rate(trayapp_response_duration_seconds_bucket{{{_DESKS}}}[15m])"
_PHASES = f'rate(trayapp_phase_duration_seconds_bucket{{surface="web",{_DESKS}}}[15m])'


def dashboard() -> str:
    """As JSON, in the same words each time."""
    of_desk = " or ".join(f'{_NUMBER[n]} * trayapp_verdict{{verdict="{n}",{_DESKS}}}' for n in _COLOURS)
    whole = (
        builders.Dashboard("X availability")
        .uid("trayapp")
        .tags(["trayapp"])
        .time("now-24h", "now")
        .refresh("1m")
        .with_variable(builders.DatasourceVariable("datasource").label("Prometheus").type("prometheus"))
        .with_variable(
            builders.QueryVariable("site")
            .query("label_values(trayapp_verdict, site)")
            .datasource(_SOURCE)
            .multi(True)
            .include_all(True)
            .all_value(".*")
            .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        )
        .with_panel(
            stat.Panel()
            .title("Desks")
            .datasource(_SOURCE)
            .with_target(_query("sum(site:trayapp_judges:count)", "can tell", "A"))
            .with_target(_query("sum(site:trayapp_down:count)", "say X is down", "B"))
            .with_target(_query('sum(trayapp_verdict{verdict="offline"})', "bad line of their own", "C"))
            .span(24)
            .height(4)
        )
        .with_panel(
            statetimeline.Panel()
            .title("What each desk sees")
            .datasource(_SOURCE)
            .with_target(_query(f"sum by (site, instance) ({of_desk})", "{{site}} {{instance}}"))
            .mappings([_mapping()])
            .span(24)
            .height(14)
        )
        .with_panel(
            statetimeline.Panel()
            .title("Incidents")
            .datasource(_SOURCE)
            .with_target(_query('ALERTS{alertname=~"X.+",alertstate="firing"}', "{{alertname}} {{site}}"))
            .span(24)
            .height(6)
        )
    )
    for title, share, of, times, legend in (
        ("Response time, 9 of 10 within", 0.9, "site, surface", _RESPONSE, "{{site}} {{surface}}"),
        ("Phases of the site, half of them within", 0.5, "phase", _PHASES, "{{phase}}"),
    ):
        expr = f"histogram_quantile({share}, sum by (le, {of}) ({times}))"
        panel = timeseries.Panel().title(title).datasource(_SOURCE).unit("s").span(12).height(9)
        whole = whole.with_panel(panel.with_target(_query(expr, legend)))
    return json.dumps(whole.build(), cls=JSONEncoder, sort_keys=True, indent=2) + "\n"


def _query(expr: str, legend: str, ref_id: str = "A") -> prometheus.Dataquery:
    return prometheus.Dataquery().expr(expr).legend_format(legend).ref_id(ref_id)


def _mapping() -> models.ValueMap:
    return models.ValueMap(
        options={
            str(_NUMBER[name]): models.ValueMappingResult(text=name.value, color=colour, index=_NUMBER[name])
            for name, colour in _COLOURS.items()
        }
    )


if __name__ == "__main__":
    PLACE.parent.mkdir(exist_ok=True)
    PLACE.write_text(dashboard(), "utf-8")
