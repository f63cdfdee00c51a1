"""Saved views: whose they are, who sees them, what the database refuses, what is left of an erased person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.accounts.erasure import erase_person
from app.errors import Forbidden, Missing, Refusal
from app.lists import saved
from app.lists.saved import NewView
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.lists import DefaultView, SavedView
from tests.app.rights.grants import NOW
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, assemble

ACTIVE = NewView("RightScreen", "Wat loopt", "state=active")


@pytest.fixture
def cast(session: Session) -> Cast:
    made = assemble(session, NOW - timedelta(days=200))
    session.commit()
    return made


def _acts(session: Session, cast: Cast, name: str = "Filip", where: str = VOORBEELDEGEM) -> Identity:
    enter(session, Scope.organisation(cast.organisations[where]))
    return cast.administrator(name, where)


def _staff(session: Session, cast: Cast, name: str, role: Role) -> Identity:
    enter(session, Scope.office())
    return Identity(cast.accounts[name], cast.persons[name], frozenset({Role.PERSON, role}))


def _person(session: Session, cast: Cast, name: str) -> Identity:
    enter(session, Scope.own(cast.persons[name]))
    return Identity(cast.accounts[name], cast.persons[name], frozenset({Role.PERSON}))


def _names(session: Session, who: Identity) -> list[str]:
    return [view.name for view in saved.views_of(session, who, "RightScreen")]


@pytest.mark.trust("Tenants")
def test_a_view_is_seen_by_whom_it_is_shared_with_at_home(session: Session, cast: Cast) -> None:
    filip = _acts(session, cast)
    saved.save_view(session, filip, ACTIVE, NOW)
    saved.save_view(session, filip, NewView("RightScreen", "Gedeeld", "", Role.LOCAL_ADMINISTRATOR), NOW)
    assert _names(session, filip) == ["Gedeeld", "Wat loopt"]
    colleague = Identity(
        cast.accounts["Bram"],
        cast.persons["Bram"],
        filip.roles,
        filip.organisation_id,
        key_level="high",
    )
    assert _names(session, colleague) == ["Gedeeld"]
    assert _names(session, _acts(session, cast, "Chloé", EXEMPLEVILLE)) == []
    assert _names(session, _staff(session, cast, "Greet", Role.CENTRAL)) == []
    assert _names(session, _person(session, cast, "Bram")) == []


def test_staff_share_with_their_own_role_among_staff(session: Session, cast: Cast) -> None:
    greet = _staff(session, cast, "Greet", Role.CENTRAL)
    saved.save_view(session, greet, NewView("RightScreen", "Centraal", "", Role.CENTRAL), NOW)
    other = Identity(cast.accounts["Hugo"], cast.persons["Hugo"], frozenset({Role.PERSON, Role.CENTRAL}))
    assert _names(session, other) == ["Centraal"]
    assert _names(session, _staff(session, cast, "Dirk", Role.HELPDESK)) == []


def test_only_who_made_a_view_changes_it(session: Session, cast: Cast) -> None:
    filip = _acts(session, cast)
    shared = NewView("RightScreen", "Gedeeld", "", Role.LOCAL_ADMINISTRATOR)
    view = saved.save_view(session, filip, shared, NOW)
    bram = Identity(cast.accounts["Bram"], cast.persons["Bram"], filip.roles, filip.organisation_id)
    for act in (
        lambda: saved.change_view(session, bram, view.id, "Van mij", None, NOW),
        lambda: saved.replace_view(session, bram, view.id, "state=expired", NOW),
        lambda: saved.delete_view(session, bram, view.id, NOW),
    ):
        with pytest.raises(Forbidden):
            act()
    saved.open_first(session, bram, view, True)
    assert [one.first for one in saved.views_of(session, bram, "RightScreen")] == [True]
    assert [one.first for one in saved.views_of(session, filip, "RightScreen")] == [False]
    chloe = _acts(session, cast, "Chloé", EXEMPLEVILLE)
    with pytest.raises(Missing):
        saved.delete_view(session, chloe, view.id, NOW)


def test_of_a_list_one_view_opens_first_and_goes_with_it(session: Session, cast: Cast) -> None:
    filip = _acts(session, cast)
    first = saved.save_view(session, filip, NewView("RightScreen", "Een", "", opens_first=True), NOW)
    second = saved.save_view(session, filip, NewView("RightScreen", "Twee", "", opens_first=True), NOW)
    assert [one.first for one in saved.views_of(session, filip, "RightScreen")] == [False, True]
    assert (saved.opens_first(session, filip, first), saved.opens_first(session, filip, second)) == (False, True)
    saved.delete_view(session, filip, second.id, NOW)
    assert session.scalars(select(DefaultView.id)).all() == []


def test_there_is_an_end_to_the_views_of_a_list(session: Session, cast: Cast) -> None:
    filip = _acts(session, cast)
    for number in range(saved.MOST_OF_A_LIST):
        saved.save_view(session, filip, NewView("RightScreen", str(number), ""), NOW)
    for new, code in (
        (NewView("RightScreen", "te veel", ""), "lists.view.too_many"),
        (NewView("PersonScreen", "x" * 81, ""), "lists.view.name_too_long"),
        (NewView("PersonScreen", " \t ", ""), "lists.view.no_name"),
        (NewView("PersonScreen", "lang", "x" * 4001), "lists.view.too_long"),
        (NewView("PersonScreen", "koning", "", Role.CENTRAL), "lists.view.role_not_held"),
    ):
        with pytest.raises(Refusal) as refused:
            saved.save_view(session, filip, new, NOW)
        assert refused.value.code == code


@pytest.mark.trust("Tenants")
@pytest.mark.parametrize("scope", ["organisation", "person"])
def test_the_database_itself_keeps_a_view_at_home(session: Session, cast: Cast, scope: str) -> None:
    theirs = saved.save_view(session, _acts(session, cast, "Chloé", EXEMPLEVILLE), ACTIVE, NOW)
    if scope == "organisation":
        _acts(session, cast)
    else:
        _person(session, cast, "Bram")
    assert session.scalars(select(SavedView)).all() == []
    assert session.scalars(update(SavedView).values(name="gestolen").returning(SavedView.id)).all() == []
    with pytest.raises(DBAPIError), session.begin_nested():
        session.execute(
            text(
                "insert into list_view (organisation_id, account_id, person_id, list_name, name, asked, made_at)"
                " values (:organisation, :account, :person, 'RightScreen', 'erbij', '', now())"
            ),
            {
                "organisation": theirs.organisation_id,
                "account": cast.accounts["Bram"],
                "person": cast.persons["Bram"],
            },
        )


@pytest.mark.trust("Privacy")
def test_of_an_erased_person_no_name_of_a_view_is_left(session: Session, cast: Cast) -> None:
    filip = _acts(session, cast)
    for name in ("Rechten van Chloé", "Rechten van An"):
        saved.save_view(session, filip, NewView("RightScreen", name, "name=chlo%C3%A9"), NOW)
    greet = _staff(session, cast, "Greet", Role.CENTRAL)
    erase_person(session, greet, cast.persons["Filip"], "verzoek", NOW)
    rows = session.execute(select(SavedView.name, SavedView.asked)).all()
    assert [tuple(row) for row in rows] == [("—", ""), ("—", "")]
    stored = session.execute(text("select string_agg(content::text, '') from event_payload")).scalar() or ""
    assert "Chlo" not in stored
