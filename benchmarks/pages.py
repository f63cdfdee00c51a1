"""Lists, search and record of rights: against Django's admin on the same server, the bare query, and in depth.

Goals: list and search at most half of Django's time, the record (with why-card, history and relations) at most
the same, page 40,000 at most 1.2 times page 1, and none of them more than twice as slow however many rows there
are. Staff see every government's rows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from flask import Flask
from sqlalchemy import Connection, Engine, text

import config
from app import log
from app.accounts import passwords
from app.database import engine_for, session_factory
from benchmarks.django_reference import django_admin
from benchmarks.measure import Job, Times, interleaved, main
from benchmarks.rights_data import filled
from run import connect_with, create_app
from views.framework.keyset import Mark

# The goals against Django are for a million rows; smaller sizes show the growth, where what a page costs anyway
# weighs most.
FROM = 1_000_000
JOBS = (
    Job("list of rights", "Django admin", 0.5, FROM, growth=2.0),
    Job("list of rights, bare", "the bare query"),
    Job("search by name", "Django admin", 0.5, FROM),
    Job("record of a right", "Django admin", 1.0, FROM, growth=2.0),
    Job("page 40,000 or the last", "page 1", 1.2, growth=2.0),
    Job("page 40,000, from behind", "page 1", 1.2),
)
SIZES = (10_000, 100_000, 1_000_000)
PAGE = 25
DEEP = 40_000
LIST_SQL = text(
    "select r.*, p.given_names, p.family_name, k.name_nl, t.name_nl from rights_right r"
    " join account_person p on p.id = r.person_id join rights_kind k on k.id = r.kind_id"
    " join rights_tool t on t.id = k.tool_id order by r.granted_at desc, r.id desc limit 26"
)
_EDGE = text("select granted_at, id from rights_right order by granted_at desc, id desc offset :rows limit 1")


def _ours(application: Flask, password: str) -> Callable[[str], str]:
    client = application.test_client()
    page = client.get("/sign-in/").get_data(as_text=True)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if token is None:
        raise RuntimeError("the sign-in page has no token")
    sent = {"csrf_token": token.group(1), "username": "bench", "password": password}
    if client.post("/sign-in/", data=sent).status_code != 303:
        raise RuntimeError("could not sign in")

    def ask(path: str) -> str:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer.get_data(as_text=True)

    return ask


def _deep(connection: Connection, rights: int, *, back: bool = False) -> str:
    """The address of page 40,000, or of the last one, as the pager of the page before (or after) writes it."""
    page = min(DEEP, rights // PAGE)
    row = connection.execute(
        _EDGE, {"rows": (page if back else page - 1) * PAGE - (0 if back else 1)}
    ).one_or_none()
    if row is None:  # there is no page after the last one to come back from
        row = connection.execute(_EDGE, {"rows": rights - 1}).one()
    return f"/rights/list/?at={Mark(row.granted_at, row.id, back).text()}"


def measured(size: int, rounds: int) -> Iterator[Times]:
    log.configure(production=False, level="ERROR")
    with filled(size) as (server, owner):
        _password(owner)
        engine = engine_for(server.url("house_app"))
        application = create_app(
            config.read({"LOG_LEVEL": "ERROR"}), session_factory(engine), connect_with(engine)
        )
        ask = _ours(application, "bench-bench")
        theirs = django_admin(server.url("house_owner"))
        right = size // 2
        name = f"claes {size // 8}"[:9]
        with owner.connect() as connection:
            deep, behind = _deep(connection, size), _deep(connection, size, back=True)
            times = interleaved(
                {
                    "list": lambda: ask("/rights/list/"),
                    "django list": lambda: theirs("/admin/django_rights/right/"),
                    "bare list": lambda: connection.execute(LIST_SQL).all(),
                    "search": lambda: ask(f"/rights/list/?name={name}"),
                    "django search": lambda: theirs(f"/admin/django_rights/right/?q={name.replace(' ', '+')}"),
                    "record": lambda: ask(f"/rights/show/{right}"),
                    "django record": lambda: theirs(f"/admin/django_rights/right/{right}/change/"),
                    "deep": lambda: ask(deep),
                    "behind": lambda: ask(behind),
                },
                rounds,
            )
        engine.dispose()
    depth = f"page {min(DEEP, size // PAGE):,}"
    yield Times("list of rights", times["list"], times["django list"])
    yield Times("list of rights, bare", times["list"], times["bare list"])
    yield Times("search by name", times["search"], times["django search"])
    yield Times("record of a right", times["record"], times["django record"])
    yield Times("page 40,000 or the last", times["deep"], times["list"], depth)
    yield Times("page 40,000, from behind", times["behind"], times["list"], depth)


def _password(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text("update ab_user set password = :p"), {"p": passwords.hashed("bench-bench")})


if __name__ == "__main__":
    main(__file__)
