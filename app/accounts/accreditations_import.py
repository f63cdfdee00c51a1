# ruff: noqa: S608 - no statement holds anything that was typed
"""A register of a profession delivers whom it accredits: the whole list each time, a kind of import per register.

Who isn't named any more is struck off at once; unless that would be more than half of those who stand, since a
file may have been cut off: then nobody is, and the delivery says how many were spared. A row that is refused still
names whom it is about, as far as that can be read: nobody loses an accreditation by a slip of the pen. Each row is
about a person, by national number, or about an enterprise, by its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import Refusal
from app.imports import cells
from app.imports.columns import Column
from app.imports.kinds import Kind, offer, problem
from app.imports.national_number import NATIONAL_NUMBER
from app.policy import Permission
from models import keyring
from models.values import AccreditationRegister, EnterpriseNumber, NationalNumber


def _enterprise(cell: str) -> EnterpriseNumber | None:
    text = cells.plain(cell)
    return EnterpriseNumber.parse(text) if text else None


COLUMNS = (
    Column("accreditation", ("Erkenningsnummer", "Numéro d'agrément", "Accreditation number"), cells.words(40),
           ("erkenning", "lidnummer", "stamnummer", "biv nummer", "ipi nummer", "agrément", "numéro ipi",
            "numéro de membre", "accreditation", "member number", "nummer", "numéro"),
           needed=True, filled=True, examples=("500.123",) * 3),
    replace(NATIONAL_NUMBER, needed=False, filled=False),
    Column("enterprise_number", ("Ondernemingsnummer", "Numéro d'entreprise", "Enterprise number"), _enterprise,
           ("kbo", "kbo nummer", "bce", "numéro bce", "btw nummer", "numéro de tva", "vat number"),
           examples=("0999.100.592",) * 3),
    Column("first_day", ("Eerste dag", "Premier jour", "First day"), cells.day,
           ("van", "vanaf", "begin", "begindatum", "datum inschrijving", "du", "début", "date de début",
            "date d'inscription", "from", "start", "since"),
           needed=True, filled=True, examples=("01/04/2020",) * 3),
    Column("last_day", ("Laatste dag", "Dernier jour", "Last day"), cells.day,
           ("tot", "tot en met", "einde", "einddatum", "au", "fin", "date de fin", "until", "to", "end"),
           examples=("31/12/2028",) * 3),
)  # fmt: skip
_STAGED = {
    "accreditation": "varchar(40)",
    "holder_hash": "bytea",
    "enterprise_number": "varchar(10)",
    "first_day": "date",
    "last_day": "date",
}


def _stage(values: Mapping[str, Any]) -> tuple[Any, ...]:
    first, last = values["first_day"], values.get("last_day")
    if last is not None and last < first:
        raise Refusal("organisations.relation.end_before_begin", field="last_day")
    number: NationalNumber | None = values.get("number")
    enterprise: EnterpriseNumber | None = values.get("enterprise_number")
    if (number is None) == (enterprise is None):
        raise Refusal("accounts.accreditation.of_whom", field="number")
    return (values["accreditation"], *_holder(number, enterprise), first, last)


def _stage_refused(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """Whom it is about, by the register's number or his own."""
    return (
        values.get("accreditation"),
        *_holder(values.get("number"), values.get("enterprise_number")),
        None,
        None,
    )


def _holder(number: NationalNumber | None, enterprise: EnterpriseNumber | None) -> tuple[bytes | None, str | None]:
    hashed = keyring.installed().lookup_hash(number.digits) if number is not None else None
    return hashed, enterprise.digits if enterprise is not None else None


_GOOD = "s.problems = '[]'"
_SAME = (
    "a.register = '{0}' and a.number = s.accreditation and a.first_day = s.first_day"
    " and (a.holder_hash, a.enterprise_number) is not distinct from (s.holder_hash, s.enterprise_number)"
)
_STANDING = "register = '{0}' and struck_off_on is null and coalesce(last_day, 'infinity') >= :today"
# Those that stand, and that no row of the file names, refused or not. A difference of sets costs the same whatever
# is expected of a table just filled; looked for one by one it took a minute and a half for twenty thousand.
_MISSING = f"""select id from account_accreditation where {_STANDING}
    except select subject_id from import_staged"""
# Of a refused row: the latest it can be about.
_MEANT = f"""update import_staged s set subject_id = (select max(a.id) from account_accreditation a
        where {_STANDING} and a.{{1}} = s.{{2}})
    where s.problems <> '[]' and s.subject_id is null and s.{{2}} is not null"""


def _judge(register: str) -> tuple[str, ...]:
    return (
        f"""update import_staged s set problems = {problem("imports.row.twice", "", line="f.line")}
        from (select accreditation, holder_hash, enterprise_number, first_day, min(line) as line from import_staged
            where problems = '[]' group by 1, 2, 3, 4 having count(*) > 1) f
        where {_GOOD} and s.accreditation = f.accreditation and s.first_day = f.first_day and s.line > f.line
            and (s.holder_hash, s.enterprise_number) is not distinct from (f.holder_hash, f.enterprise_number)""",
        f"""update import_staged s set subject_id = a.id, subject_version = a.version,
            before = jsonb_build_object('last_day', a.last_day, 'struck_off_on', a.struck_off_on)
        from account_accreditation a where {_GOOD} and {_SAME.format(register)}""",
        _MEANT.format(register, "number", "accreditation"),
        _MEANT.format(register, "holder_hash", "holder_hash"),
        _MEANT.format(register, "enterprise_number", "enterprise_number"),
        """update import_staged s set verdict = case
            when s.problems <> '[]' then 'rejected'
            when s.subject_id is null then 'created'
            when s.last_day is not distinct from (s.before ->> 'last_day')::date
                and s.before ->> 'struck_off_on' is null then 'unchanged'
            else 'updated' end""",
    )


def _apply(register: str) -> tuple[str, ...]:
    missing, standing = _MISSING.format(register), _STANDING.format(register)
    return (
        f"""with missing as (select count(*) as many from ({missing}) m),
            withheld as (select many > (select count(*) from account_accreditation where {standing}) / 2 as so
                from missing)
        insert into account_register_delivery (register, delivered_at, import_id, rows, struck_off, withheld)
        select '{register}', :now, :import_id, (select count(*) from import_staged),
            case when so then 0 else many end, case when so then many else 0 end
        from missing, withheld""",
        f"""update account_accreditation a set struck_off_on = :today, version = a.version + 1
        from ({missing}) m
        where a.id = m.id and (select withheld from account_register_delivery where register = '{register}'
            order by id desc limit 1) = 0""",
        """update import_staged s set subject_id = nextval('account_accreditation_id_seq'), subject_version = 1
        where s.verdict = 'created'""",
        f"""insert into account_accreditation
            (id, register, number, holder_hash, enterprise_number, first_day, last_day, version)
        overriding system value
        select subject_id, '{register}', accreditation, holder_hash, enterprise_number, first_day, last_day, 1
        from import_staged where verdict = 'created' order by line""",
        """with changed as (update account_accreditation a set last_day = s.last_day, struck_off_on = null,
                version = a.version + 1
            from import_staged s where s.verdict = 'updated' and a.id = s.subject_id returning a.id, a.version)
        update import_staged s set subject_version = changed.version from changed
        where changed.id = s.subject_id""",
    )


# A delivery is put right by the next one, which is the whole list again.
_KEPT = ("update import_taken set undo = 'kept', undo_code = 'imports.undo.delivered'",)


def _kind(register: AccreditationRegister) -> Kind:
    return offer(
        Kind(
            name=str(register),
            permission=Permission.REGISTER_DELIVER,
            shown=("accreditation",),
            columns=COLUMNS,
            staged=_STAGED,
            stage=_stage,
            judge=_judge(str(register)),
            apply=_apply(str(register)),
            judge_undo=_KEPT,
            undo=(),
            of_house=True,
            stage_refused=_stage_refused,
        )
    )


REGISTERS = tuple(_kind(register) for register in AccreditationRegister)
