# ruff: noqa: S608 - no statement holds anything that was typed
"""The parts of a delivery of the business register, each with the table it fills and how it is compared.

A file goes by COPY into a temporary table of text, as it is; what is well formed in it, as rows of the real table,
is a SELECT over that. A full extract is compared with the whole table, an update with the entities it names. Lines
that can't be are left out and counted. In office scope.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.errors import Refusal
from app.outside.business_extract import HEADS, Extract
from app.transaction import take_time
from models.values import ExtractKind

Telling = Callable[[int], None]
_LINE = re.compile(r"line (\d+)")
_DIGITS = "replace(number, '.', '')"
_CHECKED = f"substr({_DIGITS}, 9)::int = 97 - substr({_DIGITS}, 1, 8)::int % 97"
_ENTERPRISE = "number ~ '^[01][0-9]{3}[.][0-9]{3}[.][0-9]{3}$'"
_UNIT = "number ~ '^[2-8][.][0-9]{3}[.][0-9]{3}[.][0-9]{3}$'"
# What it compares is large on both sides, so never row by row.
_PLAN = "set local enable_nestloop = off; set local work_mem = '64MB'"


@dataclass(frozen=True)
class Counts:
    """What a part changed: entities that are new, changed or gone; lines left out, and numbers of the first."""

    added: int = 0
    changed: int = 0
    gone: int = 0
    left_out: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part. `columns` of `table` are made of `values` over the lines that are `valid` and `wanted`.

    `entities`: rows are never deleted but get the day since when they are gone. `keyed`: one row per number.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    values: tuple[str, ...]
    valid: str
    wanted: str = "true"
    entities: bool = False
    keyed: bool = True

    @property
    def staged(self) -> tuple[str, ...]:
        """Columns of the file under our own names; the first is the number that the line is about."""
        return ("number", *(head.lower() for head in HEADS[self.name][1:]))

    @property
    def rows(self) -> str:
        made = ", ".join(f"{value} as {name}" for name, value in zip(self.columns, self.values, strict=True))
        return f"select {made} from staged where {self.wanted} and {self.valid}"


PARTS = (
    Part("code", "organisation_business_word", (), (), "true"),
    Part(
        "address",
        "organisation_business_address",
        ("number", "postal_code", "place_nl", "place_fr", "street_nl", "street_fr", "house_number", "box"),
        (
            _DIGITS,
            "left(coalesce(zipcode, ''), 10)",
            "left(coalesce(municipalitynl, ''), 100)",
            "left(coalesce(municipalityfr, ''), 100)",
            "left(coalesce(streetnl, ''), 160)",
            "left(coalesce(streetfr, ''), 160)",
            "left(coalesce(housenumber, ''), 22)",
            "left(coalesce(box, ''), 20)",
        ),
        f"({_ENTERPRISE} or {_UNIT})",
        wanted="typeofaddress in ('REGO', 'BAET') and coalesce(datestrikingoff, '') = ''",
    ),
    Part(
        "denomination",
        "organisation_business_name",
        ("number", "kind", "language", "name"),
        (_DIGITS, "left(coalesce(typeofdenomination, ''), 3)", "left(coalesce(language, '0'), 1)",
         "left(denomination, 320)"),
        f"({_ENTERPRISE} or {_UNIT}) and coalesce(denomination, '') <> ''",
        keyed=False,
    ),
    Part(
        "establishment",
        "organisation_business_unit",
        ("number", "enterprise_number"),
        (_DIGITS, "replace(enterprisenumber, '.', '')"),
        f"case when {_UNIT} then {_CHECKED} and length(enterprisenumber) = 12 else false end",
        entities=True,
    ),
    Part(
        "enterprise",
        "organisation_business",
        ("number", "is_person", "situation", "form"),
        (_DIGITS, "typeofenterprise = '1'", "left(coalesce(juridicalsituation, ''), 3)",
         "left(coalesce(juridicalform, ''), 3)",),
        f"case when {_ENTERPRISE} then {_CHECKED} and typeofenterprise in ('1', '2') else false end",
        wanted="status = 'AC'",
        entities=True,
    ),
)  # fmt: skip
_WORDS = """
insert into organisation_business_word (category, code, name_nl, name_fr, name_en)
select left(number, 24), left(code, 10), left(coalesce(max(description) filter (where language = 'NL'), ''), 400),
    left(coalesce(max(description) filter (where language = 'FR'), ''), 400),
    left(coalesce(max(description) filter (where language = 'EN'), ''), 400)
from staged where number in ('JuridicalForm', 'JuridicalSituation') and coalesce(code, '') <> '' group by 1, 2
on conflict (category, code) do update
    set (name_nl, name_fr, name_en) = (excluded.name_nl, excluded.name_fr, excluded.name_en)
"""


def take_part(session: Session, extract: Extract, part: Part, tell: Telling) -> Counts:
    """Takes one part in, in the caller's transaction; done again it changes nothing.

    Raises Refusal organisations.extract.line (a line that isn't of this format), .halved (of a full extract: more
    than half of all enterprises would be gone), and what reading raises.
    """
    take_time(session)
    session.execute(text(_PLAN))
    session.execute(text("drop table if exists staged, dropped"))
    for file in extract.files_of(part.name):
        if file.endswith("_delete.csv"):
            _copy(session, extract, file, "dropped", ("number",), tell)
        else:
            _copy(session, extract, file, "staged", part.staged, tell)
    session.execute(text("analyze staged"))
    if part.name == "code":
        session.execute(text(_WORDS))
        return Counts()
    whole = extract.kind is ExtractKind.FULL
    if whole and part.entities:
        _check_not_halved(session, extract, part)
    merged = _merge_entities if part.entities else _replace
    added, changed, gone = merged(session, part, whole, extract.snapshot_on)
    wrong = session.execute(
        text(f"select count(*), (array_agg(left(number, 20)))[1:5] from staged where {part.wanted} and not"
             f" coalesce({part.valid}, false)")
    ).one()  # fmt: skip
    return Counts(added, changed, gone, wrong[0], tuple(one or "" for one in wrong[1] or ()))


def _copy(
    session: Session, extract: Extract, file: str, table: str, columns: tuple[str, ...], tell: Telling
) -> None:
    session.execute(
        text(f"create temp table {table} ({', '.join(f'{one} text' for one in columns)}) on commit drop")
    )
    driver: Any = session.connection().connection.driver_connection
    try:
        with driver.cursor() as cursor, cursor.copy(f"copy {table} from stdin (format csv)") as copy:
            for block in extract.blocks(file):
                copy.write(block)
                tell(len(block))
    except (psycopg.DataError, psycopg.errors.ProgramLimitExceeded) as problem:
        told = _LINE.search(problem.diag.context or "")
        # The head stood before what was copied.
        raise Refusal("organisations.extract.line", file=file, line=int(told[1]) + 1 if told else 0) from None


def _check_not_halved(session: Session, extract: Extract, part: Part) -> None:
    """A file may be cut off and yet be whole: nobody believes that half of all enterprises ended at once."""
    found = session.execute(text(f"select count(*) from ({part.rows}) rows")).scalar_one()
    stand = session.execute(text(f"select count(*) from {part.table} where gone_on is null")).scalar_one()
    if found * 2 < stand:
        raise Refusal("organisations.extract.halved", file=f"{part.name}.csv", found=found, stand=stand)


def _scope(whole: bool) -> str:
    return "true" if whole else f"t.number in (select {_DIGITS} from dropped union select {_DIGITS} from staged)"


def _replace(session: Session, part: Part, whole: bool, _: date) -> tuple[int, int, int]:
    """Names and addresses: what isn't told any more goes, what is new comes. They aren't counted."""
    columns = ", ".join(part.columns)
    mine, told = (", ".join(f"{alias}.{name}" for name in part.columns) for alias in ("t", "f"))
    scope = _scope(whole)
    session.execute(
        text(f"delete from {part.table} t where {scope} and not exists"
             f" (select from ({part.rows}) f where ({told}) = ({mine}))")
    )  # fmt: skip
    known = "" if part.keyed else f" except select {columns} from {part.table} t where {scope}"
    clash = " on conflict (number) do nothing" if part.keyed else ""
    session.execute(text(f"insert into {part.table} ({columns}) {part.rows}{known}{clash}"))
    return 0, 0, 0


def _merge_entities(session: Session, part: Part, whole: bool, day: date) -> tuple[int, int, int]:
    """Enterprises and establishments: new, changed or come back, gone."""
    columns, own = ", ".join(part.columns), part.columns[1:]
    told, mine = (", ".join(f"{alias}.{name}" for name in own) for alias in ("f", "t"))
    sets = ", ".join(f"{name} = f.{name}" for name in own)
    counts = [
        session.execute(text(statement), values)
        for statement, values in (
            (f"update {part.table} t set gone_on = :day where {_scope(whole)} and gone_on is null and not exists"
             f" (select from ({part.rows}) f where f.number = t.number)", {"day": day}),
            (f"update {part.table} t set {sets}, gone_on = null from ({part.rows}) f where f.number = t.number"
             f" and (t.gone_on is not null or ({mine}) is distinct from ({told}))", {}),
            (f"insert into {part.table} ({columns}) {part.rows} on conflict (number) do nothing", {}),
        )
    ]  # fmt: skip
    gone, changed, added = (int(getattr(one, "rowcount", 0)) for one in counts)
    return added, changed, gone
