"""A load of a list is compared with all contacts, whichever way is cheaper, whoever is killed meanwhile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, sessionmaker

from app.aml import rescreening
from app.aml.contacts import add_contact
from app.aml.hits import clear_hit
from app.aml.rescreening import CONTACTS, ENTRIES, Rescreening
from app.aml.shelf import Shelf
from app.transaction import Scope, enter
from models.aml import Contact, Hit, Snapshot
from models.values import BirthDate, ListedEntry, Subject, SubjectKind, SubjectName
from tests.app.aml.lists_of_today import (
    AmlOffice,
    Desk,
    aml_office,
    change_contact,
    current,
    entry,
    hits,
    load,
    person,
    rescreened,
)
from tests.app.wallet.offices import NOW

LATER = NOW + timedelta(hours=9)
pytestmark = pytest.mark.trust("Re-screening")
_GIVEN = (
    "Casper",
    "Nadia",
    "Mohamed",
    "Muhammad",
    "Jan",
    "Iwan",
    "Иван",
    "Li",
    "A",
    "Anne-Marie",
    "Юлия",
    "Yulia",
)
_FAMILY = (
    "Vandersmissen",
    "Okafor",
    "El Ghazouani",
    "Drăgan",
    "Dragan",
    "Petrov",
    "Петров",
    "Wang",
    "De Smet",
    "B",
)
Facts = tuple[int, str, bytes, bytes, str]


@pytest.fixture
def one(session: Session) -> AmlOffice:
    return aml_office(session)


@pytest.fixture(params=[ENTRIES, CONTACTS])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Either way, whatever would be cheaper; in steps of two."""
    prefer(monkeypatch, request.param)
    return str(request.param)


def prefer(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    monkeypatch.setattr(rescreening, "CHEAPER", 1e6 if way == ENTRIES else 1e-6)
    monkeypatch.setattr(rescreening, "STEP", 2)


def drawn(random: Random) -> Subject:
    """Somebody out of few names and dates, so that many look alike."""
    names = [
        SubjectName(f"{random.choice(_GIVEN)} {random.choice(_FAMILY)}") for _ in range(random.choice((1, 1, 2)))
    ]
    born: tuple[BirthDate, ...] = ()
    if random.random() < 0.6:
        day = date(random.choice((1969, 1970)), random.choice((1, 4)), random.choice((4, 17)))
        born = (BirthDate(day, day if random.random() < 0.7 else date(day.year, 12, 31)),)
    kind = random.choice((SubjectKind.PERSON, SubjectKind.PERSON, SubjectKind.ORGANISATION))
    return Subject(kind, tuple(names), born, random.choice(((), ("BE",), ("RU",))))


def drawn_list(random: Random, many: int) -> list[ListedEntry]:
    kept = random.sample(range(many * 2), many)
    return [entry(f"E{one}", drawn(random), random.choice(("", "seen"))) for one in kept]


def facts(session: Session) -> set[Facts]:
    """What stands open or closed, by the facts of both sides."""
    return {(one.contact_id, one.key, one.contact_print, one.judged, one.closed_why) for one in hits(session)}


def standing(session: Session) -> set[tuple[int, str]]:
    return {(one.contact_id, one.key) for one in current(session)}


def test_a_load_opens_what_it_brought_and_closes_what_it_took(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str
) -> None:
    shelf, names = Shelf(None), ("Casper Okafor", "Nadia Dragan", "Iwan Petrov", "Anne De Smet")
    made = [add_contact(session, one.bram, shelf, person(name), NOW).id for name in names]
    first = load(session, "eu", [entry(f"E{n}", person(name)) for n, name in enumerate(names[:3])])
    assert rescreened(sessions, shelf, session, LATER) == 1
    assert standing(session) == {(made[0], "E0"), (made[1], "E1"), (made[2], "E2")}
    assert (first.screened_by, first.screened_at, first.new_hits, first.gone_hits) == (way, LATER, 3, 0)
    second = load(session, "eu", [entry("E0", person("Casper Okafor", 1950)), entry("E2", person(names[2]))])
    rescreened(sessions, shelf, session, LATER)
    assert (second.new_hits, second.gone_hits) == (1, 2)
    assert [hit.closed_why for hit in hits(session)] == ["entry_changed", "no_longer_listed", "", ""]


def test_a_contact_was_compared_when_all_were_not_when_a_list_was_read(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice
) -> None:
    """The load is of NOW; a worker comes nine hours later."""
    before, shelf = NOW - timedelta(hours=1), Shelf(None)
    made = add_contact(session, one.bram, shelf, person("Casper Okafor"), before)
    load(session, "eu", [entry("E0", person("Casper Okafor"))])
    told = []
    for act in (lambda: None, lambda: rescreened(sessions, shelf, session, LATER)):
        act()
        enter(session, Scope.organisation(one.id))
        session.expire_all()
        told.append(session.scalars(select(Contact.compared_at).where(Contact.id == made.id)).one())
    assert told == [before, LATER]


def test_each_office_hears_once_of_each_load(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str
) -> None:
    shelf, other, third = Shelf(None), aml_office(session), aml_office(session)
    for office, names in ((one, ("Casper Okafor", "Kasper Okafor", "Casper Okafor")), (other, ("Casper Okafor",))):
        for name in names:
            add_contact(session, office.bram, shelf, person(name), NOW)
    add_contact(session, third.bram, shelf, person("Anne De Smet"), NOW)
    load(session, "eu", [entry("E0", person("Casper Okafor"))])
    rescreened(sessions, shelf, session)
    rescreened(sessions, shelf, session)
    told = session.execute(
        text("select organisation_id, facts from event where tag = 'aml.hits.found' order by 1")
    )
    assert [(row.organisation_id, row.facts["count"]) for row in told] == [(one.id, 3), (other.id, 1)]


def test_a_decision_that_comes_back_is_no_news(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str
) -> None:
    shelf = Shelf(None)
    listed = [entry("E0", person("Casper Okafor"))]
    load(session, "eu", listed)
    add_contact(session, one.bram, shelf, person("Casper Okafor"), NOW)
    (hit,) = current(session)
    clear_hit(session, one.bram, hit.id, "Somebody else: ours was born in 1990.", hit.version, NOW)
    for entries in ([], listed):
        load(session, "eu", entries)
        rescreened(sessions, shelf, session)
    (hit,) = current(session)
    assert (hit.state, hit.contact_id is not None) == ("cleared", True)
    assert session.execute(text("select count(*) from event where tag = 'aml.hits.found'")).scalar_one() == 0


def test_an_entry_that_went_again_before_it_was_compared_opens_nothing(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str
) -> None:
    shelf = Shelf(None)
    add_contact(session, one.bram, shelf, person("Casper Okafor"), NOW)
    for entries in ([entry("E0", person("Casper Okafor"))], [entry("E0", person("Zebedee Quillfeather"))]):
        load(session, "eu", entries)
    assert rescreened(sessions, shelf, session) == 2
    assert hits(session) == []


def test_a_contact_that_came_after_the_load_isnt_opened_twice(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str
) -> None:
    shelf = Shelf(None)
    load(session, "eu", [entry("E0", person("Casper Okafor"))])
    add_contact(session, one.bram, shelf, person("Casper Okafor"), NOW)
    rescreened(sessions, shelf, session)
    (hit,) = hits(session)
    assert session.scalars(select(Snapshot.new_hits)).all() == [0]
    assert hit.closed_at is None


class Killed(BaseException):
    """Nobody catches it."""


class Dying(Desk):
    """A worker that is killed at its n-th transaction: just before it commits, or just after."""

    def __init__(self, sessions: sessionmaker[Session], at: int, after: bool) -> None:
        super().__init__(sessions)
        self._left, self._after = at, after

    def office(self, act: Callable[[Session], Any]) -> Any:
        self._left -= 1
        if self._left == 0 and self._after:
            super().office(act)
            raise Killed

        def dying(session: Session) -> Any:
            found = act(session)
            if self._left == 0:
                raise Killed
            return found

        return super().office(dying)


@pytest.mark.parametrize("after", [False, True])
def test_whoever_is_killed_between_two_steps_loses_and_doubles_nothing(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str, after: bool
) -> None:
    shelf, random = Shelf(None), Random(13)  # noqa: S311 - replayed by its seed
    for _ in range(6):
        add_contact(session, one.bram, shelf, drawn(random), NOW)
    load(session, "eu", drawn_list(random, 8))
    rescreened(sessions, shelf, session)
    before = facts(session)
    load(session, "eu", drawn_list(random, 8))
    session.commit()
    deaths = 0
    for at in range(1, 40):
        try:
            Rescreening(Dying(sessions, at, after), shelf, lambda: NOW).run()
        except Killed:
            deaths += 1
            continue
        break
    assert deaths > 3
    enter(session, Scope.office())
    found, counts = facts(session), session.execute(
        select(Snapshot.new_hits, Snapshot.gone_hits).order_by(Snapshot.edition)
    ).all()  # fmt: skip
    assert found != before
    # The same from the start, by one who lives.
    opened = [hit for hit in hits(session) if hit.edition == 2]
    assert counts[1].new_hits == len(opened)
    assert counts[1].gone_hits == sum(1 for hit in hits(session) if hit.closed_at is not None)
    told = session.execute(
        text("select facts ->> 'edition', facts ->> 'count' from event where tag = 'aml.hits.found'")
    )
    assert Counter(row[0] for row in told).most_common(1)[0][1] == 1


@pytest.mark.parametrize("seed", range(12))
def test_whichever_way_they_are_compared_the_hits_are_the_same(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Contacts first and loads after, each entry with all contacts; the same, each contact with all entries; and
    contacts that come last, one by one: what stands at the end is the same."""
    random = Random(seed)  # noqa: S311 - replayed by its seed
    people = [drawn(random) for _ in range(14)]
    loads = [(random.choice(("eu", "un")), drawn_list(random, random.randint(0, 12))) for _ in range(4)]
    found: dict[str, set[tuple[int, str]]] = {}
    for way in (ENTRIES, CONTACTS, "added last", "changed at the end"):
        with session.begin_nested() as point:
            shelf = Shelf(None)
            prefer(monkeypatch, way if way in (ENTRIES, CONTACTS) else ENTRIES)
            made = []
            if way != "added last":
                first = [drawn(random) for _ in people] if way == "changed at the end" else people
                made = [add_contact(session, one.bram, shelf, subject, NOW) for subject in first]
            for code, entries in loads:
                load(session, code, entries)
                if random.random() < 0.7:
                    Rescreening(_same(session), shelf, lambda: NOW).run()
            Rescreening(_same(session), shelf, lambda: NOW).run()
            enter(session, Scope.office())
            if way == "added last":
                made = [add_contact(session, one.bram, shelf, subject, NOW) for subject in people]
            if way == "changed at the end":
                for contact, subject in zip(made, people, strict=True):
                    change_contact(session, one.bram, shelf, contact.id, subject, contact.version, NOW)
            place = {contact.id: at for at, contact in enumerate(made)}
            found[way] = {(place[hit.contact_id], f"{hit.list_id} {hit.key}") for hit in current(session)}
            point.rollback()
            session.expire_all()
    assert found[ENTRIES]
    assert found[ENTRIES] == found[CONTACTS] == found["added last"] == found["changed at the end"]


def _same(session: Session) -> Any:
    """A worker on this very session, whose commits a savepoint holds."""

    class Here(Desk):
        def office(self, act: Callable[[Session], Any]) -> Any:
            enter(session, Scope.office())
            found = act(session)
            session.flush()
            return found

    return Here(sessionmaker())


def test_a_load_that_was_lost_is_found_by_the_next_run(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice
) -> None:
    shelf = Shelf(None)
    add_contact(session, one.bram, shelf, person("Casper Okafor"), NOW)
    load(session, "eu", [entry("E0", person("Casper Okafor"))])
    load(session, "un", [entry("U0", person("Casper Okafor"))])
    assert rescreened(sessions, shelf, session) == 2
    assert rescreened(sessions, shelf, session) == 0
    assert len(current(session)) == 2
    session.execute(update(Snapshot).values(screened_at=None, screened_to=0, screened_by=""))
    assert rescreened(sessions, shelf, session) == 2  # again is as good as once
    assert len(hits(session)) == 2


def test_a_decision_made_meanwhile_stays(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str
) -> None:
    shelf = Shelf(None)
    add_contact(session, one.bram, shelf, person("Casper Okafor"), NOW)
    load(session, "eu", [entry("E0", person("Casper Okafor"))])
    rescreened(sessions, shelf, session)
    (hit,) = current(session)
    clear_hit(session, one.bram, hit.id, "Somebody else: ours was born in 1990.", hit.version, NOW)
    session.execute(update(Snapshot).values(screened_at=None, screened_to=0, screened_by=""))
    rescreened(sessions, shelf, session)
    assert [hit.state for hit in session.scalars(select(Hit))] == ["cleared"]


def test_an_entry_finds_all_contacts_it_looks_like_however_many(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescreening, "CHEAPER", 1e6)
    shelf = Shelf(None)
    for at in range(130):
        add_contact(session, one.bram, shelf, person("Casper Okafor", 1940 + at % 60), NOW)
    load(session, "eu", [entry("E0", person("Casper Okafor"))])
    rescreened(sessions, shelf, session)
    assert len(current(session)) == 130


def test_a_contact_finds_all_entries_it_looks_like(session: Session, one: AmlOffice) -> None:
    load(session, "eu", [entry(f"E{at}", person("Casper Okafor", 1900 + at)) for at in range(110)])
    add_contact(session, one.bram, Shelf(None), person("Casper Okafor"), NOW)
    assert len(current(session)) == 110


def test_the_last_of_many_aliases_finds_a_contact_whichever_way(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str
) -> None:
    shelf = Shelf(None)
    aliases = [SubjectName(f"{given} {family}") for given in _GIVEN[:4] for family in _FAMILY[:7]]
    many = Subject(SubjectKind.PERSON, (*aliases, SubjectName("Zebedee Quillfeather")))
    add_contact(session, one.bram, shelf, person("Zebedee Quillfeather"), NOW)
    load(session, "eu", [entry("E0", many)])
    rescreened(sessions, shelf, session)
    assert [hit.key for hit in current(session)] == ["E0"]


def test_an_entry_whose_remarks_change_before_it_was_compared_is_compared(
    sessions: sessionmaker[Session], session: Session, one: AmlOffice, way: str
) -> None:
    shelf = Shelf(None)
    add_contact(session, one.bram, shelf, person("Casper Okafor"), NOW)
    for remarks in ("", "seen in Gent", "seen in Gent and in Brugge"):
        load(session, "eu", [entry("E0", person("Casper Okafor"), remarks)])
    rescreened(sessions, shelf, session)
    assert [hit.key for hit in current(session)] == ["E0"]
