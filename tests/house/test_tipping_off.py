"""That a file is held, or was reported to the financial intelligence unit, is told to AML officers of its office
alone. In copies of one database that differ in nothing but what the officer did, everybody else is asked at every
door: the answers are the same to the last byte."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import unified_diff
from io import BytesIO
from itertools import islice
from pprint import pformat
from typing import Any

import pytest
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

import config
import run
from app import clock
from app.database import engine_for, session_factory
from app.transaction import Scope, enter
from models.values.matters import Matter
from tests.database import TestServer
from tests.house import tipping_world as of
from tests.house.conftest import SETTINGS
from tests.house.doors import WORDS, Route
from tests.house.doors import Scope as Doors
from tests.house.governments import Governments, furnish
from tests.house.routes import ROUTES
from tests.house.row_tables import ROW_TABLES
from tests.house.test_clean_sessions import _FORM
from tests.house.visitors import Visitor
from tests.stories.cast import VOORBEELDEGEM
from tests.stories.stage import Time

pytestmark = [pytest.mark.trust("AML")]

APART = (
    *("aml_hold", "aml_fiu_report", "aml_fiu_file", "aml_officer_act"),
    *("aml_atypical", "aml_annual_report"),
)
"""Tables that only officers read."""
# What is drawn at random or read off the clock; a page of an error shows its reference.
_DRAWN = re.compile(
    rb'(name="(?:csrf_token|form_key)"[^>]*? value=|data-token=)"[^"]*"|^(?:Set-Cookie|Date):.*$',
    re.IGNORECASE | re.MULTILINE,
)
_LEFT_OUT = {
    # Said anew by each world, of the same acts.
    "event": ("- array['uid', 'seal', 'payload_hash']", "where t.tag not like 'fiu.%'"),
    "event_payload": (
        "- array['salt']",
        "where not exists (select from event e where e.organisation_id = t.organisation_id and e.id = t.event_id"
        " and e.tag like 'fiu.%')",
    ),
    "event_waiting": (
        "",
        "where not exists (select from event e where e.organisation_id = t.organisation_id and e.id = t.event_id"
        " and e.tag like 'fiu.%')",
    ),
}
_SKIPPED = (*APART, "account_session", "procrastinate_events", "procrastinate_workers", "alembic_version")
# who → the account, and the role by which the doors say what he may open.
MEMBER, MANAGER = "the member who handed it over", "a manager without the tool"
STRANGER, CENTRAL, HELPDESK = "the officer of another office", "the central team", "the helpdesk"
READERS = {
    MEMBER: (of.MEMBER, "aml"),
    MANAGER: ("zqa.manager", "manager"),
    STRANGER: (of.OTHER_OFFICER, "aml"),
    CENTRAL: ("greet.desmet", "central"),
    HELPDESK: ("dirk.maes", "helpdesk"),
}
ALONG = {f"the helpdesk, looking along with {one}": one for one in (of.MEMBER, of.OFFICER)}


@dataclass
class Stage:
    """One application, and the database it stands on now: the one everything began in, or a copy of it."""

    server: TestServer
    base: str
    engine: Engine
    app: Any = None
    governments: Governments | None = None
    world: of.World | None = None
    visitors: dict[str, tuple[Visitor, str]] = field(default_factory=dict)

    @contextmanager
    def copy(self) -> Iterator[None]:
        """The same world again, in which something else happens: the database of that name is a copy meanwhile.
        Browsers forget it afterwards."""
        self.engine.dispose()
        kept = f"{self.base}_kept"
        self.server.run(f'alter database "{self.base}" rename to "{kept}"')
        self.server.run(f'create database "{self.base}" template "{kept}" owner house_owner strategy file_copy')
        browsers = [visitor.client for visitor, _ in self.visitors.values()]
        cookies = [dict(one._cookies or {}) for one in browsers]
        try:
            yield
        finally:
            self.engine.dispose()
            for one, kept_ones in zip(browsers, cookies, strict=True):
                one._cookies = kept_ones
            self.server.run(f'drop database "{self.base}" with (force)')
            self.server.run(f'alter database "{kept}" rename to "{self.base}"')

    def officer(self, act: of.Act, those: tuple[Matter, ...]) -> None:
        assert self.world is not None
        with session_factory(self.engine).begin() as session:
            who = self.world.officer
            assert who.organisation_id is not None
            enter(session, Scope.organisation(who.organisation_id, who.person_id, officer=True))
            for one in those:
                act(session, who, one)

    def state(self) -> dict[str, list[str]]:
        """Every row of every table but the officers' own, and how far every number has come."""
        admin = self.server.admin_engine(self.base)
        with admin.connect() as connection:
            tables = connection.scalars(
                text(
                    "select table_name from information_schema.tables"
                    " where table_schema = 'public' and table_type = 'BASE TABLE'"
                )
            )
            found = {}
            for table in sorted(set(tables) - set(_SKIPPED)):
                without, where = _LEFT_OUT.get(table, ("", ""))
                asked = f"select (to_jsonb(t) {without})::text from {table} t {where}"
                found[table] = sorted(connection.scalars(text(asked)))
            numbers = connection.execute(
                text("select sequencename, last_value from pg_sequences where schemaname = 'public'")
            )
            own = {*(f"{table}_id_seq" for table in APART), "event_of_officers_id_seq"}
            found["numbers"] = sorted(f"{name} {last}" for name, last in numbers if name not in own)
        admin.dispose()
        return found


def _same(one: dict[str, list[str]], other: dict[str, list[str]]) -> None:
    different = {
        table: (sorted(set(one[table]) - set(other[table])), sorted(set(other[table]) - set(one[table])))
        for table in one
        if one[table] != other[table]
    }
    assert different == {}


@pytest.fixture(scope="module")
def stage(server: TestServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with pytest.MonkeyPatch.context() as patch, server.copy() as name:
        patch.setattr(clock, "now", Time())
        engine = engine_for(server.url("house_app", name))
        made = Stage(server, name, engine)
        factory = session_factory(engine)
        with factory.begin() as session:
            made.governments = furnish(session)
            of.people(session, made.governments)
            made.world = of.matters(session, made.governments.cast.organisations[VOORBEELDEGEM])
        settings = config.read(SETTINGS | {"STATE_DIR": str(tmp_path_factory.mktemp("state"))})
        made.app = run.create_app(settings, factory, run.connect_with(engine))
        for who, (username, role) in READERS.items():
            made.visitors[who] = (Visitor(made.app, username), role)
        for who, username in ALONG.items():
            made.visitors[who] = (_looking_along(made, username), "aml")
        yield made
        engine.dispose()


def _looking_along(stage: Stage, username: str) -> Visitor:
    assert stage.governments is not None
    dirk = Visitor(stage.app, "dirk.maes")
    with session_factory(stage.engine)() as session:
        enter(session, Scope.office())
        asked = text("select id from ab_user where username = :name")
        number = session.execute(asked, {"name": username}).scalar_one()
    answer = dirk.post(f"/view-as/{number}", {"reason": "He asked."})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return dirk


def test_rows_and_numbers_that_others_see_are_the_same_whatever_the_officer_did(stage: Stage) -> None:
    assert stage.world is not None
    waiting, free = stage.world.waiting, stage.world.free
    told: dict[str, list[dict[str, list[str]]]] = {}
    for name, first, then, after in (
        ("decides", (of.holds, free), None, (of.releases, free)),
        ("holds", (of.holds, waiting + free), None, (of.releases, waiting + free)),
        ("reported", (of.reports, waiting + free), (of.is_answered, waiting + free), (of.ends, free)),
    ):
        with stage.copy():
            begun = stage.state()
            stage.officer(*first)
            states = [stage.state()]
            assert states[0] != begun
            if then is not None:
                stage.officer(*then)
            states.append(stage.state())
            stage.officer(*after)
            states.append(stage.state())
            stage.officer(of.decides, waiting)
            states.append(stage.state())
        told[name] = states
    for name in ("holds", "reported"):
        for one, other in zip(told["decides"], told[name], strict=True):
            _same(one, other)


Answer = tuple[int, str, bytes]
Answers = dict[tuple[str, str], Answer]
_LEAVING = ("/sign-in/out", "/oidc/sign-out", "/oidc/again", "/view-as/stop", "/language/<locale>")
_CLOCKS = ("/static/<path:filename>", "/metrics", "/health")
_ROWS = {"aml_contact", "aml_profile", "aml_deal", "aml_notification", "aml_decision"}
"""Whose rows are these files, and what stands about them."""
_LISTS = ("/contacts", "/risk-profiles", "/deals", "/notifications", "/contact-decisions", "/deal-payments")
_SOUGHT = ("vreemd", "ZQ-1", "ZQ-2", "apart", "cfi", "report")
_TELLING_HEADERS = ("Location", "Content-Type", "Content-Disposition", "Content-Length", "Cache-Control", "ETag")


def _addresses(stage: Stage, route: Route) -> Iterator[str]:
    """With the furnished organisation's row in it; with each of the files this is about; with numbers of rows that
    only officers have."""
    assert stage.governments is not None
    assert stage.world is not None
    ids = stage.governments.ids[VOORBEELDEGEM]
    filled: list[list[str]] = [[]]
    for name in route.ids:
        if name in WORDS:
            numbers = [WORDS[name]]
        else:
            numbers = [str(ids[name])] if name in ids else []
            table = ROW_TABLES.get(name, ("", ""))[0]
            numbers += [str(one) for one in stage.world.numbers.get(table, ())]
            numbers += ["1", "2"] if table in APART else []
            numbers += ["1000000000000"] if table == "event" else []
        filled = [[*one, number] for one in filled for number in dict.fromkeys(numbers)]
    for one in filled:
        path = route.path
        for number in one:
            start, end = path.index("<"), path.index(">")
            path = f"{path[:start]}{number}{path[end + 1 :]}"
        yield path


def _plain(content: bytes) -> bytes:
    """What a workbook holds, without when it was packed."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(BytesIO(content)) as packed:
        inside = {name: packed.read(name) for name in packed.namelist() if not name.endswith("core.xml")}
    return json.dumps({name: hashlib.sha256(one).hexdigest() for name, one in inside.items()}).encode()


def _headers_of(answer: TestResponse) -> str:
    return "".join(f"{name}: {answer.headers.get(name)}\n" for name in _TELLING_HEADERS)


@dataclass
class Asked:
    """What was answered, by reader and address."""

    stage: Stage
    told: Answers = field(default_factory=dict)
    drawn: int = 0

    def ask(self, who: str, method: str, path: str, form: dict[str, Any] | None = None) -> None:
        """Whoever is sent on goes there, and reads what he is told there once."""
        visitor, _ = self.stage.visitors[who]
        key = (who, f"{method} {path} {'' if form is None or form is _FORM else form}")
        assert key not in self.told
        self.drawn = 0
        answer = visitor.ask(method, path, None if form is None else {**form, "csrf_token": visitor.token})
        status, headers, body = answer.status_code, _headers_of(answer), _plain(answer.get_data())
        on = answer.headers.get("Location") or ""
        if on.startswith("/") and status in (302, 303):
            there = visitor.get(on)
            status, headers, body = there.status_code, headers + _headers_of(there), _plain(there.get_data())
        self.told[key] = status, headers, zlib.compress(_DRAWN.sub(b"", body), 1)

    def bytes_of(self, length: int | None = None) -> bytes:
        """In place of what is drawn at random."""
        self.drawn += 1
        return hashlib.sha512(str(self.drawn).encode()).digest()[: length or 32]


def _kinds(route: Route) -> set[str]:
    return {ROW_TABLES.get(name, ("", ""))[0] for name in route.ids}


def _is_officers(route: Route) -> bool:
    return not route.who or bool(_kinds(route) & set(APART))


def _about_files(route: Route) -> bool:
    return bool(_kinds(route) & _ROWS) or route.path.endswith("/list/")


def _opens(route: Route, who: str, role: str) -> bool:
    """Whether to knock. The member does at every door. Of others those who may not are refused before anything
    is read, which other tests show of each door and role; but for officers' own doors, at which everybody does."""
    if route.path in (*_LEAVING, *_CLOCKS):
        return False
    if who == MEMBER or _is_officers(route):
        return True
    if who in ALONG:  # to whom nothing of the tool opens: its first pages, the files', and lists
        return role in route.who and (route.path in ("/", "/search/") or _about_files(route))
    if role not in route.who or "person" in route.who:
        return False
    if who == STRANGER:
        return _about_files(route)
    return route.scope in (Doors.ORGANISATION, Doors.OFFICE)


def _everywhere(stage: Stage) -> Answers:
    """Everything everybody reads: each GET, lists in both their forms, what a search finds."""
    with _asking(stage) as asked:
        for who, (_, role) in stage.visitors.items():
            for route in ROUTES:
                if route.method == "GET" and _opens(route, who, role):
                    for path in _addresses(stage, route):
                        asked.ask(who, "GET", path)
            for sought in _SOUGHT:
                asked.ask(who, "POST", "/search/hits", {"q": sought})
            if who != STRANGER:
                _export(asked, who, role)
    return asked.told


def _export(asked: Asked, who: str, role: str) -> None:
    for route in ROUTES:
        base = route.path.removesuffix("/export")
        if base == route.path or role not in route.who or "person" in route.who:
            continue
        if who == MEMBER or base in _LISTS or role in ("central", "helpdesk"):
            for form in ("csv", "xlsx") if base in _LISTS else ("csv",):
                asked.ask(who, "POST", route.path, {"format": form})


def _at_the_files(stage: Stage) -> Answers:
    """What the member reads of these files, and in the lists they stand in; but for the pages of a contact's form,
    which are all alike but the last."""
    with _asking(stage) as asked:
        for route in ROUTES:
            about = _kinds(route) & _ROWS or route.path.removesuffix("/list/") in _LISTS
            form = route.path.startswith("/contact-file/") and not route.path.startswith("/contact-file/result/")
            opens = "aml" in route.who and "person" not in route.who
            if route.method == "GET" and opens and about and not form:
                for path in _addresses(stage, route):
                    asked.ask(MEMBER, "GET", path)
    return asked.told


def _trying(stage: Stage) -> Answers:
    """What a member may try to do, in its order: all of it changes what comes after."""
    with _asking(stage) as asked:
        for route in ROUTES:
            export = route.path.endswith("/export")
            if route.method == "POST" and "aml" in route.who and "person" not in route.who and not export:
                for path in _addresses(stage, route):
                    asked.ask(MEMBER, "POST", path, _FORM)
    return asked.told


@contextmanager
def _asking(stage: Stage) -> Iterator[Asked]:
    asked = Asked(stage)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_bytes", asked.bytes_of)
        yield asked


def _same_answers(one: Answers, other: Answers, name: str = "") -> None:
    """Of what the other was asked nothing was told otherwise."""
    different = {
        key: list(_lines(one[key], answer)) if key in one else ["asked of the other alone"]
        for key, answer in other.items()
        if one.get(key) != answer
    }
    assert not different, f"{name}\n{pformat(different, width=150)}"


def _lines(one: Answer, other: Answer) -> Iterator[str]:
    before, after = (
        [str(code), *headers.splitlines(), *zlib.decompress(body).decode(errors="replace").splitlines()]
        for code, headers, body in (one, other)
    )
    return islice(unified_diff(before, after, n=0, lineterm=""), 12)


def test_everybody_else_is_told_the_same_at_every_door(stage: Stage) -> None:
    """Held, beside each state of a report in its turn; then whatever a member tries, held and rejected."""
    assert stage.world is not None
    waiting, free = stage.world.waiting, stage.world.free
    with stage.copy():
        stage.officer(of.holds, waiting + free)
        held = _everywhere(stage)
        tried_held = _trying(stage)
    with stage.copy():
        stage.officer(of.reports, waiting + free)
        reported = _everywhere(stage)
        assert held.keys() == reported.keys()
        _same_answers(held, reported)
        for name, acts in of.ANSWERS.items():
            for act in acts:
                stage.officer(act, waiting + free)
            _same_answers(held, _at_the_files(stage), name)
        tried = _trying(stage)
    assert tried_held.keys() == tried.keys()
    _same_answers(tried_held, tried)
