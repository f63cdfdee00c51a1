"""Of a file that was deleted nothing is left, but that it was; and whatever happened when, nothing is deleted that
a model still keeps, and nothing kept that it doesn't."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.orm import Session

from app import chain, clock
from app.aml.deals import accept_deal, add_party, assess_deal, begin_deal, drop_deal
from app.aml.deciding import accept_contact
from app.aml.forgetting import forget_all
from app.aml.holding import hold, release
from app.aml.matters import matter_of
from app.aml.notifications import close, notify_officer
from app.aml.relation_ends import end_relation
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.chain import Flaw
from app.database import engine_for, session_factory
from app.documents.services import NewDocument, keep
from app.transaction import Scope, enter, transaction
from models.aml import Contact, Deal, DealPayment, Deletion, Evidence
from models.documents import Document
from models.values.identified import FilePart
from tests.app.aml.complete_deals import accepted, add_deal, paid
from tests.app.aml.complete_files import add_complete, complete_person
from tests.app.aml.later import Night, database_day
from tests.app.aml.lists_of_today import aml_office
from tests.app.aml.paid_deals import money_in
from tests.app.wallet.offices import NOW
from tests.database import TestServer

OVER = date(2036, 12, 1)
"""The first night on which what ended on this day may go."""
pytestmark = pytest.mark.trust("AML")

MARKS = ("Zonneveld", "Marjolijntje", "geheimewens", "zonneveldcard")
EVIDENCE = b"%PDF-1.7 zonneveld of zeven"


def _everything(server: TestServer, database: str) -> str:
    """Every row of every table as text."""
    engine = server.admin_engine(database)
    with engine.connect() as connection:
        tables = inspect(engine).get_table_names()
        shown = [str(connection.execute(text(f'select to_jsonb(t) from "{name}" t')).all()) for name in tables]
    engine.dispose()
    return "\n".join(shown)


@pytest.mark.trust("Audit log")
@pytest.mark.trust("Ledger")
@pytest.mark.trust("14.2.7")
def test_nothing_is_left_of_a_deleted_file_and_the_chain_verifies(
    server: TestServer, cloned_database: str, tmp_path: Path
) -> None:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120)
    owner = create_engine(server.url("house_owner", cloned_database))
    with session_factory(engine)() as session:
        enter(session, Scope.office())
        night = Night(session, tmp_path)
        with transaction(session):
            one = aml_office(session)
            money_in(session, one.id, "100.00")
            enter(session, Scope.organisation(one.id, officer=True))
            made = accepted(session, one.bram, "Zonneveld", "Marjolijntje")
            paper = keep(
                session, night.files, one.bram, NewDocument("evidence", "zonneveldcard.pdf", "application/pdf"),
                [EVIDENCE], NOW,
            )  # fmt: skip
            again = begin_version(session, one.bram, Shelf(None), made.id, NOW)
            session.add(
                Evidence(
                    organisation_id=one.id, contact_id=again.id, kind="mandate", document_id=paper.id,
                    added_by=one.bram.account_id, added_at=NOW,
                )
            )  # fmt: skip
            session.flush()
            sent = notify_officer(session, one.bram, again.id, "Her geheimewens is that nobody knows.", None, NOW)
            close(session, one.an, sent.id, "Het is geen geheimewens meer.", sent.version, NOW)
            hold(session, one.an, matter_of(made), "A geheimewens is strange.", NOW)
            release(session, one.an, matter_of(made), "Her geheimewens is explained.", NOW)
            accept_contact(session, one.bram, again.id, again.version, "Her geheimewens is fine.", NOW)
            buyer = accepted(session, one.bram, "Wauters", "Lies")
            parties = ((again, FilePart.SELLER), (buyer, FilePart.BUYER))
            deal = paid(session, add_deal(session, one.bram, "Zonneveld-1", parties=parties))
            ledger = session.scalar(text("select max(id) from wallet_transaction"))
            session.add(
                DealPayment(
                    organisation_id=one.id, deal_id=deal.id, way="wallet", ledger_id=ledger,
                    gross=Decimal("22.99"), paid_by=one.bram.account_id, paid_at=NOW,
                )
            )  # fmt: skip
            assess_deal(session, one.bram, deal, NOW)
            accept_deal(session, one.bram, deal.id, deal.version, NOW)
        enter(session, Scope.office(officer=True))
        with transaction(session):
            chain.seal(session, NOW)
        before = _everything(server, cloned_database)
        assert [mark for mark in MARKS if mark not in before] == []
        assert any(tmp_path.rglob(str(paper.file)))
        money = _money(owner)
        with database_day(owner, OVER):
            at = clock.start_of(OVER) + timedelta(hours=4)
            assert forget_all(night, lambda: at) == 3
            assert forget_all(night, lambda: at) == 0
        after = _everything(server, cloned_database)
        assert [mark for mark in MARKS if mark in after] == []
        assert list(tmp_path.rglob(str(paper.file))) == []
        assert _money(owner) == money
        enter(session, Scope.office(officer=True))
        with transaction(session):
            chain.seal(session, at)
        findings = list(chain.verify(session))
        assert {one.flaw for one in findings} == {Flaw.PAYLOAD_ERASED}
        assert {(one.facts["by"], one.facts["why"]) for one in findings} == {("retention", "kept for ten years")}
        session.expire_all()
        gone = session.scalars(select(Document).where(Document.id == paper.id)).one()
        assert (gone.file, gone.name, gone.removed_at) == (None, "", at)
    owner.dispose()
    engine.dispose()


def _money(owner: Engine) -> list[tuple[object, ...]]:
    with owner.connect() as connection:
        return [
            tuple(connection.execute(text(f"select count(*), sum(hashtext(t::text)) from {name} t")).one())
            for name in ("wallet", "wallet_transaction", "wallet_line")
        ]


@dataclass
class Lived:
    """A contact as the model knows it: what happened on which days, and whom it names."""

    id: int
    days: list[date]
    names: set[int]


def _ten_later(day: date) -> date:
    """By counting months, so not as the house does it."""
    month = date(day.year + 10, day.month, 1)
    return month + timedelta(days=day.day - 1)


@pytest.mark.parametrize("seed", [1, 2])
def test_random_lives_end_as_a_model_says(
    session: Session, owner_engine: Engine, tmp_path: Path, seed: int
) -> None:
    """Contacts, ends and deals on drawn days; on drawn nights exactly those are left that a model still keeps."""
    drawn, one = random.Random(seed), aml_office(session)  # noqa: S311 - a drawn life, no secret
    enter(session, Scope.organisation(one.id, officer=True))

    def moment() -> datetime:
        return NOW + timedelta(days=drawn.randrange(0, 60))

    contacts: dict[int, Lived] = {}
    for number in range(8):
        when = moment()
        named = drawn.choice([None, *contacts])
        details = complete_person(f"Nr{number}")
        if named is not None:
            dealing = replace(details.dealing, acts_for_other=True, principal_id=named)
            details = replace(details, dealing=dealing)
        made = add_complete(session, one.bram, when, details)
        contacts[made.id] = Lived(made.id, [when.date()], set() if named is None else {named})
        if named is None:
            accept_contact(session, one.bram, made.id, made.version, "We know them for years.", when)
        if drawn.random() < 0.4:
            last = when.date() + timedelta(days=drawn.randrange(0, 30))
            end_relation(session, one.bram, made.id, last, NOW + timedelta(days=100))
            contacts[made.id].days.append(last)
    free = [session.get_one(Contact, key) for key, lived in contacts.items() if not lived.names]
    deals: dict[int, tuple[date, set[int]]] = {}
    for number in range(3 if len(free) > 1 else 0):
        both = drawn.sample(free, 2)
        parties = tuple(zip(both, (FilePart.SELLER, FilePart.BUYER), strict=True))
        deal = begin_deal(session, one.bram, one.id, f"R-{number}", "sale", NOW)
        for contact, part in parties:
            add_party(session, one.bram, deal.id, contact.root_id, str(part), deal.version, NOW)
        when = NOW + timedelta(days=60 + drawn.randrange(0, 60))
        drop_deal(session, one.bram, deal.id, deal.version, when)
        deals[deal.id] = (when.date(), {contact.id for contact in both})
    nights = sorted(date(2036, 11, 25) + timedelta(days=drawn.randrange(0, 140)) for _ in range(6))
    for night in [*nights, date(2037, 12, 31)]:
        kept_deals = {key for key, (day, _) in deals.items() if _ten_later(day) >= night}
        kept = {key for key in kept_deals for key in deals[key][1]}
        for key, lived in contacts.items():
            ends = lived.days + [day for day, who in deals.values() if key in who]
            if _ten_later(max(ends)) >= night:
                kept.add(key)
        while more := {name for key in kept for name in contacts[key].names} - kept:
            kept |= more
        with database_day(owner_engine, night):
            at = clock.start_of(night) + timedelta(hours=4)
            forget_all(Night(session, tmp_path), lambda at=at: at)  # type: ignore[misc]
        enter(session, Scope.organisation(one.id, officer=True))
        assert set(session.scalars(select(Contact.id))) == kept, (seed, night)
        assert set(session.scalars(select(Deal.id))) == kept_deals, (seed, night)
    lines = session.scalars(select(Deletion)).all()
    assert sorted((line.kind, line.matter_id) for line in lines) == sorted(
        [("contact", key) for key in contacts] + [("deal", key) for key in deals]
    )
