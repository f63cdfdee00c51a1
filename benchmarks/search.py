"""The search field, whole page and JSON, against the bare question it comes down to, in the same run.

Staff search everybody; a local administrator searches his own government, here the largest, with a tenth of all.
Figures are the 95th percentile over common, rare and absent names of one to three words, typed in part; the aim
is under 100 ms on a million persons. The last line: another government's number against one that nobody has.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Iterator

from flask import Flask
from sqlalchemy import Connection, Engine, text

import config
from app import log
from app.accounts import passwords
from app.database import engine_for, session_factory
from benchmarks.measure import Job, Times, interleaved, main
from benchmarks.people_data import LARGE, peopled
from models import keyring
from run import connect_with, create_app

JOBS = (
    Job("search, staff, p95", "index of words, bare", goal=4.0, goal_from=1_000_000),
    Job("search, one government, p95", "function, bare", goal=4.0, goal_from=1_000_000),
    Job("number of another government", "number of nobody", goal=1.1, goal_from=100_000),
)
SIZES = (10_000, 100_000)
_OPENS = "bench-bench"
_TYPED = (
    "claes", "cl", "a", "pe an", "an pe", "janssens ch", "chloe", "évr", "van damme jo", "de s", "dub yas", "wout",
    "boclaxan", "zwa", "xanyser", "qq", "zzzz", "claes zz", "x y z", "an pe zoe", "martin m", "ver", "unal",
)  # fmt: skip
_ELSEWHERE, _NOBODYS = "85073003328", "85073000160"
_PERSONS = text("""select p.id, p.family_name, p.given_names, p.masked_number from account_person p
    join (select id from account_person where house_words(sort_name) @@ house_sought(:words) limit 1000) fits
        on fits.id = p.id
    order by p.sort_name, p.id limit 11""")
_MEMBERS = text("select person_id from house_members_sought(:words, 1000)")


def _signed_in(application: Flask, username: str) -> Callable[[str], None]:
    """What searching costs somebody who signed in: one POST for the hits, as the palette asks."""
    client = application.test_client()
    token = _token(client.get("/sign-in/").get_data(as_text=True))
    sent = {"csrf_token": token, "username": username, "password": _OPENS}
    if client.post("/sign-in/", data=sent).status_code != 303:
        raise RuntimeError(f"{username} could not sign in")
    token = _token(client.get("/search/").get_data(as_text=True))

    def ask(typed: str) -> None:
        answer = client.post("/search/hits", data={"q": typed, "csrf_token": token})
        if answer.status_code != 200:
            raise RuntimeError(f"{typed}: {answer.status}")

    return ask


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page has no token")
    return found.group(1)


def _spread(ours: Callable[[str], None], bare: Callable[[str], None], rounds: int) -> tuple[float, float, str]:
    """The 95th percentiles over all that is typed, each in turn; and the medians in words."""
    seen: tuple[list[float], list[float]] = ([], [])
    for number in range(max(2, rounds // 3) + 1):
        for typed in _TYPED:
            for work, times in zip((ours, bare), seen, strict=True):
                began = time.perf_counter()
                work(typed)
                if number:
                    times.append((time.perf_counter() - began) * 1000)
    p95 = [statistics.quantiles(times, n=20)[-1] for times in seen]
    p50 = [statistics.median(times) for times in seen]
    return p95[0], p95[1], f"p50 {p50[0]:.0f} ms, bare {p50[1]:.1f} ms"


def _bare(connection: Connection, question: object) -> Callable[[str], None]:
    def ask(typed: str) -> None:
        connection.execute(question, {"words": typed.split()}).all()  # type: ignore[call-overload]

    return ask


def measured(size: int, rounds: int) -> Iterator[Times]:
    log.configure(production=False, level="ERROR")
    with peopled(size) as (server, owner):
        _prepare(owner)
        engine = engine_for(server.url("house_app"))
        settings = config.read({"LOG_LEVEL": "ERROR", "DEMO_OPENS_IS_HIGH": "1"})
        application = create_app(settings, session_factory(engine), connect_with(engine))
        staff, local = _signed_in(application, "bench"), _signed_in(application, "bench.local")
        with engine.connect() as connection:
            connection.execute(text("set role house_office"))
            yield Times("search, staff, p95", *_spread(staff, _bare(connection, _PERSONS), rounds))
            connection.execute(text("reset role"))
            connection.execute(text("select set_config('app.organisation_id', :id, false)"), {"id": str(LARGE)})
            yield Times("search, one government, p95", *_spread(local, _bare(connection, _MEMBERS), rounds))
        times = interleaved({"another": lambda: local(_ELSEWHERE), "nobody": lambda: local(_NOBODYS)}, rounds * 5)
        yield Times("number of another government", times["another"], times["nobody"])
        engine.dispose()


def _prepare(owner: Engine) -> None:
    """Passwords for who searches, and a number we know for a person of a small government."""
    with owner.begin() as connection:
        connection.execute(text("update ab_user set password = :p"), {"p": passwords.hashed(_OPENS)})
        connection.execute(
            text("update account_person set number_hash = :hash where id = 21"),
            {"hash": keyring.installed().lookup_hash(_ELSEWHERE)},
        )


if __name__ == "__main__":
    main(__file__)
