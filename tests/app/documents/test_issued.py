"""Numbers without gaps and without doubles, whatever fails and however many ask at once."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.database import engine_for, session_factory
from app.documents.issued import NewIssue, Series, issue
from app.errors import Forbidden
from app.events import Subject
from app.outside.files import Folder
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.documents import Document
from models.events import Event
from models.issued import Issued, NumberSeries
from tests.database import TestServer
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble

NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def cast(session: Session) -> Cast:
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    enter(session, Scope.organisation(made.organisations[VOORBEELDEGEM]))
    return made


def issued(
    session: Session,
    files: Folder,
    cast: Cast,
    key: str | None = None,
    now: datetime = NOW,
    actor: Identity | None = None,
) -> Issued:
    who = actor or cast.administrator()
    subject = Subject("right", 1, who.organisation_id or 0)
    new = NewIssue(Series.RIGHT_STATEMENT, subject, "nl", "bewijs-{reference}.pdf", key)
    with transaction(session):
        return issue(session, files, who, new, lambda reference, code: f"%PDF {reference} {code}".encode(), now)


@pytest.mark.trust("Numbers of issued documents")
def test_numbers_follow_each_other_and_begin_anew_each_year_in_brussels(
    session: Session, files: Folder, cast: Cast
) -> None:
    last_minute = datetime(2027, 12, 31, 22, 59, tzinfo=UTC)
    given = [
        issued(session, files, cast).reference,
        issued(session, files, cast).reference,
        issued(session, files, cast, now=last_minute).reference,
        issued(session, files, cast, now=last_minute + timedelta(minutes=1)).reference,
    ]
    assert given == ["2027-000001", "2027-000002", "2027-000003", "2028-000001"]


@pytest.mark.trust("Numbers of issued documents")
@pytest.mark.trust("Audit log")
def test_what_was_issued_is_kept_whole_and_its_fingerprint_stands_in_the_trail(
    session: Session, files: Folder, cast: Cast
) -> None:
    made = issued(session, files, cast)
    document = session.get_one(Document, made.document_id)
    content = files.open(str(document.file)).read()
    assert content == f"%PDF 2027-000001 {made.code}".encode()
    assert (document.name, document.media_type, document.sha256) == (
        "bewijs-2027-000001.pdf",
        "application/pdf",
        made.sha256,
    )
    facts = session.scalars(
        select(Event.facts).where(Event.tag == "documents.document.issued", Event.subject_id == made.id)
    ).one()
    assert facts["sha256"] == made.sha256.hex()
    assert facts["reference"] == "2027-000001"


@pytest.mark.trust("2.3.4")
def test_the_same_form_issues_once(session: Session, files: Folder, cast: Cast) -> None:
    first = issued(session, files, cast, "a-form")
    assert issued(session, files, cast, "a-form").id == first.id
    assert issued(session, files, cast, "another").reference == "2027-000002"


@pytest.mark.trust("2.3.3")
@pytest.mark.trust("Numbers of issued documents")
def test_a_document_that_can_not_be_made_takes_no_number(session: Session, files: Folder, cast: Cast) -> None:
    def broken(reference: str, code: str) -> bytes:
        raise ZeroDivisionError

    subject = Subject("right", 1, cast.organisations[VOORBEELDEGEM])
    new = NewIssue(Series.RIGHT_STATEMENT, subject, "nl", "x.pdf")
    with pytest.raises(ZeroDivisionError), transaction(session):
        issue(session, files, cast.administrator(), new, broken, NOW)
    assert issued(session, files, cast).reference == "2027-000001"


def test_only_who_administers_issues(session: Session, files: Folder, cast: Cast) -> None:
    helpdesk = Identity(cast.accounts["Dirk"], None, frozenset({Role.PERSON, Role.HELPDESK}))
    with pytest.raises(Forbidden):
        issued(session, files, cast, actor=helpdesk)


@pytest.mark.trust("Numbers of issued documents")
@pytest.mark.trust("Tenants")
def test_each_organisation_has_numbers_of_its_own(session: Session, files: Folder, cast: Cast) -> None:
    issued(session, files, cast)
    enter(session, Scope.organisation(cast.organisations[EXEMPLEVILLE]))
    assert issued(session, files, cast, actor=cast.administrator("Chloé", EXEMPLEVILLE)).reference == "2027-000001"
    assert session.scalar(select(func.count()).select_from(Issued)) == 1


@pytest.mark.trust("Numbers of issued documents")
@pytest.mark.parametrize(
    "statement",
    [
        "update document_issued set number = 7",
        "update document_issued set sha256 = decode(repeat('00', 32), 'hex')",
        "delete from document_issued",
        "truncate document_issued",
        "update document_series set last_number = last_number + 2",
        "update document_series set last_number = 1",
        "update document_series set year = 2030",
        "delete from document_series",
        "insert into document_series values (9, 'right_statement', 2027, 4)",
    ],
)
def test_the_database_refuses_to_change_a_number_or_what_was_issued(
    server: TestServer, cloned_database: str, tmp_path: Path, statement: str
) -> None:
    """As the superuser, whom no grant holds back."""
    with _factory(server, cloned_database) as factory, factory() as session:
        cast = assemble(session, NOW - timedelta(days=200))
        session.commit()
        enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
        issued(session, Folder(tmp_path), cast)
    engine = server.admin_engine(cloned_database)
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"never changes|goes on by one"):
        connection.execute(text(statement))
    engine.dispose()


class _factory:  # noqa: N801 - reads as a word
    """Sessions on a database of one's own, as the application signs in."""

    def __init__(self, server: TestServer, name: str) -> None:
        self.engine = engine_for(server.url("house_app", name))

    def __enter__(self) -> sessionmaker[Session]:
        return session_factory(self.engine)

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()


@pytest.fixture
def factory(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    with _factory(server, cloned_database) as made:
        yield made


@pytest.mark.trust("Numbers of issued documents")
@pytest.mark.trust("15.4.2")
def test_eight_at_once_some_of_whom_fail_leave_no_gap_and_no_double(
    factory: sessionmaker[Session], files: Folder
) -> None:
    with factory() as session:
        cast = assemble(session, NOW - timedelta(days=200))
        session.commit()
    together = threading.Barrier(8)
    given: list[str] = []

    def work(number: int) -> None:
        together.wait()
        for step in range(10):
            with factory() as session:
                enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
                try:
                    with transaction(session):
                        subject = Subject("right", 1, cast.organisations[VOORBEELDEGEM])
                        new = NewIssue(
                            Series.RIGHT_STATEMENT,
                            subject,
                            "nl",
                            "x.pdf",
                            f"shared-{step}" if number < 2 else None,
                        )
                        made = issue(session, files, cast.administrator(), new, lambda *_: b"%PDF", NOW)
                        if (number + step) % 3 == 0 and number >= 2:
                            raise InterruptedError
                    given.append(made.reference)
                except InterruptedError:
                    continue

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    with factory() as session:
        enter(session, Scope.office())
        numbers = list(session.scalars(select(Issued.number).order_by(Issued.number)))
        last = session.scalars(select(NumberSeries.last_number)).one()
    assert numbers == list(range(1, last + 1))
    assert last == 10 + sum((number + step) % 3 != 0 for number in range(2, 8) for step in range(10))
    assert len(set(given)) == last
