"""What the operator's monitoring asks: health, and figures of requests by screen. Nothing about persons.

An address with a token in it is never a label: figures carry the screen's name.
"""

from __future__ import annotations

import hmac
import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, scoped_session
from werkzeug.exceptions import NotFound

_REQUESTS = Counter("house_requests_total", "Requests answered", ["endpoint", "method", "status"])
_SECONDS = Histogram(
    "house_request_seconds", "Time to answer", ["endpoint"], buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10)
)
_LOOPBACK = ("127.0.0.1", "::1")
_FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via")


def measure(app: Flask, token: str) -> None:
    """Counts every request; `/metrics` answers the machine itself, or whoever shows the token, and nobody else."""

    def finish(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        _REQUESTS.labels(endpoint, request.method, str(response.status_code)).inc()
        if "began" in g:
            _SECONDS.labels(endpoint).observe(time.monotonic() - g.began)
        return response

    def metrics() -> Response:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        # A proxy on this machine is not the machine itself.
        near = request.remote_addr in _LOOPBACK and not any(name in request.headers for name in _FORWARDED)
        allowed = hmac.compare_digest(shown.encode(), token.encode()) if token else near
        if not allowed:
            raise NotFound
        registry = REGISTRY
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.after_request(finish)
    app.add_url_rule("/metrics", "metrics", metrics)


def tell_health(app: Flask, sessions: scoped_session[Session], head: str) -> None:
    """`/health` answers 200 while the database answers and stands at the step this code was made for."""

    def health() -> tuple[dict[str, str], int]:
        try:
            revision = sessions().execute(text("select version_num from alembic_version")).scalar()
        except (DBAPIError, PoolTimeout):
            sessions().invalidate()
            return {"status": "database is silent"}, 503
        return ({"status": "ok"}, 200) if revision == head else ({"status": "another version's database"}, 503)

    app.add_url_rule("/health", "health", health)
