"""What an office writes down against laundering: policies, one at a time where one at a time is in force, and
trainings; who may, what stays, and what the overview tells of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from app.aml import trainings
from app.aml.policies import add_policy, editions_of, end_policy, in_force, policy_file
from app.aml.register_counts import overview_of
from app.aml.register_papers import NewFile
from app.aml.register_rules import AGAIN, NewPolicy, NewTraining
from app.aml.trainings import add_training, followed_in, users_of_tool, withdraw_training
from app.database import engine_for, session_factory
from app.documents.queries import document_record
from app.errors import Forbidden, Missing, Refusal, Stale
from app.outside.files import Folder
from app.outside.virus import TestFileOnly
from app.policy import Identity, Role
from app.rights.tool_access import NOTHING, set_access
from app.transaction import Scope, enter, in_our_words
from models.aml import Policy, Training
from models.documents import Document
from models.events import Event
from models.values.registers import PolicyKind
from tests.app.aml.lists_of_today import AmlOffice
from tests.app.aml.office_of_officers import TODAY, Staffed, staffed
from tests.app.aml.test_races import at_once
from tests.app.documents.making import docx, pdf, picture
from tests.app.wallet.offices import NOW
from tests.database import TestServer

DAY = timedelta(days=1)
PROCEDURE, RISK, ACCEPTANCE = PolicyKind
LATER = NOW + 2 * AGAIN


@pytest.fixture
def files(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "files")


@pytest.fixture
def one(session: Session) -> Staffed:
    return staffed(session)


def paper(content: bytes | None = None, name: str = "plan.pdf") -> NewFile:
    return NewFile(name, BytesIO(pdf() if content is None else content))


def written(
    session: Session, files: Folder, who: Identity, kind: PolicyKind = PROCEDURE, title: str = "Cash",
    first_day: date = TODAY, now: datetime = NOW, *, body: str = "Never.", file: NewFile | None = None,
    replaces: int | None = None,
) -> Policy:  # fmt: skip
    new = NewPolicy(kind, title, body, first_day, "standard" if kind is RISK else None, replaces)
    return add_policy(session, files, TestFileOnly(), who, new, file, now)


def trained(
    session: Session, files: Folder, who: Identity, attended: frozenset[int], held_on: date = TODAY,
    minutes: int = 90, now: datetime = NOW, file: NewFile | None = None,
) -> Training:  # fmt: skip
    new = NewTraining("The act", held_on, minutes, attended, "A school", "")
    return add_training(session, files, TestFileOnly(), who, new, file, now)


def refused(act: Callable[[], object]) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as found:
        act()
    return found.value.code, found.value.field


def told(session: Session) -> list[tuple[str, int | None]]:
    asked = select(Event.tag, Event.subject_id).where(
        Event.tag.like("aml.policy%") | Event.tag.like("aml.training%")
    )
    return [(tag, subject) for tag, subject in session.execute(asked.order_by(Event.id)).all()]


@pytest.mark.parametrize("kind", [RISK, ACCEPTANCE])
def test_a_new_one_ends_the_one_in_force_the_day_before(
    session: Session, files: Folder, one: Staffed, kind: PolicyKind
) -> None:
    old = written(session, files, one.an, kind, "Old", TODAY - 30 * DAY)
    new = written(session, files, one.an, kind, "New", TODAY + 5 * DAY, LATER)
    assert (old.last_day, old.ended_by, old.ended_at) == (TODAY + 4 * DAY, one.an.account_id, LATER)
    on = {
        day: [found.title for found in in_force(session, one.id, TODAY + day * DAY)]
        for day in (-31, -30, 4, 5, 400)
    }
    assert on == {-31: [], -30: ["Old"], 4: ["Old"], 5: ["New"], 400: ["New"]}
    assert [found.title for found in editions_of(session, old)] == ["New", "Old"]
    assert told(session) == [
        ("aml.policy.added", old.id), ("aml.policy.ended", old.id), ("aml.policy.added", new.id),
    ]  # fmt: skip
    assert refused(lambda: written(session, files, one.an, kind, "Between", TODAY, LATER)) == (
        "aml.policy.later", "first_day",
    )  # fmt: skip


def test_one_of_the_same_day_takes_the_place_of_a_mistake(session: Session, files: Folder, one: Staffed) -> None:
    mistaken = written(session, files, one.an, ACCEPTANCE, "Acceptnce")
    right = written(session, files, one.an, ACCEPTANCE, "Acceptance", now=LATER)
    assert mistaken.last_day == TODAY - DAY
    assert [found.id for found in in_force(session, one.id, TODAY)] == [right.id]
    assert [found.id for found in editions_of(session, right)] == [right.id, mistaken.id]


def test_procedures_stand_beside_each_other_until_one_is_replaced(
    session: Session, files: Folder, one: Staffed
) -> None:
    cash = written(session, files, one.an, title="Cash", first_day=TODAY - 9 * DAY)
    other = written(session, files, one.an, title="Letters", first_day=TODAY - 8 * DAY)
    second = written(session, files, one.an, title="Cash 2", now=LATER, replaces=cash.id)
    third = written(
        session, files, one.an, title="Cash 3", first_day=TODAY + DAY, now=LATER + AGAIN, replaces=second.id
    )
    assert [found.title for found in in_force(session, one.id, TODAY)] == ["Letters", "Cash 2"]
    assert (cash.last_day, second.last_day, third.last_day) == (TODAY - DAY, TODAY, None)
    for among in (cash, second, third):
        assert [found.title for found in editions_of(session, among)] == ["Cash 3", "Cash 2", "Cash"]
    assert editions_of(session, other) == [other]
    # What is over, or is no procedure of the office, isn't replaced.
    policy = written(session, files, one.an, ACCEPTANCE)
    for number in (cash.id, policy.id, 999_999):
        assert refused(lambda number=number: written(session, files, one.an, title="X", replaces=number)) == (  # type: ignore[misc]
            "aml.policy.not_in_force", "replaces",
        )  # fmt: skip


def test_the_same_sent_twice_is_one_and_later_it_is_refused(session: Session, files: Folder, one: Staffed) -> None:
    first = written(session, files, one.an, RISK, file=paper())
    assert written(session, files, one.an, RISK, file=paper(), now=NOW + timedelta(seconds=2)).id == first.id
    assert refused(lambda: written(session, files, one.an, RISK, file=paper(), now=NOW + AGAIN)) == (
        "aml.policy.same", "title",
    )  # fmt: skip
    # The right file after the wrong one is another edition, however soon.
    assert written(session, files, one.an, RISK, file=paper(docx(), "plan.docx")).id != first.id
    both = frozenset({one.of(one.bram), one.of(one.els)})
    training = trained(session, files, one.bram, both)
    assert trained(session, files, one.bram, both, now=NOW + timedelta(seconds=2)).id == training.id
    assert refused(lambda: trained(session, files, one.els, both)) == ("aml.training.same", "title")
    assert trained(session, files, one.bram, frozenset({one.of(one.bram)})).id != training.id
    assert len(told(session)) == 5  # the second edition ended the first


@pytest.mark.trust("Tenants")
def test_officers_write_policies_members_read_them_and_nobody_else_does(
    session: Session, files: Folder, one: Staffed
) -> None:
    made = written(session, files, one.an, file=paper())
    assert policy_file(session, one.bram, made.id).name == "plan.pdf"
    stranger = replace(one.an, organisation_id=one.id + 1)
    enter(session, Scope.organisation(one.id + 1, officer=True))
    for act in (
        lambda: policy_file(session, stranger, made.id),
        lambda: end_policy(session, stranger, made.id, TODAY, 1, NOW),
    ):
        with pytest.raises(Missing):
            act()
    enter(session, Scope.organisation(one.id))
    for who in (one.bram, one.manager):
        with pytest.raises(Forbidden):
            written(session, files, who, title="Mine")
        with pytest.raises(Forbidden):
            end_policy(session, who, made.id, TODAY, made.version, NOW)
    with pytest.raises(Forbidden):
        trained(session, files, one.manager, frozenset({one.of(one.bram)}))
    administrator = replace(one.an, roles=one.an.roles | {Role.LOCAL_ADMINISTRATOR}, key_level="high")
    with pytest.raises(Missing):  # not by the register of documents, not even to who brought it
        document_record(session, administrator, made.document_id or 0, NOW)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (picture("png"), "plan.pdf", "documents.file.not_what_it_says"),
        (picture("png"), "plan.png", "documents.file.not_taken"),
        (b"", "plan.pdf", "documents.file.empty"),
        (pdf() + bytes(10 << 20), "plan.pdf", "documents.file.too_big"),
    ],
)
def test_a_wrong_file_is_refused_and_nothing_is_written(
    session: Session, files: Folder, one: Staffed, content: bytes, name: str, code: str
) -> None:
    bram = frozenset({one.of(one.bram)})
    assert refused(lambda: written(session, files, one.an, file=paper(content, name))) == (code, "file")
    assert refused(lambda: trained(session, files, one.bram, bram, file=paper(content, name))) == (code, "file")
    assert session.scalars(select(Document.id).where(Document.kind == "aml_register")).all() == []
    assert told(session) == []


def test_one_is_ended_withdrawn_before_it_begins_or_was_changed_meanwhile(
    session: Session, files: Folder, one: Staffed
) -> None:
    made = written(session, files, one.an, first_day=TODAY - 9 * DAY)
    with pytest.raises(Stale):
        end_policy(session, one.an, made.id, TODAY, made.version + 1, NOW)
    assert refused(lambda: end_policy(session, one.an, made.id, TODAY - 10 * DAY, made.version, NOW)) == (
        "aml.policy.end_before_start", "last_day",
    )  # fmt: skip
    assert end_policy(session, one.an, made.id, TODAY - DAY, made.version, NOW).last_day == TODAY - DAY
    assert refused(lambda: end_policy(session, one.an, made.id, TODAY, made.version, NOW))[0] == "aml.policy.over"
    planned = written(session, files, one.an, ACCEPTANCE, first_day=TODAY + 9 * DAY)
    end_policy(session, one.an, planned.id, TODAY, planned.version, NOW)
    assert planned.last_day == TODAY + 8 * DAY
    # It stands in nobody's way any more.
    assert written(session, files, one.an, ACCEPTANCE, "Sooner").last_day is None


@pytest.mark.trust("AML")
def test_the_database_lets_no_two_be_in_force_and_nothing_be_rewritten(
    session: Session, files: Folder, one: Staffed
) -> None:
    old = written(session, files, one.an, RISK, "Old", TODAY - 9 * DAY)
    written(session, files, one.an, RISK, "New", TODAY, LATER)
    longer = text("update aml_policy set last_day = last_day + 1 where id = :id")
    with pytest.raises(DBAPIError) as found, session.begin_nested():
        session.execute(longer, {"id": old.id})
    spoken = in_our_words(found.value)
    assert isinstance(spoken, Refusal)
    assert spoken.code == "aml.policy.two_at_once"
    session.expire_all()
    for statement in (
        "update aml_policy set title = 'x'", "update aml_policy set first_day = first_day - 1",
        "delete from aml_policy", "update aml_training set minutes = 600", "delete from aml_training",
        "update aml_attendance set membership_id = 1",
    ):  # fmt: skip
        with pytest.raises(DBAPIError), session.begin_nested():
            session.execute(text(statement))


def test_a_training_counts_for_who_was_there_until_it_is_withdrawn(
    session: Session, files: Folder, one: Staffed
) -> None:
    bram, els, an = one.of(one.bram), one.of(one.els), one.of(one.an)
    assert {member.id for member in users_of_tool(session, one.id, TODAY)} == {bram, els, an}
    trained(session, files, one.bram, frozenset({bram, els}), minutes=90)
    second = trained(session, files, one.els, frozenset({bram}), TODAY - DAY, minutes=210, file=paper())
    trained(session, files, one.bram, frozenset({an}), date(TODAY.year - 1, 12, 31), minutes=60)

    def figures(year: int) -> dict[int, tuple[int, int]]:
        return {line.member.id: (line.minutes, line.count) for line in followed_in(session, one.id, year, TODAY)}

    assert figures(TODAY.year) == {bram: (300, 2), els: (90, 1), an: (0, 0)}
    assert figures(TODAY.year - 1) == {an: (60, 1), bram: (0, 0), els: (0, 0)}
    counts = overview_of(session, one.bram, TODAY).counts
    assert (counts.trainings, counts.minutes, counts.users, counts.untrained) == (2, 300, 3, 1)
    withdraw_training(session, one.bram, second.id, NOW)
    assert figures(TODAY.year) == {bram: (90, 1), els: (90, 1), an: (0, 0)}
    assert refused(lambda: withdraw_training(session, one.els, second.id, NOW)) == ("aml.training.withdrawn", None)
    assert trainings.training_file(session, one.els, second.id).name == "plan.pdf"


def test_only_who_uses_the_tool_now_is_ticked_and_who_left_keeps_his_hours(
    session: Session, files: Folder, one: Staffed
) -> None:
    els = one.of(one.els)
    trained(session, files, one.bram, frozenset({els}))
    set_access(session, one.manager, {(els, one.roles["member"]): NOTHING}, NOW)
    assert refused(lambda: trained(session, files, one.bram, frozenset({els}), TODAY - DAY)) == (
        "aml.training.no_user", "attended",
    )  # fmt: skip
    (line,) = [line for line in followed_in(session, one.id, TODAY.year, TODAY) if line.member.id == els]
    assert (line.minutes, line.here) == (90, False)


def test_the_overview_tells_what_is_missing_and_officers_alone_hear_of_atypical_operations(
    session: Session, files: Folder, one: Staffed
) -> None:
    empty = overview_of(session, one.bram, TODAY)
    assert (empty.in_force, empty.to_come, empty.counts.procedures) == ({}, {}, 0)
    assert (empty.counts.atypical, empty.counts.atypical_open) == (None, None)
    written(session, files, one.an, ACCEPTANCE, "Now", TODAY - 9 * DAY)
    written(session, files, one.an, ACCEPTANCE, "Next", TODAY + 9 * DAY, LATER)
    written(session, files, one.an, title="Old", first_day=date(TODAY.year - 1, 1, 1))
    found = overview_of(session, one.an, TODAY)
    assert found.in_force[ACCEPTANCE].title == "Now"
    assert found.to_come[ACCEPTANCE].title == "Next"
    assert RISK not in found.in_force
    assert (found.counts.procedures, found.counts.procedures_added) == (1, 0)
    assert (found.counts.atypical, found.counts.atypical_open) == (0, 0)
    with pytest.raises(Forbidden):
        overview_of(session, one.manager, TODAY)


@pytest.fixture
def crowd(server: TestServer, cloned_database: str) -> Iterator[sessionmaker[Session]]:
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=16)
    yield session_factory(engine)
    engine.dispose()


def test_of_many_double_clicks_one_row_comes(crowd: sessionmaker[Session], files: Folder) -> None:
    with crowd.begin() as session:
        enter(session, Scope.office())
        office = staffed(session)

    def click(session: Session, _: int) -> int:
        return written(session, files, office.an, RISK, file=paper()).id

    made = at_once(crowd, AmlOffice(office.id, office.an, office.bram), click, 8)
    assert len(set(made)) == 1
    with crowd() as session:
        enter(session, Scope.organisation(office.id))
        assert session.scalars(select(Policy.id)).all() == made[:1]
