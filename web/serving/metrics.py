"""/metrics: what Firstline counts, for Prometheus and whatever else reads its text format."""

import hmac
import ipaddress
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from flask import Blueprint, Response, request
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from werkzeug.exceptions import NotFound

from kb import presence
from kb.index import IndexUnavailable, follower
from kb.store import inbox, mails, people
from kb.store.engine import Busy, Unavailable
from web import __version__
from web.clock import now
from web.house import House, house
from web.serving import seats

pages = Blueprint("metrics", __name__)

_FORWARDED: Final = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")


@pages.get("/metrics")
def metrics() -> Response:
    """For whoever shows the operator's token; without one, for a program on this machine. Nobody else finds it."""
    if not _may_read():
        raise NotFound
    house().sample()
    folder = house().settings.metrics
    counted = CollectorRegistry() if folder else house().instruments.registry
    if folder:
        MultiProcessCollector(counted, path=str(folder))
    asked = CollectorRegistry()
    asked.register(_Asked(house()))
    return Response(
        generate_latest(asked) + generate_latest(counted),
        content_type=CONTENT_TYPE_LATEST, headers={"Cache-Control": "no-store"},
    )


def _may_read() -> bool:
    token = house().settings.metrics_token
    if token:
        scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(shown.encode(), token.encode())
    try:
        peer = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return False
    mapped = peer.ipv4_mapped if isinstance(peer, ipaddress.IPv6Address) else None
    return (mapped or peer).is_loopback and not any(name in request.headers for name in _FORWARDED)


class _Asked(Collector):
    """What nobody has to count, since it can be asked: the store, the index, the disk and the system."""

    def __init__(self, house: House) -> None:
        self._house = house

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("firstline_build", "Which Firstline this is", {"version": __version__})
        free = shutil.disk_usage(self._house.settings.data).free
        yield GaugeMetricFamily("firstline_data_free_bytes", "Room on the disk of the data folder", free)
        found: list[Metric] = []
        with suppress(Unavailable, Busy):
            found = [*self._queue(), *self._index(), *self._mail()]
        yield GaugeMetricFamily("firstline_store_up", "Whether the database answers", bool(found))
        yield from found
        yield from self._processes()

    def _queue(self) -> Iterator[Metric]:
        queues = {queue.kind: queue for queue in inbox.queues(self._house.db)}
        length = GaugeMetricFamily("firstline_queue_length", "Customers who wait for a person", labels=["kind"])
        wait = GaugeMetricFamily(
            "firstline_queue_longest_wait_seconds", "How long the first of them has waited", labels=["kind"]
        )
        for kind in ("live", "ticket"):
            queue = queues.get(kind)
            length.add_metric([kind], queue.length if queue else 0)
            wait.add_metric([kind], max(0, now() - queue.since) / 1000 if queue else 0)
        online = people.all_online(self._house.db, since=now() - presence.GRACE)
        return iter((length, wait, GaugeMetricFamily("firstline_agents_online", "Agents who are there", online)))

    def _index(self) -> Iterator[Metric]:
        with suppress(IndexUnavailable):
            unread = follower.behind(self._house.db, self._house.index)
            waited = 0 if unread.oldest is None else max(0, now() - unread.oldest) / 1000
            yield GaugeMetricFamily("firstline_index_lag_events", "Changes that search does not know yet", unread.count)
            yield GaugeMetricFamily("firstline_index_lag_seconds", "How long the oldest has waited", waited)

    def _mail(self) -> Iterator[Metric]:
        counts = {count.state: count.count for count in mails.counts(self._house.db)}
        mail = GaugeMetricFamily("firstline_mails_kept", "Mails in the database, by how far they are", labels=["state"])
        for state in ("noted", "due", "sent", "failed"):
            mail.add_metric([state], counts.get(state, 0))
        oldest = mails.oldest_due(self._house.db)
        waited = 0 if oldest is None else max(0, now() - oldest) / 1000
        wait = GaugeMetricFamily("firstline_mail_longest_wait_seconds", "How long a written mail has waited", waited)
        return iter((mail, wait))

    def _processes(self) -> Iterator[Metric]:
        """Memory, processor time and open files of each process, by its seat."""
        folder = self._house.settings.metrics
        merged: dict[str, Metric] = {}
        for seat, number in seats.occupied(folder) if folder else [("web-0", os.getpid())]:
            for metric in ProcessCollector(pid=lambda number=number: number, registry=None).collect():  # type: ignore[misc]
                kind = CounterMetricFamily if metric.type == "counter" else GaugeMetricFamily
                family = merged.setdefault(metric.name, kind(metric.name, metric.documentation, labels=["process"]))
                family.add_metric([seat], metric.samples[0].value)  # type: ignore[attr-defined]
        return iter(merged.values())
