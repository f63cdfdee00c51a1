"""An officer begins, writes and signs the report of a year; and what is signed stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, undefer

from app.aml.annual.account import Account, account_of, records_of, value_of
from app.aml.annual.figures import figure_named, named_figures
from app.aml.annual.opening import opened
from app.aml.annual.reports import (
    begin_report,
    reports_visible_to,
    save_text,
    sign_report,
    take_paper,
    years_to_begin,
)
from app.aml.annual.texts import Lack, Text, lacking_in
from app.database import engine_for, session_factory
from app.errors import Forbidden, Missing, Refusal, Stale
from app.transaction import Scope, enter, within
from models.aml import (
    AnnualRecord,
    AnnualReport,
    Atypical,
    CashBreach,
    Deputy,
    Discrepancy,
    Notification,
    Policy,
    RuleSet,
    Training,
)
from models.events import Event
from tests.app.aml.annual.busy_office import YEAR, busy
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.aml.office_of_officers import Staffed, staffed
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.aml.test_races import at_once
from tests.app.pdf.test_paper import words
from tests.app.wallet.offices import NOW
from tests.database import TestServer

WROTE = "We looked at twenty files and found nothing that lacked."


@pytest.fixture
def one(session: Session) -> Staffed:
    made = staffed(session)
    with within(session, Scope.office()):
        publish(session, EACH)
    enter(session, Scope.organisation(made.id, officer=True))
    return made


def in_force(session: Session, one: Staffed, kind: str, first: date, last: date | None = None) -> Policy:
    by = one.an.account_id
    made = Policy(
        organisation_id=one.id, kind=kind, title=f"Our {kind}", body="So.", first_day=first, last_day=last,
        overall="standard" if kind == "risk_assessment" else None, made_by=by, made_at=NOW,
        ended_by=by if last else None, ended_at=NOW if last else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return made


def written(session: Session, one: Staffed, year: int = YEAR) -> AnnualReport:
    """Of which nothing lacks."""
    report = begin_report(session, one.an, year, NOW)
    for part in (Text.RISK, Text.ACCEPTANCE, Text.TRAINING, Text.SHORTCOMINGS, Text.PLAN):
        save_text(session, one.an, report.id, part, f"{part.value}: {WROTE}", report.version, NOW)
    return report


def signed(session: Session, one: Staffed, report: AnnualReport, language: str = "nl") -> AnnualReport:
    return sign_report(session, one.an, report.id, report.year, language, report.version, NOW)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as problem:
        act()
    return problem.value.code


def fill(session: Session, one: Staffed, size: int = 20) -> None:
    rules = session.scalars(select(RuleSet).order_by(RuleSet.id.desc())).first()
    assert rules is not None
    busy(session, one.an, rules, 7).fill(size)


def told(session: Session, one: Staffed, report: AnnualReport) -> dict[str, object]:
    """Everything that can be read of it but names."""
    session.expire_all()
    report = session.scalars(select(AnnualReport).where(AnnualReport.id == report.id)).one()
    account = account_of(session, report)
    figures = [*named_figures(), *(figure_named(code) for code in account.counted if ".country." in code)]
    return {
        "account": account,
        "texts": report.texts,
        "paper": take_paper(session, one.an, report.id, "fr", NOW)[1],
        "records": {one.code: [(row.kind, row.id) for row in records_of(session, report, one)] for one in figures},
    }


@pytest.mark.trust("AML")
def test_what_is_signed_stays_whatever_becomes_of_the_records(session: Session, one: Staffed) -> None:
    fill(session, one)
    in_force(session, one, "risk_assessment", date(YEAR, 3, 1))
    report = signed(session, one, written(session, one))
    assert (report.state, report.signed_by, report.signed_at) == ("signed", one.an.account_id, NOW)
    first = told(session, one, report)
    account, records = first["account"], first["records"]
    assert isinstance(account, Account)
    assert isinstance(records, dict)
    assert (account.signed_by, account.as_deputy, account.language) == ("Nr1 Lambrecht", False, "nl")
    for code, rows in records.items():
        if figure_named(code).of == code:
            assert value_of(session, report, figure_named(code)) == len(rows), code
    assert len(records["contacts"]) > 5
    # Records of that year change, go and come; every one of those the report counts.
    with within(session, Scope.office()):
        session.execute(update(Notification).values(state="waiting"))
    session.execute(update(Training).values(withdrawn_at=NOW, withdrawn_by=one.an.account_id))
    session.execute(update(CashBreach).values(withdrawn_at=NOW, withdrawn_by=one.an.account_id))
    session.execute(update(Discrepancy).values(withdrawn_at=NOW, withdrawn_by=one.an.account_id))
    in_force(session, one, "acceptance_policy", date(YEAR, 1, 1))
    rules = session.scalars(select(RuleSet).order_by(RuleSet.id.desc())).first()
    assert rules is not None
    more = busy(session, one.an, rules, 8)
    more._contact(1)
    assert told(session, one, report) == first
    # What was taken is what was signed, to the byte, in the language of the signature.
    content = session.scalars(
        select(AnnualReport).where(AnnualReport.id == report.id).options(undefer(AnnualReport.pdf))
    ).one()
    assert content.pdf == first["paper"]
    assert content.print == hashlib.sha256(content.pdf or b"").digest()
    assert take_paper(session, one.an, report.id, "en", NOW)[0] == f"jaarverslag-{YEAR}.pdf"
    # Of the year after it is the year before, as it was signed.
    following = account_of(session, begin_report(session, one.an, YEAR + 1, NOW))
    assert following.before == account.counted


def test_the_database_lets_nobody_change_a_signed_report_or_its_records(session: Session, one: Staffed) -> None:
    fill(session, one, 6)
    report = signed(session, one, written(session, one))
    attempts = (
        update(AnnualReport).values(texts={}, version=9),
        update(AnnualReport).values(figures={}, version=9),
        update(AnnualReport).values(state="draft", version=9),
        update(AnnualRecord).values(record_id=0),
        text("delete from aml_annual_record"),
        text("delete from aml_annual_report"),
        insert(AnnualRecord).values(
            organisation_id=one.id, report_id=report.id, figure="contacts", kind="contact", record_id=1
        ),
    )
    for attempt in attempts:
        with pytest.raises(Exception) as problem, session.begin_nested():  # noqa: PT011 - each its own
            session.execute(attempt)
        said = str(problem.value)
        assert "permission denied" in said or isinstance(problem.value, IntegrityError), said
    with pytest.raises(Refusal, match=r"aml\.annual\.signed"):
        save_text(session, one.an, report.id, Text.PLAN, "Otherwise.", report.version, NOW)
    assert refused(lambda: begin_report(session, one.an, YEAR, NOW)) == "aml.annual.signed"


def test_a_year_is_begun_once_and_only_one_that_began(session: Session, one: Staffed) -> None:
    first = begin_report(session, one.an, YEAR, NOW)
    assert begin_report(session, one.an, YEAR, NOW).id == first.id
    assert NOW.year == 2026
    assert begin_report(session, one.an, 2026, NOW).year == 2026
    for year in (2027, 2016, 0, -1, 99999):
        assert refused(lambda year=year: begin_report(session, one.an, year, NOW)) == "aml.annual.year"
    assert years_to_begin(session, one.an, NOW.date(), 2022) == [2024, 2023, 2022]
    # On New Year's Eve in Brussels the year after hasn't begun; a minute later it has, though not in UTC.
    eve = datetime(2026, 12, 31, 22, 59, tzinfo=UTC)
    assert refused(lambda: begin_report(session, one.an, 2027, eve)) == "aml.annual.year"
    assert begin_report(session, one.an, 2027, eve + timedelta(minutes=1)).year == 2027


def test_a_report_is_signed_once_its_year_is_over_in_brussels(session: Session, one: Staffed) -> None:
    report = written(session, one, 2026)
    eve = datetime(2026, 12, 31, 22, 59, 59, tzinfo=UTC)
    act = lambda at: sign_report(session, one.an, report.id, 2026, "nl", report.version, at)  # noqa: E731
    assert refused(lambda: act(eve)) == "aml.annual.not_over"
    assert act(eve + timedelta(seconds=1)).state == "signed"


def test_everything_that_stands_in_the_way_of_signing(session: Session, one: Staffed) -> None:
    report = begin_report(session, one.an, YEAR, NOW)

    def sign(year: int = YEAR, language: str = "nl", version: int | None = None) -> AnnualReport:
        with session.begin_nested():
            return sign_report(session, one.an, report.id, year, language, version or report.version, NOW)

    assert [found.what for found in lacking_in(account_of(session, report), report.texts) if found.required] == [
        Lack.NO_ASSESSMENT, Lack.NO_POLICY, Lack.NO_TRAINING, Lack.SHORTCOMINGS, Lack.PLAN,
    ]  # fmt: skip
    with pytest.raises(Refusal) as problem:
        sign()
    assert (problem.value.code, problem.value.facts) == ("aml.annual.lacks", {"count": 5})
    assert session.scalars(select(AnnualRecord)).all() == []
    written(session, one)
    assert refused(lambda: sign(year=YEAR - 1)) == "aml.annual.typed_year"
    assert refused(lambda: sign(language="de")) == "aml.annual.language"
    with pytest.raises(Stale):
        sign(version=report.version - 1)
    assert sign().state == "signed"
    assert sign(version=1).state == "signed"  # pressed twice
    other = replace(one.bram, roles=one.an.roles)
    assert refused(lambda: sign_report(session, other, report.id, YEAR, "nl", 1, NOW)) == "aml.annual.signed"


def test_a_policy_in_force_on_one_day_of_the_year_needs_no_explanation(session: Session, one: Staffed) -> None:
    in_force(session, one, "risk_assessment", date(YEAR - 2, 1, 1), date(YEAR, 1, 1))
    in_force(session, one, "acceptance_policy", date(YEAR - 2, 1, 1), date(YEAR - 1, 12, 31))
    in_force(session, one, "acceptance_policy", date(YEAR + 1, 1, 1))
    report = begin_report(session, one.an, YEAR, NOW)
    account = account_of(session, report)
    assert [(each.kind, each.overall, each.last_day) for each in account.in_force] == [
        ("risk_assessment", "standard", date(YEAR, 1, 1))
    ]
    found = [each.what for each in lacking_in(account, report.texts)]
    assert Lack.NO_ASSESSMENT not in found
    assert Lack.NO_POLICY in found


def test_a_deputy_signs_on_his_days_and_who_is_no_officer_that_day_doesnt(session: Session, one: Staffed) -> None:
    report = written(session, one)
    bram = replace(one.bram, roles=one.an.roles)
    act = lambda: sign_report(session, bram, report.id, YEAR, "nl", report.version, NOW)  # noqa: E731
    assert refused(act) == "aml.annual.not_officer"
    session.add(
        Deputy(
            organisation_id=one.id, officer_id=one.of(one.an), deputy_id=one.of(one.bram), first_day=NOW.date(),
            last_day=NOW.date() + timedelta(days=3), named_by=one.an.account_id, named_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    account = account_of(session, act())
    assert (account.signed_by, account.as_deputy) == ("Nr2 Lambrecht", True)
    report = begin_report(session, one.an, 2026, NOW)
    served = [
        (each.name, each.first_day, each.last_day, each.instead_of)
        for each in account_of(session, report).officers
    ]
    assert served == [
        ("Nr1 Lambrecht", date(2026, 9, 1), None, ""),
        ("Nr2 Lambrecht", NOW.date(), NOW.date() + timedelta(days=3), "Nr1 Lambrecht"),
    ]


@pytest.mark.trust("AML")
def test_members_and_other_offices_neither_see_nor_touch_it(session: Session, one: Staffed) -> None:
    report = written(session, one)
    acts: tuple[Callable[[], object], ...] = (
        lambda: begin_report(session, one.bram, YEAR, NOW),
        lambda: save_text(session, one.bram, report.id, Text.PLAN, "x", report.version, NOW),
        lambda: sign_report(session, one.bram, report.id, YEAR, "nl", report.version, NOW),
        lambda: take_paper(session, one.bram, report.id, "nl", NOW),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    assert session.scalars(select(AnnualReport).where(reports_visible_to(one.bram))).all() == []
    # Whatever a member asks, in his scope the database shows him nothing.
    with within(session, Scope.organisation(one.id)):
        assert session.scalars(select(AnnualReport.id)).all() == []
        assert session.scalars(select(AnnualRecord)).all() == []
    stranger = replace(one.an, organisation_id=one.id + 1)
    with pytest.raises(Missing):
        take_paper(session, stranger, report.id, "nl", NOW)
    with pytest.raises(Missing):
        save_text(session, stranger, report.id, Text.PLAN, "x", report.version, NOW)
    tags = set(session.scalars(select(Event.tag).where(Event.subject_kind == "annual_report")))
    assert tags == {"fiu.annual.begun", "fiu.annual.changed"}


def test_what_is_written_is_kept_trimmed_and_another_tab_loses_nothing(session: Session, one: Staffed) -> None:
    report = begin_report(session, one.an, YEAR, NOW)
    version = report.version
    save_text(session, one.an, report.id, Text.PLAN, f"  {WROTE}\x00 ", version, NOW)
    assert report.texts == {"plan": WROTE}
    assert save_text(session, one.an, report.id, Text.PLAN, WROTE, version, NOW).id == report.id
    with pytest.raises(Stale):
        save_text(session, one.an, report.id, Text.PLAN, "Otherwise.", version, NOW)
    long = "x" * 8001
    act = lambda: save_text(session, one.an, report.id, Text.REMARKS, long, report.version, NOW)  # noqa: E731
    assert refused(act) == "aml.annual.text_too_long"
    save_text(session, one.an, report.id, Text.PLAN, " ", report.version, NOW)
    assert report.texts == {}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nl", ["Jaarverslag van de antiwitwas-verantwoordelijke", "ONTWERP", "Contacten waarover beslist werd"]),
        (
            "fr",
            [
                "Rapport annuel du responsable anti-blanchiment",
                "PROJET",
                "Contacts ayant fait l’objet d’une décision",
            ],
        ),
    ],
)
def test_a_draft_says_so_on_its_paper_in_the_readers_language(
    session: Session, one: Staffed, language: str, said: list[str]
) -> None:
    fill(session, one, 6)
    session.add(
        Atypical(
            organisation_id=one.id, noted_on=date(YEAR, 12, 31), title="Paid by a stranger", told="Odd.",
            analysis="He is his uncle.", made_by=one.an.account_id, made_at=NOW, changed_at=NOW,
        )
    )  # fmt: skip
    session.flush()
    report = written(session, one)
    name, content = take_paper(session, one.an, report.id, language, NOW)
    read = " ".join(words(content).replace("\u00a0", " ").split())
    for sentence in (*said, WROTE, "01/01/2025 – 31/12/2025", "Paid by a stranger", "He is his uncle."):
        assert sentence in read, read
    assert str(YEAR) in name
    signed(session, one, report, language)
    _, kept = take_paper(session, one.an, report.id, "en", NOW)
    read = " ".join(words(kept).replace("\u00a0", " ").split())
    assert said[1] not in read
    assert "Nr1 Lambrecht" in read
    assert "30/11/2026 10:30" in read


def test_what_a_record_measures_is_read_from_it(session: Session, one: Staffed) -> None:
    fill(session, one, 20)
    report = begin_report(session, one.an, YEAR, NOW)
    for figure in named_figures():
        listed = records_of(session, report, figure)
        shown = opened(session, listed, one.id)
        assert [each.id for each in shown] == [each.id for each in listed]
        if figure.code in ("trainings", "attendances", "breaches", "notifications"):
            assert [each.measure for each in shown] == [each.measure for each in listed]
        assert not [each for each in shown if each.when is None and figure.section != "members"], figure


def test_two_who_begin_or_sign_at_once_make_one(server: TestServer, cloned_database: str) -> None:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=8)
    crowd = session_factory(engine)
    with crowd.begin() as session:
        one = staffed(session)
        enter(session, Scope.organisation(one.id, officer=True))
        report_id = written(session, one).id
        version = session.get_one(AnnualReport, report_id).version

    def act(session: Session, number: int) -> object:
        enter(session, Scope.organisation(one.id, officer=True))
        if number % 2:
            return begin_report(session, one.an, YEAR - 1, NOW).id
        return sign_report(session, one.an, report_id, YEAR, "nl", version, NOW).id

    done = at_once(crowd, AmlOffice(one.id, one.an, one.bram), act, 6)
    engine.dispose()
    assert len(set(done)) == 2, done
    assert all(isinstance(each, int) for each in done)
