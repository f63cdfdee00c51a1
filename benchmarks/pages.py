"""Lists, search and record of rights, against Django's admin on the same server, and against the bare query.

Goals: list and search at most half of Django's time, the record (with why-card, history and relations) at most
the same, and a page deep in the list at most 1.2 times the first. Staff see every government's rows.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape

from flask import Flask
from sqlalchemy import Engine, text

import config
from app import log
from app.accounts import passwords
from app.database import engine_for, session_factory
from benchmarks.django_reference import django_admin
from benchmarks.measure import Result, interleaved, show
from benchmarks.rights_data import filled
from run import connect_with, create_app

# The goals are for a million rows; smaller sizes show the growth, where what a page costs anyway weighs most.
GOALS_FROM = 1_000_000
LIST_SQL = text(
    "select r.*, p.given_names, p.family_name, k.name_nl, t.name_nl from rights_right r"
    " join account_person p on p.id = r.person_id join rights_kind k on k.id = r.kind_id"
    " join rights_tool t on t.id = k.tool_id order by r.granted_at desc, r.id desc limit 26"
)


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


def _deep(ask: Callable[[str], str], pages: int) -> str:
    """The address of the page that many pages into the list, found by following the links."""
    address = "/rights/list/"
    for _ in range(pages):
        found = re.search(r'rel="next" href="([^"]+)"', ask(address))
        if found is None:
            break
        address = unescape(found.group(1))
    return address


def run(rights: int, rounds: int) -> list[Result]:
    log.configure(production=False, level="ERROR")
    with filled(rights) as (server, owner):
        _password(owner)
        engine = engine_for(server.url("house_app"))
        application = create_app(
            config.read({"LOG_LEVEL": "ERROR"}), session_factory(engine), connect_with(engine)
        )
        ask = _ours(application, "bench-bench")
        theirs = django_admin(server.url("house_owner"))
        right = rights // 2
        name = f"claes {rights // 8}"[:9]
        deep = _deep(ask, 40)
        with owner.connect() as connection:
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
                },
                rounds,
            )
        engine.dispose()
    half, same, deep_goal = (0.5, 1.0, 1.2) if rights >= GOALS_FROM else (None, None, None)
    return [
        Result("list of rights", rights, "Django admin", times["list"], times["django list"], half),
        Result("list of rights", rights, "bare query", times["list"], times["bare list"], None),
        Result("search by name", rights, "Django admin", times["search"], times["django search"], half),
        Result("record of a right", rights, "Django admin", times["record"], times["django record"], same),
        Result("page 41 of the list", rights, "page 1", times["deep"], times["list"], deep_goal),
    ]


def _password(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.execute(text("update ab_user set password = :p"), {"p": passwords.hashed("bench-bench")})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rights", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    if len(asked.rights) > 1:
        sys.exit(max(_apart(rights, asked.rounds) for rights in asked.rights))
    sys.exit(0 if show(run(asked.rights[0], asked.rounds)) else 1)


def _apart(rights: int, rounds: int) -> int:
    """One size in a process of its own: Django holds on to the first server it was told of."""
    command = [sys.executable, "-m", "benchmarks.pages", "--rights", str(rights), "--rounds", str(rounds)]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    main()
