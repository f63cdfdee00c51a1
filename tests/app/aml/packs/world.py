"""An office with files of every kind, in a database of its own, and another office beside it; packs made of it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session, sessionmaker

from app import work as long_work
from app.aml.deciding import accept_contact
from app.aml.fiu_reports import begin_report, make_report, save_report
from app.aml.hits import clear_hit
from app.aml.holding import hold
from app.aml.matters import matter_of
from app.aml.notifications import notify_officer
from app.aml.officer_deciding import decide_matter
from app.aml.packs import building
from app.aml.packs.asked import Asked, ask
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.aml.vigilance.file import Given
from app.outside.files import Folder
from app.transaction import Scope, enter
from app.work import Bench, Done
from models.aml import (
    AnnualReport,
    Attendance,
    Atypical,
    CashBreach,
    Contact,
    Deal,
    Discrepancy,
    Evidence,
    Hit,
    Policy,
    RiskProfile,
    Training,
)
from models.documents import Document
from models.organisations import Member, Organisation
from models.values.following import PackKind
from models.values.identified import PersonDetails
from models.values.vigilance import Verdict
from models.work import Work
from tests.app.aml import with_officer
from tests.app.aml.complete_files import add_complete, answered, complete_person
from tests.app.aml.lists_of_today import AmlOffice, aml_office, entry, load, person
from tests.app.aml.reported import complete_details
from tests.app.aml.rules_of_today import EACH, publish
from tests.app.wallet.offices import NOW

WHY = "We know the family for years, and the money is explained."
MARK = "zqreported"
"""Stands in everything that only officers read."""


@dataclass
class World:
    """The office, its files, and where what is kept lies."""

    sessions: sessionmaker[Session]
    owner: Engine
    folder: Path
    one: AmlOffice
    other: AmlOffice
    wim: int = 0
    deal: int = 0
    told: list[int] = field(default_factory=list)

    @property
    def files(self) -> Folder:
        return Folder(self.folder / "files")

    @contextmanager
    def acting(self, office: AmlOffice | None = None) -> Iterator[Session]:
        with self.sessions.begin() as session:
            enter(session, Scope.organisation((office or self.one).id, officer=True))
            yield session

    def bench(self) -> Bench:
        folder = self.folder / "bench"
        folder.mkdir(exist_ok=True)
        return Bench(self.sessions, self.files, folder)

    def asks(self, asked: Asked) -> Work:
        with self.acting() as session:
            return ask(session, self.one.an, asked, NOW)

    def made(self, asked: Asked) -> tuple[Done, zipfile.ZipFile]:
        """What the worker makes, kept as the worker keeps it."""
        task = self.asks(asked)
        done = building.carry_on(self.bench(), task, self.one.an, self)
        assert done.content is not None
        assert done.along is not None
        with self.sessions.begin() as session:
            enter(session, Scope.office())
            done.along(session)
            long_work.end(session, task, "done", NOW, done.result)
        return done, zipfile.ZipFile(io.BytesIO(done.content.read_bytes()))

    def of_wim(self, **more: object) -> Asked:
        return Asked(contacts=(self.wim,), **more)  # type: ignore[arg-type]

    def tell(self, done: int, total: int | None = None) -> None:
        assert total is not None
        assert done <= total
        self.told.append(done)


def furnished(sessions: sessionmaker[Session], owner: Engine, folder: Path) -> World:
    with sessions.begin() as session:
        one, other = (_in_english(aml_office(session)) for number in range(2))
        session.get_one(Organisation, one.id).name = "Immo Peeters"
        load(session, "eu", [entry("E0", person("Wim Verlinden", 1990))])
        publish(session, EACH)
    world = World(sessions, owner, folder, one, other)
    with world.acting() as session:
        wim = _contact(session, one)
        world.wim = wim.root_id
        profile = with_officer.profile(session, one.bram, wim, NOW)
        with_officer.handed(session, one.bram, profile, NOW)
        decide_matter(session, one.an, matter_of(profile), Verdict.ACCEPTED, WHY, profile.version, NOW)
        deal = with_officer.deal(session, one.bram, wim, NOW, "2026/17")
        with_officer.handed(session, one.bram, deal, NOW)
        world.deal = deal.id
        notify_officer(session, one.bram, wim.id, "Something about him that we saw.", None, NOW)
        begin_version(session, one.bram, Shelf(None), wim.id, NOW)
        _named(session, one)
        _registers(session, one, wim.root_id)
    with world.acting(other) as session:
        add_complete(session, other.bram, NOW, complete_person("Zqforeign", "Foreigner"))
    _kept(world)
    return world


def _in_english(office: AmlOffice) -> AmlOffice:
    """Names in a pack are of its maker's language."""
    return replace(office, an=replace(office.an, language="en"))


def _contact(session: Session, one: AmlOffice) -> Contact:
    """Accepted in spite of raised vigilance, with a hit that was cleared."""
    wim = add_complete(session, one.bram, NOW)
    answered(session, one.bram, wim, "R1", Given("yes", "He told so himself."), NOW)
    hit = session.scalars(select(Hit).where(Hit.contact_id == wim.id)).one()
    clear_hit(session, one.bram, hit.id, "Another birthplace than the list tells.", hit.version, NOW)
    accept_contact(session, one.bram, wim.id, wim.version, WHY, NOW)
    return wim


def _named(session: Session, one: AmlOffice) -> None:
    """Contacts called as no file may be called, and two who are called the same."""
    for name in ("../../etc/passwd", "CON", "x" * 200, "Ωμέγα Παπαδοπούλου", "Same", "same", "=cmd()"):
        subject = person(name, 1969)
        session.add(
            Contact(
                organisation_id=one.id, kind="person", name=name, facts=subject.told(), print=subject.fingerprint,
                details=PersonDetails(family_name=name).told(), made_by=one.bram.account_id, made_at=NOW,
                changed_at=NOW,
            )
        )  # fmt: skip
    session.flush()


def _registers(session: Session, one: AmlOffice, root_id: int) -> None:
    an, here = one.an.account_id, {"organisation_id": one.id}
    member = session.scalars(select(Member.id).where(Member.account_id == one.bram.account_id)).one()
    training = Training(
        **here, title="=HYPERLINK()", held_on=date(2026, 3, 2), minutes=120, made_by=an, made_at=NOW
    )
    session.add_all(
        [
            Policy(**here, kind="procedure", title="Identifying", body="First look at the card.",
                   first_day=date(2026, 1, 1), made_by=an, made_at=NOW),
            Policy(**here, kind="risk_assessment", title="Our risk", body="Few remote clients.", overall="low",
                   first_day=date(2026, 1, 1), made_by=an, made_at=NOW),
            training,
            CashBreach(**here, root_id=root_id, happened_on=date(2026, 5, 4), amount=Decimal("5000"),
                       told="He offered cash.", measure="Refused.", made_by=an, made_at=NOW),
            Discrepancy(**here, root_id=root_id, noted_on=date(2026, 5, 5), register_says="Nobody.",
                        found="Somebody.", made_by=an, made_at=NOW),
        ]
    )  # fmt: skip
    session.flush()
    session.add(Attendance(**here, training_id=training.id, membership_id=member))
    report = AnnualReport(**here, year=2025, begun_by=an, begun_at=NOW)
    session.add(report)
    session.flush()
    pdf = f"%PDF-1.7 {MARK}annual".encode()
    report.state, report.signed_at, report.signed_by, report.figures = "signed", NOW, an, {}
    report.pdf, report.print = pdf, hashlib.sha256(pdf).digest()


def reported(world: World, now: datetime) -> None:
    """An holds a profile and a deal, reports the contact, and writes of an operation that is atypical."""
    with world.acting() as session:
        one = world.one
        deal = session.get_one(Deal, (world.deal,))
        profile = session.scalars(select(RiskProfile).where(RiskProfile.root_id == world.wim)).first()
        wim = session.get_one(Contact, (world.wim,))
        assert profile is not None
        hold(session, one.an, matter_of(profile), f"{MARK}held of the profile", now)
        hold(session, one.an, matter_of(deal), f"{MARK}held of the deal", now)
        made = begin_report(session, one.an, matter_of(wim), now)
        told = complete_details(world.wim)
        save_report(session, one.an, made.id, told, made.version, now)
        make_report(session, one.an, made.id, made.version, now)
        session.add(
            Atypical(
                organisation_id=one.id, root_id=world.wim, noted_on=date(2026, 6, 1), title=f"{MARK}atypical",
                told=f"{MARK}told", made_by=one.an.account_id, made_at=now, changed_at=now,
            )
        )  # fmt: skip


def _kept(world: World) -> None:
    """Each paper of the office has bytes of its own, one of them empty and one large."""
    with world.acting() as session:
        ids = session.scalars(select(Document.id).where(Document.organisation_id == world.one.id)).all()
    with world.owner.begin() as connection:
        for number, one in enumerate(ids):
            content = b"" if number == 1 else f"%PDF-1.7 paper {one} ".encode() * (40_000 if number == 2 else 40)
            kept = world.files.put([content])
            connection.execute(
                text("update document set file = :name, sha256 = :sha256, size = :size where id = :id"),
                {"name": kept.name, "sha256": kept.sha256, "size": kept.size, "id": one},
            )


def proofs(world: World) -> dict[str, bytes]:
    """What is kept as evidence of Wim, by its fingerprint."""
    with world.acting() as session:
        rows = session.scalars(
            select(Document)
            .join(Evidence, Evidence.document_id == Document.id)
            .join(Contact, Contact.id == Evidence.contact_id)
            .where(Contact.root_id == world.wim)
        ).all()
        return {bytes(one.sha256).hex(): world.files.open(str(one.file)).read() for one in rows}


EVERYTHING = Asked(kind=PackKind.EVERYTHING)
