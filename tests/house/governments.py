"""The cast, and beside it in each government rows of every kind that carry its mark in all their texts.
`zqa` marks Voorbeeldegem, `zqb` Exempleville; a `p` after it is personal, an `o` the organisation's own. Who
reads a mark of a government that isn't his has looked over the wall.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import events
from app.accounts import passwords
from app.policy import Identity
from app.queue import enqueue
from app.transaction import Scope, enter
from app.work import noted
from models.accounts import Account, Attempt, OneTimeLink, StaffRole
from models.cases import Answer, Incident, Report
from models.documents import Document
from models.imports import ImportChunk, ImportRow, ImportRun
from models.issued import Issued, NumberSeries
from models.jobs import JobRun
from models.lists import BulkAct, SavedView
from models.organisations import Membership, Organisation
from models.rights import ContextValue, Right, Tool, ToolRole
from models.work import Work
from tests.house.aml_rows import loaded_list
from tests.house.asking import one_asked, one_merger
from tests.house.businesses import conditions, integration, one_delivery
from tests.house.cards import one_accreditation, one_authority
from tests.house.contact_rows import screened
from tests.house.crowd import BEGAN, Ids, crowd, known_person
from tests.house.decision_rows import decided
from tests.house.fiu_rows import codes_kept
from tests.house.mails import in_the_mailbox, undelivered
from tests.house.members import managed, one_sign_up
from tests.house.paying_rows import subscribed
from tests.house.registrations import registrations
from tests.house.rules_rows import rules_kept
from tests.house.syndic_rows import everybodys, syndics
from tests.house.wallet_rows import spent
from tests.house.wallets import one_wallet
from tests.stories.cast import EXEMPLEVILLE, SINCE, VOORBEELDEGEM, Cast, assemble
from tests.stories.stage import MOMENT

LETTERS = {VOORBEELDEGEM: "a", EXEMPLEVILLE: "b"}


@dataclass
class Governments:
    """Who and what stands there; `ids` has one row of each kind, by government, and those of the catalogue."""

    cast: Cast
    ids: dict[str, Ids] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    everyday: Ids = field(default_factory=dict)  # rows without a mark, for pages somebody looks at


def furnish(session: Session, many: int = 0) -> Governments:
    """Puts everything in an empty database, and `many` more rights in Voorbeeldegem; the caller commits."""
    made = Governments(assemble(session, BEGAN))
    enter(session, Scope.office())
    shared = _catalogue(session, made.cast)
    for name in LETTERS:
        made.ids[name] = shared | _marked(session, made, name)
    here = made.ids[VOORBEELDEGEM]
    here["own_letter"] = in_the_mailbox(session, here["organisation"], here["event"], made.cast.persons["Bram"])
    for number in range(many):
        made.everyday = crowd(session, made.cast, number)
    return made


def _catalogue(session: Session, cast: Cast) -> Ids:
    account = cast.accounts["Bram"]
    session.add(
        Attempt(
            name_hash=b"n" * 32,
            address_hash=b"a" * 32,
            account_id=account,
            way="password",
            outcome="wrong",
            reference="abcd1234",
            tried_at=BEGAN,
        )
    )
    session.add(
        Incident(
            reference="abcd1234",
            kind="declined",
            code="rights.right.overlaps",
            status=422,
            method="POST",
            endpoint="GrantScreen.days",
            page="/grant/days/1/1",
            visitor_hash=b"v" * 32,
            account_id=account,
            person_id=cast.persons["Bram"],
            happened_at=BEGAN,
        )
    )
    session.add(JobRun(name="seal_events", job_id=1, started_at=BEGAN, ended_at=BEGAN, outcome="done"))
    failed = _failed_job(session)
    session.add(OneTimeLink(token_hash=b"t" * 32, account_id=account, ends_at=BEGAN))
    session.flush()
    planning = session.scalars(select(Tool.id).where(Tool.code == "planning")).one()
    return {
        **conditions(session, planning),
        **integration(session, planning, cast.accounts["Greet"]),
        "kind": cast.kinds["planner"],
        "tool": planning,
        "tool_role": session.scalars(select(ToolRole.id).join(Tool).where(Tool.code == "planning")).one(),
        "context_value": session.scalars(select(ContextValue.id).order_by(ContextValue.id)).first() or 0,
        "staff_role": session.scalars(select(StaffRole.id).order_by(StaffRole.id)).first() or 0,
        "account": account,
        "sign_up": one_sign_up(session),
        "attempt": session.scalars(select(Attempt.id)).one(),
        "incident": session.scalars(select(Incident.id)).one(),
        "job_run": session.scalars(select(JobRun.id).where(JobRun.outcome == "done")).one(),
        "failed_job": failed,
        "authority": one_authority(session),
        "accreditation": one_accreditation(session),
        "business_delivery": one_delivery(session),
        **loaded_list(session),
        **codes_kept(session),
        **rules_kept(session, cast.accounts["Greet"]),
        **everybodys(session),
    }


def _failed_job(session: Session) -> int:
    """A job that failed for good, with its line in the run log."""
    job = enqueue(session, "anchor_events")
    assert job is not None
    session.execute(
        text("update procrastinate_jobs set status = 'failed', attempts = 1 where id = :id"), {"id": job}
    )
    session.add(
        JobRun(
            name="anchor_events",
            job_id=job,
            started_at=BEGAN,
            ended_at=BEGAN,
            outcome="failed",
            detail="Outage: database",
        )
    )
    return job


def _marked(session: Session, made: Governments, name: str) -> Ids:
    """One person, account, relation, right (changed once), revoked right and event, all bearing the mark."""
    cast, letter, organisation_id = made.cast, LETTERS[name], made.cast.organisations[name]
    personal = f"zq{letter}p"
    organisation = session.get_one(Organisation, organisation_id)
    organisation.email = f"zq{letter}o@example.be"
    organisation.street = f"Zq{letter}o-straat 1"
    person = known_person(session, f"{personal}family", f"{personal}given", date(1983, 3, 3), 40 + 2 * ord(letter))
    cast.persons[personal] = person.id
    made.numbers[name] = person.number or ""
    account = Account(
        username=f"{personal}.user",
        email=f"{personal}@example.be",
        first_name="",
        last_name="",
        password=passwords.hashed(personal),
        active=True,
        person_id=person.id,
        language="nl",
    )
    relation = Membership(
        organisation_id=organisation_id,
        person_id=person.id,
        category="employee",
        type="standard",
        state="confirmed",
        first_day=SINCE,
        function=f"{personal}function",
        email=f"{personal}work@example.be",
        phone=f"{personal}phone",
        note=f"{personal}note",
        created_at=BEGAN,
    )
    session.add_all([account, relation])
    session.flush()
    cast.accounts[personal], cast.relations[personal] = account.id, relation.id
    right = _right(cast, relation, "planner", personal)
    revoked = _right(cast, relation, "for_cities", personal)
    revoked.first_day, revoked.last_day = date(2026, 7, 1), date(2026, 12, 31)
    report = Report(
        account_id=account.id,
        person_id=person.id,
        acting_for_id=organisation_id,
        told=f"{personal}told",
        page="/rights/list/",
        visitor_hash=b"r" * 32,
        opened_at=BEGAN,
    )
    session.add_all([right, revoked, report])
    session.flush()
    session.add(
        Answer(
            report_id=report.id,
            person_id=person.id,
            account_id=cast.accounts["Greet"],
            told=f"{personal}answer",
            answered_at=BEGAN,
        )
    )
    right.last_day, right.known_from = right.last_day - timedelta(days=1), BEGAN + timedelta(days=1)
    revoked.revoked_at, revoked.revoked_on = BEGAN, BEGAN.date()
    revoked.revoked_by, revoked.revoke_reason = account.id, f"{personal}revoke"
    session.flush()
    view = SavedView(
        organisation_id=organisation_id,
        account_id=account.id,
        person_id=person.id,
        list_name="RightScreen",
        name=f"{personal}view",
        asked=f"name={personal}",
        shared_with="local_administrator",
        made_at=BEGAN,
    )
    administrator = "Filip" if name == VOORBEELDEGEM else "Chloé"
    act, done = (_act(cast, administrator, right, revoked) for _ in range(2))
    done.foretold = {str(revoked.id): ["rights.right.revoked_already", {"day": {"day": "2026-06-01"}}]}
    done.outcome = {**done.foretold, str(right.id): ["lists.row.changed", {}]}
    done.done_at = BEGAN
    grant = _act(cast, administrator, right)
    grant.list_name, grant.act, grant.row_ids, grant.versions = "GrantSeveralScreen", "grant", [relation.id], [0]
    grant.asked_for = {
        "kind_id": cast.kinds["planner"],
        "context": "",
        "first_day": "2027-03-15",
        "last_day": "2027-09-14",
    }
    session.add_all([view, act, done, grant])
    session.flush()
    subject = events.Subject("right", right.id, organisation_id, person.id)
    actor = Identity(account.id, person.id, frozenset(), session_reference=f"{personal}s", address=f"{personal}x")
    days = {"first_day": str(right.first_day), "last_day": str(right.last_day)}
    event_id = events.record(
        session,
        events.Tag.RIGHT_GRANTED,
        subject,
        actor,
        BEGAN,
        facts=days,
        personal={"reason": f"{personal}kept"},
    )
    administrator = cast.accounts["Filip" if letter == "a" else "Chloé"]
    document = Document(
        organisation_id=organisation_id,
        kind="import",
        name=f"{personal}list.csv",
        media_type="text/csv",
        size=1,
        sha256=bytes(32),
        file=f"{ord(letter):032x}",
        person_id=person.id,
        account_id=administrator,
        made_at=BEGAN,
    )
    asked = Identity(administrator, None, frozenset(), organisation_id=organisation_id)
    work = Work(
        organisation_id=organisation_id,
        kind="import",
        account_id=administrator,
        state="running",
        facts={"actor": noted(asked)},
        result={},
        asked_at=BEGAN,
        started_at=BEGAN,
    )
    attachment = Document(
        organisation_id=organisation_id,
        kind="attachment",
        name=f"{personal}agreement.pdf",
        media_type="application/pdf",
        size=1,
        sha256=bytes(32),
        file=f"{ord(letter):031x}1",
        subject_kind="relation",
        subject_id=relation.id,
        person_id=person.id,
        account_id=administrator,
        made_at=BEGAN,
    )
    statement = Document(
        organisation_id=organisation_id,
        kind="right_statement",
        name="2026-000001.pdf",
        media_type="application/pdf",
        size=1,
        sha256=bytes(31) + letter.encode(),
        file=f"{ord(letter):031x}2",
        subject_kind="right",
        subject_id=right.id,
        person_id=person.id,
        account_id=administrator,
        made_at=BEGAN,
    )
    session.add_all([document, work, attachment, statement])
    session.flush()
    members = managed(session, organisation_id, letter)
    other = next(one for one in LETTERS if one != name)
    return {
        **members,
        **one_wallet(session, organisation_id, members["manager"], personal),
        **screened(session, organisation_id, letter),
        **decided(session, organisation_id, letter),
        "letter": undelivered(session, subject, event_id, personal),
        "attachment": attachment.id,
        "issued": _issued(session, statement, letter),
        **_imported(session, made, name, personal),
        **registrations(session, made.cast, name, personal),
        **one_asked(session, relation, account.id, right, personal),
        **one_merger(session, relation, right, cast.organisations[other], cast.accounts["Greet"]),
        "document": document.id,
        "work": work.id,
        "organisation": organisation_id,
        "person": person.id,
        "relation": relation.id,
        "right": right.id,
        "revoked": revoked.id,
        "event": event_id,
        "account": account.id,
        "saved_view": view.id,
        "bulk_act": act.id,
        "bulk_done": done.id,
        "bulk_grant": grant.id,
        "case": report.id,
        **spent(session, organisation_id, members["manager"], personal),
        **subscribed(session, organisation_id, members["manager"], letter),
        **syndics(session, organisation_id, letter),
    }


def _issued(session: Session, statement: Document, letter: str) -> int:
    """The first statement that government issued, and its number."""
    series = {"organisation_id": statement.organisation_id, "series": "right_statement", "year": 2026}
    issued = Issued(
        **series,
        number=1,
        code=letter.upper() * 24,
        document_id=statement.id,
        sha256=statement.sha256,
        language="nl",
        subject_kind="right",
        subject_id=statement.subject_id,
        person_id=statement.person_id,
        issued_at=BEGAN,
        issued_by=statement.account_id,
    )
    session.add_all([NumberSeries(**series, last_number=1), issued])
    session.flush()
    return issued.id


def _imported(session: Session, made: Governments, name: str, mark: str) -> Ids:
    """An import that was done, and one that was checked: a good row, and a refused one."""
    cast = made.cast
    found = {}
    for kind, state in (("import", "applied"), ("checked_import", "checked")):
        run = ImportRun(
            organisation_id=cast.organisations[name],
            kind="people",
            state=state,
            account_id=cast.accounts["Filip" if name == VOORBEELDEGEM else "Chloé"],
            file_name=f"{mark}list.csv",
            format="csv",
            encoding="utf-8",
            delimiter=";",
            size=100,
            sha256=bytes(32),
            signature="0" * 64,
            heads=["Rijksregisternummer", "Naam", "Voornamen", "Eerste dag"],
            columns=["number", "family_name", "given_names", "first_day"],
            rows=2,
            mode="good_rows",
            counts={"created": 1, "rejected": 1},
            digest="",
            asked_at=BEGAN,
            checked_at=BEGAN,
            applied_at=MOMENT - timedelta(days=1) if state == "applied" else None,
        )
        session.add(run)
        session.flush()
        rows = [[2, ["", f"{mark}good", "Good", "01/04/2027"]], [3, ["", f"{mark}bad", "Bad", "31/02/2027"]]]
        of_it = {"organisation_id": run.organisation_id, "import_id": run.id}
        problem = {"code": "imports.cell.date", "field": "first_day", "facts": {}}
        session.add_all(
            [
                ImportChunk(**of_it, first_line=2, last_line=3, content=json.dumps(rows)),
                ImportRow(**of_it, line=2, verdict="created"),
                ImportRow(**of_it, line=3, verdict="rejected", problems=[problem]),
            ]
        )
        found[kind] = run.id
    return found


def _act(cast: Cast, administrator: str, *rights: Right) -> BulkAct:
    """An act on these rights that was never confirmed, chosen at a version they never had."""
    return BulkAct(
        organisation_id=rights[0].organisation_id,
        account_id=cast.accounts[administrator],
        person_id=cast.persons[administrator],
        list_name="RightScreen",
        act="revoke",
        row_ids=[right.id for right in rights],
        versions=[0 for _ in rights],
        foretold={},
        asked_at=BEGAN,
    )


def _right(cast: Cast, relation: Membership, kind: str, mark: str) -> Right:
    return Right(
        organisation_id=relation.organisation_id,
        membership_id=relation.id,
        person_id=relation.person_id,
        kind_id=cast.kinds[kind],
        first_day=date(2026, 7, 1),
        last_day=date(2027, 6, 30),
        reason=f"{mark}reason",
        granted_at=BEGAN,
        granted_by=cast.accounts["Greet"],
        known_from=BEGAN,
    )
