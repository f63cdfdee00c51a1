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
from io import BytesIO
from typing import Any

import pytest
from sqlalchemy import Engine, text

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

APART = ("aml_hold", "aml_fiu_report", "aml_fiu_file", "aml_officer_act")
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
READERS = {
    "nobody signed in": ("", "anonymous"),
    "a person of that government": ("bram.claes", "person"),
    "the member who handed it over": (of.MEMBER, "aml"),
    "a colleague in the tool": (of.COLLEAGUE, "aml"),
    "a manager without the tool": ("zqa.manager", "manager"),
    "the local administrator": ("filip.janssens", "administrator"),
    "the officer of another office": (of.OTHER_OFFICER, "aml"),
    "the helpdesk": ("dirk.maes", "helpdesk"),
    "finance": ("hugo.baert", "finance"),
    "the business counter": ("ines.lemaire", "counter"),
    "the central team": ("greet.desmet", "central"),
    "an application owner": ("joris.vandamme", "owner"),
}
LOOKED_AT = (of.MEMBER, of.OFFICER)
"""Whom the helpdesk looks along with."""
# Beside them the doors that everybody may open, which these ask too.
_ALSO_AS_A_PERSON = ("a person of that government", "the member who handed it over", "the local administrator")


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
        """The same world again, in which something else happens: the database of that name is a copy meanwhile."""
        self.engine.dispose()
        kept = f"{self.base}_kept"
        self.server.run(f'alter database "{self.base}" rename to "{kept}"')
        self.server.run(f'create database "{self.base}" template "{kept}" owner house_owner strategy file_copy')
        try:
            yield
        finally:
            self.engine.dispose()
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
        for username in LOOKED_AT:
            made.visitors[f"the helpdesk, looking along with {username}"] = (_looking_along(made, username), "aml")
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


Answer = tuple[str, int, str, bytes]
_SELF_EVIDENT = ("/sign-in/out", "/oidc/sign-out", "/oidc/again", "/static/<path:filename>", "/metrics", "/health")
# Of staff the doors behind which rows of organisations stand, or their own desk; not tools, prices and codes.
_STAFF = ("helpdesk", "finance", "counter", "central")
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


def _answers(stage: Stage) -> Iterator[tuple[str, Answer]]:
    """Everything everybody is told: by reader and address."""
    drawn = [0]

    def ask(visitor: Visitor, method: str, path: str, form: dict[str, Any] | None = None) -> Answer:
        drawn[0] = 0
        answer = visitor.ask(method, path, None if form is None else {**form, "csrf_token": visitor.token})
        headers = "".join(f"{name}: {answer.headers.get(name)}\n" for name in _TELLING_HEADERS)
        body = _plain(answer.get_data())
        told = _DRAWN.sub(b"", body)
        return f"{method} {path} {form or ''}", answer.status_code, headers, zlib.compress(told, 1)

    def bytes_of(length: int | None = None) -> bytes:
        drawn[0] += 1
        return hashlib.sha512(str(drawn[0]).encode()).digest()[: length or 32]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(secrets, "token_bytes", bytes_of)
        for who, (visitor, role) in stage.visitors.items():
            doors = [one for one in ROUTES if _opens(one, role, who)]
            for route in doors:
                if route.method == "GET":
                    for path in _addresses(stage, route):
                        yield who, ask(visitor, "GET", path)
                elif route.path.endswith("/export"):
                    yield who, ask(visitor, "POST", route.path, {"format": "csv"})
            for sought in _SOUGHT if role != "anonymous" else ():
                yield who, ask(visitor, "POST", "/search/hits", {"q": sought})
        member, _ = stage.visitors["the member who handed it over"]
        for route in ROUTES:
            if route.method == "POST" and "aml" in route.who and "person" not in route.who:
                for path in _addresses(stage, route):
                    yield "the member", ask(member, "POST", path, _FORM)
                if route.path.endswith("/export"):
                    yield "the member", ask(member, "POST", route.path, {"format": "xlsx"})


def _opens(route: Route, role: str, who: str) -> bool:
    """Whether to knock: who may not is refused before anything is read, which other tests show of each door and
    role; but for the officers' own doors, at which everybody does."""
    if route.path in _SELF_EVIDENT:
        return False
    kinds = {ROW_TABLES.get(name, ("", ""))[0] for name in route.ids}
    if kinds & set(APART) or not route.who - {"officer"}:
        return True
    if role in _STAFF and route.scope not in (Doors.ORGANISATION, Doors.OFFICE):
        return False
    return role in route.who and ("person" not in route.who or who in _ALSO_AS_A_PERSON or role == "anonymous")


def _everything(stage: Stage, *acts: tuple[of.Act, tuple[Matter, ...]]) -> dict[tuple[str, str], Answer]:
    with stage.copy():
        for act in acts:
            stage.officer(*act)
        return {(who, answer[0]): answer for who, answer in _answers(stage)}


def test_everybody_else_is_told_the_same_at_every_door(stage: Stage) -> None:
    assert stage.world is not None
    waiting, free = stage.world.waiting, stage.world.free
    held = _everything(stage, (of.holds, free))
    reported = _everything(stage, (of.reports, waiting + free), (of.is_answered, waiting))
    assert held.keys() == reported.keys()
    different = [key for key, answer in held.items() if answer != reported[key]]
    assert different == []
