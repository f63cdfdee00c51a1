"""A small demo world, filled once and looked at: what stands in it, and that the services made it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import and_, func, literal_column, select
from sqlalchemy.orm import Session, aliased, selectinload, sessionmaker

from app import chain, clock, demo
from app.accounts import passwords
from app.database import engine_for, session_factory
from app.demo.bank import ACCOUNT, put_example
from app.demo.cast import HUGO
from app.demo.governments import WELFARE
from app.demo.people import humans, post_for
from app.demo.plan import Draw, draw_person
from app.demo.wallets import staff_of
from app.policy import Role
from app.rights.api_tokens import caller_with
from app.rights.queries import had_authority
from app.rights.rules import LOCAL_ADMINISTRATOR, is_expiring, state_of
from app.transaction import Scope, enter
from app.wallet.bank_files import read_bank_file
from app.wallet.bank_import import FileFacts, take_in
from app.wallet.invoicing.waiting import cant_be_invoiced
from config import DEMO_ACCOUNT
from models.accounts import Account, Accreditation, Person, RegisterDelivery, StaffRole
from models.events import Event
from models.invariants import MONEY, broken
from models.organisations import Membership, Organisation, Representative
from models.rights import Package, Price, Right, RightKind, RightRequest, Tool, ToolOwner
from models.values import Iban, RightState, last_day_within
from models.wallet import BankEntry, Invoice, InvoiceFile, SpendingLimit, TopUp, Transaction, VatReturn, Wallet
from tests.app.wallet.invoicing.peppol_rules import broken as broken_rules
from tests.database import TestServer

NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
PASSWORD = "a password of the demo"


@pytest.fixture(scope="module")
def world(server: TestServer) -> Iterator[sessionmaker[Session]]:
    """Sessions on a database of its own with the demo of sixty people."""
    with server.copy() as name:
        engine = engine_for(server.url("house_app", name), seconds=60)
        factory = session_factory(engine)
        demo.fill(factory, PASSWORD, NOW, people=60)
        yield factory
        engine.dispose()


@pytest.fixture
def office(world: sessionmaker[Session]) -> Iterator[Session]:
    with world() as session:
        enter(session, Scope.office())
        yield session


def _rights(session: Session) -> list[Right]:
    return list(session.scalars(select(Right).order_by(Right.id)))


def test_everybody_named_signs_in_with_the_one_password_and_has_a_person(office: Session) -> None:
    accounts = {account.username: account for account in office.scalars(select(Account))}
    assert set(demo.ACCOUNTS) == set(accounts)
    assert {"an.peeters", "chloe.dubois", "filip.janssens", "greet.desmet", "olivier.lambert"} <= set(accounts)
    for account in accounts.values():
        assert passwords.matches(account.password, PASSWORD)
        assert account.person_id is not None
        assert (account.first_name, account.last_name) == ("", "")
        assert account.email.endswith(".example")


def test_the_staff_have_their_roles_and_joris_owns_two_tools(office: Session) -> None:
    held = office.execute(select(Account.username, StaffRole.role).join(StaffRole.account)).all()
    assert {row.username: row.role for row in held} == {
        "dirk.maes": "helpdesk",
        "greet.desmet": "central",
        "hugo.baert": "finance",
        "ines.lemaire": "counter",
    }
    owners = office.scalars(
        select(Account.username).join(ToolOwner, ToolOwner.person_id == Account.person_id)
    ).all()
    assert owners == ["joris.vandamme"] * 2


def test_four_governments_and_three_enterprises_have_people_in_them(office: Session) -> None:
    counted = dict(
        office.execute(
            select(Organisation.name, func.count(Membership.id)).join(Membership).group_by(Organisation.name)
        ).all()
    )
    assert set(counted) == {
        "Gemeente Voorbeeldegem",
        "OCMW Voorbeeldegem",
        "Provincie Voorbeeldland",
        "Commune d'Exempleville",
        "Immo Peeters",
        "Immo Zeezicht",
        "Immo Duinzicht",
    }
    assert sum(counted.values()) >= 60
    assert min(count for name, count in counted.items() if name not in ("Immo Zeezicht", "Immo Duinzicht")) >= 3


def test_a_stranger_belongs_nowhere_and_a_colleague_in_two_places(office: Session) -> None:
    places = dict(
        office.execute(
            select(Account.username, func.count(Membership.id))
            .outerjoin(
                Membership, and_(Membership.person_id == Account.person_id, Membership.state == "confirmed")
            )
            .group_by(Account.username)
        ).all()
    )
    assert places["chloe.dubois"] == 0
    assert places["bram.claes"] == 2


def test_twelve_tools_open_by_kinds_of_right_and_ten_by_managers_in_three_languages(office: Session) -> None:
    tools = office.scalars(select(Tool)).all()
    kinds = office.scalars(select(RightKind)).all()
    assert len(tools) == 22
    tools = [tool for tool in tools if tool.opened_by == "right"]
    assert len(kinds) >= 24
    assert {kind.tool_id for kind in kinds} == {tool.id for tool in tools}
    assert all(row.name_nl and row.name_fr and row.name_en for row in (*tools, *kinds))
    assert all(tool.description_nl and tool.description_fr and tool.description_en for tool in tools)
    assert (min(kind.max_months for kind in kinds), max(kind.max_months for kind in kinds)) == (1, 36)
    administration = next(kind for kind in kinds if kind.code == LOCAL_ADMINISTRATOR)
    assert (administration.max_months, administration.categories) == (24, ["employee"])
    assert len(administration.government_kinds) == 5


def test_an_represents_her_agency_by_law(office: Session) -> None:
    named = office.execute(
        select(Organisation.name, Person.given_names)
        .join(Representative, Representative.organisation_id == Organisation.id)
        .join(Person, Person.id == Representative.person_id)
        .where(Representative.last_day.is_(None))
    ).all()
    assert [tuple(one) for one in named] == [("Immo Peeters", "An")]


def test_today_rights_stand_in_every_state(office: Session) -> None:
    today = clock.day_of(NOW)
    states = {state_of(right.first_day, right.last_day, right.revoked_on, today) for right in _rights(office)}
    assert states == set(RightState)
    assert any(
        right.revoked_at is None and is_expiring(right.first_day, right.last_day, today)
        for right in _rights(office)
    )


def test_every_right_was_granted_in_three_years_and_none_in_the_future(office: Session) -> None:
    for right in _rights(office):
        assert NOW - timedelta(days=3 * 366) <= right.granted_at <= NOW
        assert right.revoked_at is None or right.granted_at < right.revoked_at <= NOW


def test_every_right_was_granted_under_an_administrators_right_in_force(office: Session) -> None:
    first = 0
    for right in _rights(office):
        if right.granted_under_id is None:
            first += 1
            continue
        assert had_authority(office, right.granted_under_id, clock.day_of(right.granted_at))
    governments = office.scalar(select(func.count()).where(Organisation.kind == "local_government"))
    assert first == governments


def test_nobody_renewed_his_own_administration(office: Session) -> None:
    grantor = aliased(Account)
    granted = office.execute(
        select(Right.person_id, grantor.person_id)
        .join(grantor, grantor.id == Right.granted_by)
        .join(RightKind, RightKind.id == Right.kind_id)
        .where(RightKind.code == LOCAL_ADMINISTRATOR)
    ).all()
    assert len(granted) > 8
    assert all(person != by for person, by in granted)


def test_each_government_has_two_administrators_today(office: Session) -> None:
    today = clock.day_of(NOW)
    counted = office.execute(
        select(Right.organisation_id, func.count(Right.person_id.distinct()))
        .join(RightKind, RightKind.id == Right.kind_id)
        .where(
            RightKind.code == LOCAL_ADMINISTRATOR,
            Right.revoked_at.is_(None),
            Right.first_day <= today,
            Right.last_day >= today,
        )
        .group_by(Right.organisation_id)
    ).all()
    assert [count for _, count in counted] == [2, 2, 2, 2]


def test_no_right_lasts_longer_than_its_kind_allows(office: Session) -> None:
    months = dict(office.execute(select(RightKind.id, RightKind.max_months)).all())
    for right in _rights(office):
        assert right.last_day <= last_day_within(right.first_day, months[right.kind_id])


def test_each_right_and_each_revocation_has_its_event_at_its_moment(office: Session) -> None:
    told = {
        (event.tag, event.subject_id): event.happened_at
        for event in office.scalars(select(Event).where(Event.subject_kind == "right"))
    }
    for right in _rights(office):
        assert told["rights.right.granted", right.id] == right.granted_at
        assert told.get(("rights.right.revoked", right.id)) == right.revoked_at


def test_within_an_organisation_the_audit_trail_follows_time_and_is_whole(office: Session) -> None:
    previous: dict[int, datetime] = {}
    for organisation_id, happened_at in office.execute(
        select(Event.organisation_id, Event.happened_at).where(Event.organisation_id != 0).order_by(Event.id)
    ):
        assert previous.get(organisation_id, happened_at) <= happened_at
        previous[organisation_id] = happened_at
    assert [finding for finding in chain.verify(office) if finding.grave] == []


def test_every_person_has_a_number_of_his_own(office: Session) -> None:
    people = office.scalar(select(func.count()).select_from(Person))
    hashes = office.scalar(select(func.count(Person.number_hash.distinct())))
    assert people is not None
    assert people >= 60
    assert hashes == people


def test_a_second_filling_adds_nothing_and_says_so(world: sessionmaker[Session], office: Session) -> None:
    def counts() -> tuple[int | None, ...]:
        return tuple(
            office.scalar(select(func.count()).select_from(row)) for row in (Event, Person, Right, Account)
        )

    before, said = counts(), list[str]()
    demo.fill(world, "another password", NOW + timedelta(days=1), people=60, say=said.append)
    office.rollback()
    assert counts() == before
    assert len(said) == 1


def test_who_works_elsewhere_already_is_found_by_number_whatever_he_comes_to_do() -> None:
    random = Random("two governments")  # noqa: S311 - a seed has to draw the same again
    draw = Draw(random, "nl", WELFARE.government_kind, date(2024, 3, 15), date(2027, 3, 15))
    posts = [post_for(random, human, WELFARE) for human in islice(humans(random, "nl", set()), 100)]
    assert {post.function.category for post in posts} == {"employee", "external"}
    assert all(draw_person(draw, post, date(2025, 1, 6)).known for post in posts)


def test_something_waits_for_filip_in_voorbeeldegem(office: Session) -> None:
    request = office.scalars(select(RightRequest)).one()
    bram = office.scalars(select(Account).where(Account.username == "bram.claes")).one()
    assert (request.person_id, request.state, request.right_id is not None) == (bram.person_id, "asked", True)
    package = office.scalars(select(Package).options(selectinload(Package.lines))).one()
    assert len(package.lines) == 2


def test_a_register_delivered_twice_and_no_longer_names_els(office: Session) -> None:
    delivered = office.scalars(select(RegisterDelivery).order_by(RegisterDelivery.id)).all()
    assert [(one.register, one.rows, one.struck_off, one.withheld) for one in delivered] == [
        ("biv", 3, 0, 0),
        ("biv", 2, 1, 0),
        ("sf323", 1, 0, 0),
    ]
    els = office.scalars(select(Accreditation).where(Accreditation.struck_off_on.is_not(None))).one()
    assert (els.number, els.struck_off_on) == ("508.777", clock.day_of(NOW - timedelta(days=9)))


def test_immo_peeters_topped_up_and_spent_for_three_years_and_another_office_owes(office: Session) -> None:
    counted = dict(
        office.execute(
            select(Transaction.kind + " " + Transaction.state, func.count())
            .join(Organisation, Organisation.id == Transaction.organisation_id)
            .where(Organisation.name == "Immo Peeters")
            .group_by(literal_column("1"))
        ).all()
    )
    assert counted["charge completed"] >= 200
    assert counted["top_up completed"] >= 8
    assert (counted["top_up failed"], counted["top_up expired"], counted["reversal completed"]) == (1, 1, 1)
    months = office.scalar(select(func.count(func.date_trunc("month", Transaction.at).distinct())))
    assert months >= 36
    assert office.scalars(select(Transaction.at).order_by(Transaction.at.desc())).first() <= NOW
    owing = office.execute(select(Organisation.name, Wallet.owed).join(Wallet).where(Wallet.owed > 0)).all()
    assert [(name, owed > 50) for name, owed in owing] == [("Immo Zeezicht", True)]
    threshold, limit = office.execute(select(Wallet.threshold, SpendingLimit.monthly).join(
        SpendingLimit, SpendingLimit.organisation_id == Wallet.organisation_id)).one()  # fmt: skip
    assert (threshold, limit) == (40, 250)
    assert broken(office.connection(), MONEY) == []


def test_every_month_that_is_over_is_invoiced_and_one_office_waits_for_its_address(office: Session) -> None:
    counted = dict(office.execute(select(Invoice.kind, func.count()).group_by(Invoice.kind)).all())
    assert counted["invoice"] >= 36
    assert counted["fees"] >= 12
    assert counted["credit_note"] == 1
    issued = select(Invoice.issued_at).where(Invoice.kind == "invoice").order_by(Invoice.reference)
    found = office.scalars(issued).all()
    assert found == sorted(found)
    assert found[-1] <= NOW
    declared = office.scalars(select(VatReturn.month).order_by(VatReturn.month.desc())).all()
    assert declared[0] == date(2027, 1, 1)
    assert len(declared) >= 34
    count, waiting = cant_be_invoiced(office, NOW, 3)
    assert (count, [one.name for one in waiting]) == (1, ["Immo Duinzicht"])


@pytest.mark.trust("Invoices, receipts")
def test_every_document_of_three_years_keeps_the_rules_of_its_file(office: Session) -> None:
    files = office.execute(
        select(Invoice.reference, Invoice.kind, InvoiceFile.xml).join(
            InvoiceFile,
            and_(InvoiceFile.organisation_id == Invoice.organisation_id, InvoiceFile.invoice_id == Invoice.id),
        )
    ).all()
    assert {row.kind for row in files} == {"invoice", "fees", "credit_note"}
    assert {row.reference: broken_rules(bytes(row.xml)) for row in files if broken_rules(bytes(row.xml))} == {}
    assert len(files) == office.scalar(select(func.count(Invoice.id)))


def test_nobody_asks_the_bank_about_payments_it_never_saw(office: Session) -> None:
    asked = select(TopUp.ask_at).where(TopUp.ask_at.is_not(None), TopUp.reference.is_(None))
    assert office.scalars(asked).all() == []


def test_three_payments_wait_for_hugo_and_the_example_of_a_file_follows_them(
    world: sessionmaker[Session], office: Session, tmp_path: Path
) -> None:
    states = select(BankEntry.state + " " + BankEntry.why).order_by(BankEntry.id)
    assert office.scalars(states).all() == [
        "credited ", "parked no_reference", "parked no_reference", "parked no_reference"
    ]  # fmt: skip
    put_example(world, tmp_path / "bank")
    (told,) = read_bank_file((tmp_path / "bank" / "example.cod").read_bytes())
    hugo = staff_of(office, HUGO, Role.FINANCE)
    taken = take_in(office, hugo, FileFacts("example.cod", 1, bytes(32)), [told], (ACCOUNT.digits,), NOW)
    assert (taken.matched, taken.unmatched) == (1, 2)
    office.rollback()
    assert Iban.parse(DEMO_ACCOUNT) == ACCOUNT


def test_each_start_of_the_demo_tool_has_a_token_of_its_own_and_ends_the_one_before(
    world: sessionmaker[Session], office: Session
) -> None:
    first = demo.told_to_tool(world, "http://127.0.0.1:1", 2, NOW)["API_TOKEN"]
    second = demo.told_to_tool(world, "http://127.0.0.1:1", 2, NOW)["API_TOKEN"]
    assert caller_with(office, first, NOW) is None
    caller = caller_with(office, second, NOW)
    assert caller is not None
    assert caller.scopes == {"wallet:read", "wallet:charge"}
    agenda = office.scalars(select(Tool.id).where(Tool.code == "office-agenda")).one()
    assert caller.tool_id == agenda
    assert office.scalars(select(Price.code).where(Price.tool_id == agenda)).all() == ["reminder"]
