"""A contact looks like an entry of a list, and somebody decides: the hit's whole life."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from app.aml import contacts
from app.aml.contacts import add_contact
from app.aml.details import details_from, subject_of
from app.aml.hits import clear_hit, confirm_hit, open_again
from app.aml.shelf import Shelf
from app.errors import Forbidden, HouseError, Missing, Refusal, Stale
from app.transaction import Scope, enter
from models.aml import Contact, Hit
from tests.app.aml.lists_of_today import (
    AmlOffice,
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

CASPER = subject_of(details_from(person("Casper Vandersmissen-Okafor", "1969-04-17")))
LISTED = entry("EU.1", person("Casper Vandersmissen-Okafor", 1969))
OTHER = entry("EU.2", person("Zebedee Quillfeather", 1950))
WHY = "Born in another year, and our client never left Aalst."
pytestmark = pytest.mark.trust("Hits")


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    load(session, "eu", [LISTED, OTHER])
    session.commit()
    return made


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(None)


@pytest.fixture
def contact(session: Session, one: AmlOffice, shelf: Shelf) -> Contact:
    """Casper, who looks like an entry."""
    return add_contact(session, one.bram, shelf, CASPER, NOW)


@pytest.fixture
def cleared(session: Session, one: AmlOffice, contact: Contact) -> Hit:
    """The hit on Casper, which Bram cleared."""
    (hit,) = current(session)
    return clear_hit(session, one.bram, hit.id, WHY, hit.version, NOW)


@pytest.fixture
def load_and_rescreen(sessions: sessionmaker[Session], session: Session, shelf: Shelf) -> Callable[..., None]:
    def act(*entries: object) -> None:
        load(session, "eu", entries)  # type: ignore[arg-type]
        rescreened(sessions, shelf, session)

    return act


Load = Callable[..., None]


def no(kind: type[HouseError], act: Callable[[], object]) -> HouseError:
    with pytest.raises(kind) as found:
        act()
    return found.value


def test_the_whole_act_from_contact_to_decision(session: Session, one: AmlOffice, contact: Contact) -> None:
    (hit,) = current(session)
    assert (hit.key, hit.state, hit.contact_id) == ("EU.1", "open", contact.id)
    assert (hit.contact_print, hit.judged) == (contact.print, LISTED.judged)
    assert {one["code"] for one in hit.comparison["features"]} >= {"name_same", "birth_period"}
    assert contact.edition == hit.edition == 1
    done = clear_hit(session, one.bram, hit.id, WHY, hit.version, NOW)
    assert (done.state, done.reason, done.decided_by) == ("cleared", WHY, one.bram.account_id)
    told = session.execute(text("select tag, facts from event where tag like 'aml.%' order by id")).all()
    assert [one.tag for one in told] == ["aml.contact.added", "aml.hit.cleared"]
    assert "Casper" not in str(told)
    assert "Aalst" not in str(told)


def test_what_was_cleared_stays_so_while_neither_side_changes(
    session: Session, cleared: Hit, load_and_rescreen: Load
) -> None:
    load_and_rescreen(LISTED)  # another entry went
    load_and_rescreen(LISTED, OTHER)
    (hit,) = hits(session)
    assert (hit.id, hit.state, hit.closed_at) == (cleared.id, "cleared", None)


def test_another_remark_of_the_list_opens_nothing(session: Session, cleared: Hit, load_and_rescreen: Load) -> None:
    before = cleared.listed_id
    load_and_rescreen(replace(LISTED, remarks="Also seen in Ostend."), OTHER)
    (hit,) = hits(session)
    assert (hit.state, hit.closed_at) == ("cleared", None)
    assert hit.listed_id != before  # it leads to what the list says now


def test_other_facts_of_the_entry_open_it_anew(session: Session, cleared: Hit, load_and_rescreen: Load) -> None:
    load_and_rescreen(replace(LISTED, subject=person("Casper Vandersmissen-Okafor", "1969-04-17")), OTHER)
    old, new = hits(session)
    assert (old.closed_why, old.state, old.reason) == ("entry_changed", "cleared", WHY)
    assert (new.closed_at, new.state, new.edition) == (None, "open", 2)
    assert new.score > old.score


def test_an_entry_that_no_longer_looks_like_it_closes_the_hit(
    session: Session, contact: Contact, load_and_rescreen: Load
) -> None:
    load_and_rescreen(entry("EU.1", person("Ottoline Brackenbury", 1922)), OTHER)
    (hit,) = hits(session)
    assert hit.closed_why == "entry_changed"


def test_an_entry_that_went_closes_its_hit_and_one_that_comes_back_finds_its_decision(
    session: Session, cleared: Hit, load_and_rescreen: Load
) -> None:
    load_and_rescreen(OTHER)
    (hit,) = hits(session)
    assert (hit.closed_why, hit.closed_at) == ("no_longer_listed", NOW)
    load_and_rescreen(LISTED, OTHER)
    (hit,) = hits(session)
    assert (hit.id, hit.state, hit.reason, hit.closed_why) == (cleared.id, "cleared", WHY, "")


def test_other_facts_of_the_contact_open_it_anew_and_the_old_ones_find_the_old_decision(
    session: Session, one: AmlOffice, contact: Contact, cleared: Hit, shelf: Shelf
) -> None:
    changed = change_contact(session, one.an, shelf, contact.id, person("Casper Vandersmissen-Okafor"), 1, NOW)
    old, new = hits(session)
    assert (old.closed_why, new.closed_at, new.state) == ("contact_changed", None, "open")
    assert new.contact_print == changed.print
    assert new.score < old.score
    change_contact(session, one.an, shelf, contact.id, CASPER, changed.version, NOW)
    old, new = hits(session)
    assert (old.state, old.closed_at, new.closed_why) == ("cleared", None, "contact_changed")


def test_a_hit_stays_that_the_index_doesnt_find_again(
    session: Session, one: AmlOffice, contact: Contact, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An index finds what is near, not all of it: here, nothing."""
    (hit,) = current(session)
    monkeypatch.setattr(contacts, "MOST_HITS", 0)
    change_contact(session, one.bram, shelf, contact.id, replace(CASPER, countries=("BE",)), contact.version, NOW)
    (again,) = current(session)
    assert (again.key, again.id != hit.id, again.state) == (hit.key, True, "open")


def test_a_contact_with_another_name_has_no_hit(
    session: Session, one: AmlOffice, contact: Contact, shelf: Shelf
) -> None:
    change_contact(session, one.bram, shelf, contact.id, person("Ottoline Brackenbury"), 1, NOW)
    assert [hit.closed_why for hit in hits(session)] == ["contact_changed"]


def test_the_same_facts_told_again_change_no_hit(
    session: Session, one: AmlOffice, contact: Contact, shelf: Shelf
) -> None:
    (before,) = hits(session)
    change_contact(session, one.bram, shelf, contact.id, CASPER, contact.version, NOW)
    (after,) = hits(session)
    assert (after.id, after.closed_at) == (before.id, None)


def test_a_contact_that_others_changed_meanwhile_is_stale(
    session: Session, one: AmlOffice, contact: Contact, shelf: Shelf
) -> None:
    change_contact(session, one.bram, shelf, contact.id, person("Ottoline Brackenbury"), 1, NOW)
    no(Stale, lambda: change_contact(session, one.an, shelf, contact.id, CASPER, 1, NOW))


def test_a_hit_that_closed_is_decided_on_no_more(
    session: Session, one: AmlOffice, contact: Contact, load_and_rescreen: Load
) -> None:
    load_and_rescreen(OTHER)
    (hit,) = hits(session)
    for act in (clear_hit, confirm_hit, open_again):
        found = no(Refusal, lambda act=act: act(session, one.bram, hit.id, WHY, hit.version, NOW))  # type: ignore[misc]
        assert found.code == "aml.hit.not_current"  # type: ignore[attr-defined]


@pytest.mark.parametrize("reason", ["", "   ", "he isn't", " nine char "[:10]])
def test_who_clears_says_why(session: Session, one: AmlOffice, contact: Contact, reason: str) -> None:
    (hit,) = current(session)
    found = no(Refusal, lambda: clear_hit(session, one.bram, hit.id, reason, hit.version, NOW))
    assert found.code == "aml.hit.reason_too_short"  # type: ignore[attr-defined]
    assert current(session)[0].state == "open"


def test_who_confirms_may_say_why(session: Session, one: AmlOffice, contact: Contact) -> None:
    (hit,) = current(session)
    confirm_hit(session, one.bram, hit.id, "", hit.version, NOW)
    (hit,) = current(session)
    assert (hit.state, hit.reason, hit.decided_at) == ("confirmed", "", NOW)


def test_a_decision_that_was_wrong_is_taken_back_and_the_trail_keeps_both(
    session: Session, one: AmlOffice, cleared: Hit
) -> None:
    found = no(Refusal, lambda: confirm_hit(session, one.an, cleared.id, "", cleared.version, NOW))
    assert found.code == "aml.hit.decided_already"  # type: ignore[attr-defined]
    back = open_again(session, one.an, cleared.id, "I looked at the wrong passport.", cleared.version, NOW)
    assert (back.state, back.reason, back.decided_by, back.decided_at) == ("open", "", None, None)
    found = no(Refusal, lambda: open_again(session, one.an, back.id, WHY, back.version, NOW))
    assert found.code == "aml.hit.not_decided"  # type: ignore[attr-defined]
    kept = session.scalars(
        text("select content ->> 'reason' from event_payload p join event e on e.id = p.event_id"
             " where e.tag like 'aml.hit.%' order by e.id")
    ).all()  # fmt: skip
    assert kept == [WHY, "I looked at the wrong passport."]


def test_a_decision_on_what_changed_since_is_stale(session: Session, one: AmlOffice, cleared: Hit) -> None:
    no(Stale, lambda: open_again(session, one.an, cleared.id, WHY, cleared.version - 1, NOW))


def test_another_offices_hits_and_contacts_are_not_there(
    session: Session, one: AmlOffice, contact: Contact, shelf: Shelf
) -> None:
    (hit,) = current(session)
    hit_id, version, contact_id = hit.id, hit.version, contact.id
    stranger = aml_office(session)
    enter(session, Scope.organisation(stranger.id))
    session.expire_all()
    no(Missing, lambda: clear_hit(session, stranger.an, hit_id, WHY, version, NOW))
    no(Missing, lambda: change_contact(session, stranger.an, shelf, contact_id, CASPER, 1, NOW))
    enter(session, Scope.office())  # without the wall, the policy says it
    no(Forbidden, lambda: clear_hit(session, stranger.an, hit_id, WHY, version, NOW))
    no(Forbidden, lambda: change_contact(session, stranger.an, shelf, contact_id, CASPER, 1, NOW))


def test_who_has_no_role_in_the_tool_adds_and_decides_nothing(
    session: Session, one: AmlOffice, contact: Contact, shelf: Shelf
) -> None:
    nobody = replace(one.bram, roles=frozenset())
    (hit,) = current(session)
    no(Forbidden, lambda: add_contact(session, nobody, shelf, CASPER, NOW))
    no(Forbidden, lambda: clear_hit(session, nobody, hit.id, WHY, hit.version, NOW))


@pytest.mark.parametrize("entries", [(), (OTHER,)])
def test_lists_without_anybody_like_him_give_no_hit(session: Session, entries: tuple[object, ...]) -> None:
    one = aml_office(session)
    if entries:
        load(session, "eu", entries)  # type: ignore[arg-type]
    add_contact(session, one.bram, Shelf(None), CASPER, NOW)
    assert hits(session) == []


@pytest.mark.parametrize("name", ["A", "李", "A B", "-x-", "٣"])
def test_a_name_of_one_letter_is_a_name(session: Session, one: AmlOffice, shelf: Shelf, name: str) -> None:
    load(session, "eu", [entry("EU.9", person(name)), OTHER])
    contact = add_contact(session, one.bram, shelf, person(name), NOW)
    assert contact.name == name
    assert all(hit.key == "EU.9" for hit in hits(session))
