"""A live server on a furnished database of its own, and headless Chromium; one of each per file.

Not longer: the driver keeps an event loop running, in which no other test could start one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.live import ARGUMENTS, Live, chromium, serve
from tests.database import TestServer

# What a page shows is waited for as long as the page itself, not five seconds: a busy machine takes those.
expect.set_options(timeout=60_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker("browser")


@pytest.fixture(scope="module")
def live(server: TestServer) -> Iterator[Live]:
    with serve(server) as running:
        yield running


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    """Debian's Chromium, or whatever else of its family there is."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
