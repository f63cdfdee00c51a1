"""Figures for the operator's monitoring: requests and their time, by screen. Nothing about persons."""

from __future__ import annotations

import hmac
import os
import time

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from werkzeug.exceptions import NotFound

_REQUESTS = Counter("house_requests_total", "Requests answered", ["endpoint", "method", "status"])
_SECONDS = Histogram(
    "house_request_seconds", "Time to answer", ["endpoint"], buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10)
)
_LOOPBACK = ("127.0.0.1", "::1")


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
        allowed = (
            hmac.compare_digest(shown.encode(), token.encode()) if token else request.remote_addr in _LOOPBACK
        )
        if not allowed:
            raise NotFound
        registry = REGISTRY
        if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.after_request(finish)
    app.add_url_rule("/metrics", "metrics", metrics)
