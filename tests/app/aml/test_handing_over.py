"""Files of who left go to a colleague: which, by whom, once, and whatever is made at the same moment."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import notices
from app.aml.contacts import add_contact
from app.aml.deals import begin_deal
from app.aml.handing_over import EVERYTHING, Handed, What, colleagues, hand_file, hand_over, holders, preview
from app.aml.matters import matter_of
from app.aml.panels import files_left
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.database import engine_for, session_factory
from app.errors import Forbidden, HouseError, Missing, Refusal
from app.events import Tag
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.aml import Contact, Deal
from models.events import Event
from models.mail import Letter
from models.organisations import Member
from models.values.dealt import DealKind
from tests.app.aml.begun_profiles import accepted_contact
from tests.app.aml.lists_of_today import load, person
from tests.app.aml.office_of_officers import TODAY, Staffed, staffed
from tests.app.aml.rules_of_today import WITH_PROFILES, publish
from tests.app.wallet.offices import NOW
from tests.database import TestServer

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path, at_once=True)


@pytest.fixture
def one(session: Session) -> Staffed:
    made = staffed(session)
    publish(session, WITH_PROFILES)
    load(session, "eu", [])
    enter(session, Scope.organisation(made.id))
    return made


def left(session: Session, one: Staffed, who: Identity) -> None:
    member = session.get_one(Member, one.of(who))
    member.state, member.ended_on = "ended", TODAY
    session.flush()


def contact(session: Session, who: Identity, shelf: Shelf, name: str) -> Contact:
    return add_contact(session, who, shelf, person(name, 1980), NOW)


def deal(session: Session, who: Identity, reference: str) -> Deal:
    return begin_deal(session, who, who.organisation_id or 0, reference, DealKind.SALE.value, NOW)


def owners(session: Session) -> dict[str, int]:
    session.expire_all()
    rows = [
        *session.execute(select(Contact.name, Contact.owner_id)),
        *session.execute(select(Deal.reference, Deal.owner_id)),
    ]
    return dict(tuple(row) for row in rows)


def refused(act: object) -> str:
    with pytest.raises(Refusal) as found:
        act()  # type: ignore[operator]
    return found.value.code


def test_all_of_a_leaver_goes_to_a_colleague_once_and_what_was_done_stays(
    session: Session, one: Staffed, shelf: Shelf
) -> None:
    accepted = accepted_contact(session, one)  # type: ignore[arg-type]
    begin_version(session, one.els, shelf, accepted.id, NOW)
    contact(session, one.bram, shelf, "Ana Draft")
    contact(session, one.els, shelf, "Els Own")
    deal(session, one.bram, "B-1")
    made = {row.id: (row.made_by, row.made_at, row.version, row.state) for row in session.scalars(select(Contact))}
    left(session, one, one.bram)
    seen = holders(session, one.an, TODAY)
    assert [
        (row.account_id, row.in_tool, row.contacts, row.drafts, row.deals, row.open_deals) for row in seen
    ] == [
        (one.bram.account_id, False, 2, 1, 1, 1),
        (one.els.account_id, True, 1, 1, 0, 0),
    ]
    told = preview(session, one.an, one.bram.account_id, NOW)
    assert (told.whose.files, told.profiles, told.sent, told.unanswered) == (3, 0, 0, 0)
    bram, els = one.bram.account_id, one.els.account_id
    assert hand_over(session, one.an, bram, els, EVERYTHING, LATER) == Handed(2, 1)
    assert set(owners(session).values()) == {els}
    kept = {row.id: (row.made_by, row.made_at, row.version, row.state) for row in session.scalars(select(Contact))}
    assert kept == made
    assert hand_over(session, one.an, bram, els, EVERYTHING, LATER) == Handed(0, 0)
    found = session.scalars(select(Event).where(Event.tag == Tag.FILES_HANDED_OVER).order_by(Event.id)).all()
    assert [
        (event.subject_kind, event.facts["from"], event.facts["to"], event.facts["contacts"]) for event in found
    ] == [
        ("contact", bram, els, 2),
        ("deal", bram, els, 2),
    ]
    assert found[0].facts["ids"] == sorted(
        session.scalars(select(Contact.root_id).where(Contact.made_by == bram).distinct())
    )


def test_some_of_them_are_chosen_by_an_officer_and_the_rest_stays(
    session: Session, one: Staffed, shelf: Shelf
) -> None:
    first, second = (contact(session, one.bram, shelf, name) for name in ("First", "Second"))
    other = contact(session, one.els, shelf, "Other")
    deal(session, one.bram, "B-1")
    what = What(contacts=True, deals=False, contact_ids=(first.root_id, other.root_id))
    bram, an = one.bram.account_id, one.an.account_id
    assert hand_over(session, one.an, bram, an, what, NOW) == Handed(1, 0)
    assert owners(session) == {"First": an, "Second": bram, "Other": one.els.account_id, "B-1": bram}
    assert hand_over(session, one.an, bram, an, What(contacts=False), NOW) == Handed(0, 1)
    assert second.owner_id == bram


def test_who_may_and_to_whom(session: Session, one: Staffed, shelf: Shelf) -> None:
    made = contact(session, one.bram, shelf, "First")
    bram, els, an = one.bram.account_id, one.els.account_id, one.an.account_id
    with pytest.raises(Forbidden):
        hand_over(session, one.bram, bram, els, EVERYTHING, NOW)
    with pytest.raises(Forbidden):
        hand_over(session, one.manager, bram, els, What(contact_ids=(made.root_id,)), NOW)
    for nobody in (lambda: preview(session, one.bram, bram, NOW), lambda: holders(session, one.bram, TODAY)):
        with pytest.raises(Forbidden):
            nobody()
    with pytest.raises(Missing):
        hand_over(session, one.an, 987654, els, EVERYTHING, NOW)
    assert refused(lambda: hand_over(session, one.an, bram, bram, EVERYTHING, NOW)) == "aml.files.same_person"
    assert refused(lambda: hand_over(session, one.an, bram, 987654, EVERYTHING, NOW)) == "aml.files.not_in_tool"
    nothing = What(contacts=False, deals=False)
    assert refused(lambda: hand_over(session, one.an, bram, els, nothing, NOW)) == "aml.files.nothing_chosen"
    left(session, one, one.els)
    assert refused(lambda: hand_over(session, one.an, bram, els, EVERYTHING, NOW)) == "aml.files.not_in_tool"
    assert hand_over(session, one.manager, bram, an, EVERYTHING, NOW) == Handed(1, 0)


def test_one_file_is_given_by_its_owner_or_an_officer(session: Session, one: Staffed, shelf: Shelf) -> None:
    file, case = contact(session, one.bram, shelf, "First"), deal(session, one.bram, "B-1")
    an, els = one.an.account_id, one.els.account_id
    with pytest.raises(Forbidden):
        hand_file(session, one.els, matter_of(file), els, NOW)
    assert hand_file(session, one.bram, matter_of(file), els, NOW) == Handed(1, 0)
    with pytest.raises(Forbidden):
        hand_file(session, one.bram, matter_of(file), an, NOW)
    assert hand_file(session, one.an, matter_of(file), an, NOW) == Handed(1, 0)
    assert hand_file(session, one.bram, matter_of(case), els, NOW) == Handed(0, 1)
    assert (file.owner_id, case.owner_id) == (an, els)
    stranger = Identity(one.an.account_id, None, frozenset({Role.AML_OFFICER, Role.MEMBER}), one.id + 1)
    with pytest.raises(Missing):
        hand_file(session, stranger, matter_of(file), els, NOW)


def test_a_former_owner_stays_among_colleagues_to_choose_while_he_has_files(
    session: Session, one: Staffed, shelf: Shelf
) -> None:
    contact(session, one.bram, shelf, "First")
    left(session, one, one.bram)
    assert one.bram.account_id in {row.account_id for row in colleagues(session, one.id, TODAY)}
    hand_over(session, one.an, one.bram.account_id, one.els.account_id, EVERYTHING, NOW)
    assert one.bram.account_id not in {row.account_id for row in colleagues(session, one.id, TODAY)}


def test_sixteen_hand_over_while_others_make_files_and_versions(
    server: TestServer, cloned_database: str, shelf: Shelf
) -> None:
    """To different colleagues, with new files and new versions in between: each file has one owner, who is one of
    them, all versions of a contact have the same, and what was made meanwhile is its maker's or went along."""
    engine = engine_for(server.url("house_app", cloned_database), seconds=120, size=32)
    crowd: sessionmaker[Session] = session_factory(engine)
    with crowd.begin() as session:
        one = staffed(session)
        publish(session, WITH_PROFILES)
        load(session, "eu", [])
        enter(session, Scope.organisation(one.id))
        firsts = [accepted_contact(session, one).id for _ in range(4)]  # type: ignore[arg-type]
        for number in range(30):
            contact(session, one.bram, shelf, f"Draft {number}")
            deal(session, one.bram, f"B-{number}")
    together, bram = Barrier(16), one.bram.account_id
    to = (one.an.account_id, one.els.account_id)
    moved: Counter[int] = Counter()
    lock = threading.Lock()

    def act(number: int) -> str:
        with crowd() as session:
            enter(session, Scope.organisation(one.id))
            session.scalar(select(1))
            together.wait(120)
            try:
                with transaction(session):
                    if number < 8:
                        done = hand_over(session, one.an, bram, to[number % 2], EVERYTHING, NOW)
                        with lock:
                            moved[to[number % 2]] += done.contacts
                    elif number < 12:
                        begin_version(session, one.els, shelf, firsts[number - 8], NOW)
                    elif number < 14:
                        contact(session, one.bram, shelf, f"New {number}")
                    else:
                        deal(session, one.bram, f"New {number}")
            except HouseError as said:
                return type(said).__name__
        return ""

    with ThreadPoolExecutor(16) as pool:
        assert set(pool.map(act, range(16))) == {""}
    with crowd() as session:
        enter(session, Scope.organisation(one.id))
        rows = session.execute(select(Contact.root_id, Contact.owner_id, Contact.name)).all()
        by_root: dict[int, set[int]] = {}
        for row in rows:
            by_root.setdefault(row.root_id, set()).add(row.owner_id)
            assert row.owner_id in to or (row.owner_id == bram and row.name.startswith("New"))
        assert len(rows) == 40
        assert {len(of) for of in by_root.values()} == {1}
        assert sum(moved.values()) == sum(owner in to for of in by_root.values() for owner in of)
        for reference, owner in session.execute(select(Deal.reference, Deal.owner_id)):
            assert owner in to or (owner == bram and reference.startswith("New"))
    engine.dispose()


def test_the_receiver_gets_one_mail_with_numbers_and_no_names(
    session: Session, one: Staffed, shelf: Shelf
) -> None:
    contact(session, one.bram, shelf, "Secret Name")
    deal(session, one.bram, "S-1")
    bram, els, an = one.bram.account_id, one.els.account_id, one.an.account_id
    hand_over(session, one.an, bram, els, EVERYTHING, NOW)
    hand_over(session, one.an, els, an, EVERYTHING, LATER)
    enter(session, Scope.office())
    events = session.scalars(select(Event).where(Event.tag == Tag.FILES_HANDED_OVER).order_by(Event.id)).all()
    assert [notices.notify(session, one.id, event.id, "https://x.example", LATER) for event in events] == [
        1,
        0,
        0,
        0,
    ]
    (letter,) = session.scalars(select(Letter)).all()
    assert (letter.account_id, letter.kind) == (els, "aml.files.handed_over")
    assert "https://x.example/contacts/list/?owner=me" in letter.body
    assert "Secret Name" not in letter.body
    assert "S-1" not in letter.body


def test_the_end_of_a_membership_tells_of_files_left(session: Session, one: Staffed, shelf: Shelf) -> None:
    contact(session, one.bram, shelf, "First")
    deal(session, one.bram, "B-1")
    item = files_left(session, one.manager, one.of(one.bram))
    assert [(told.kind, told.id, told.notes) for told in item] == [("left_files", one.bram.account_id, (1, 1))]
    assert files_left(session, one.manager, one.of(one.els)) == []
