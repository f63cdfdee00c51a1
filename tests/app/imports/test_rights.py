"""A list of rights on the real database: decided as single grants are, relations for who is new, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.errors import Forbidden, Refusal
from app.events import Tag
from app.imports import services
from app.policy import Identity, Role
from app.rights.changes import Days, change_right
from app.rights.digest import tell_of_the_day
from app.rights.rights_import import COLUMNS, RIGHTS
from app.rights.rules import refusals_to_grant
from app.rights.services import NewRight, grant_facts, grant_right, revoke_right
from app.transaction import Scope, enter, transaction
from models.accounts import Person
from models.events import Event
from models.imports import ImportRun
from models.organisations import Membership
from models.rights import Right, RightKind
from models.values import ImportMode
from tests.app.imports.acts import applied, checked, problems, rows_of, undone, verdicts
from tests.app.imports.files import person
from tests.app.rights.grants import NOW, TODAY, new_right
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM, Cast, standing_right

HEADS = (
    *("Rijksregisternummer", "Naam", "Voornamen", "Recht", "Toepassing", "Onderdeel", "Eerste dag", "Laatste dag"),
    *("Reden", "Categorie", "Type", "Relatie vanaf", "Relatie tot en met"),
)


def row(number: object, **cells: str) -> list[str]:
    """Dossiers behandelen from today on; cells by name of their head."""
    usual = dict.fromkeys(HEADS, "")
    usual.update({"Rijksregisternummer": str(number), "Recht": "Dossiers behandelen", "Eerste dag": "15/03/2027"})
    assert not cells.keys() - usual.keys()
    return list({**usual, **cells}.values())


def newcomer(number: int, **cells: str) -> list[str]:
    """Somebody nobody knows, who begins today."""
    told = person(number)
    return row(told[0], **{"Naam": told[1], "Voornamen": told[2], "Relatie vanaf": "15/03/2027", **cells})


def looked_at(session: Session, filip: Identity, rows: Sequence[Sequence[str]]) -> ImportRun:
    return checked(session, filip, rows, HEADS, RIGHTS)


def rights(session: Session) -> list[Right]:
    wanted = select(Right).where(Right.organisation_id > 0).order_by(Right.id)
    return list(session.scalars(wanted.execution_options(populate_existing=True)))


def test_heads_of_the_template_mean_one_column_each() -> None:
    for at in range(3):
        spelled = [spelling for column in COLUMNS for spelling in {column.heads[at]}]
        assert len(set(spelled)) == len(COLUMNS)
    spellings = [spelling for column in COLUMNS for spelling in column.spellings]
    assert len(spellings) == len(set(spellings)), {one for one in spellings if spellings.count(one) > 1}


def test_rights_are_granted_to_who_is_here(session: Session, cast: Cast, filip: Identity) -> None:
    run = looked_at(session, filip, [
        row(cast.numbers["Bram"], Reden="Nieuw in de dienst"),
        row(cast.numbers["An"], Recht="traiter les DOSSIERS", **{"Laatste dag": "31/08/2027"}),
        row(cast.numbers["Bram"], Recht="Premies nakijken", Onderdeel="jeugd", Toepassing="Premiewijzer"),
    ])  # fmt: skip
    assert run.counts == {"attached": 3}, problems(session, run)
    before = len(rights(session))
    applied(session, filip, run)
    made = rights(session)[before:]
    bram, an = cast.relations["Bram"], cast.relations["An"]
    assert {(one.membership_id, one.kind_id, one.context, one.first_day, one.last_day) for one in made} == {
        (bram, cast.kinds["planner"], "", TODAY, date(2028, 3, 14)),
        (an, cast.kinds["planner"], "", TODAY, date(2027, 8, 31)),
        (bram, cast.kinds["half_year"], "youth", TODAY, date(2027, 9, 14)),
    }
    assert [one.reason for one in made if one.reason] == ["Nieuw in de dienst"]
    assert {(one.granted_by, one.granted_under_id) for one in made} == {
        (filip.account_id, filip.authority_right_id)
    }
    told = session.scalars(select(Event).where(Event.tag == Tag.RIGHTS_GRANTED)).one()
    assert told.facts["ids"] == [one.id for one in made]


def test_who_is_new_gets_a_relation_once_for_all_his_rights(session: Session, cast: Cast, filip: Identity) -> None:
    run = looked_at(session, filip, [
        newcomer(1, Recht="Onbestaand"),
        newcomer(1),
        newcomer(1, Recht="Premies nakijken", Onderdeel="sport"),
        newcomer(2, **{"Relatie tot en met": "30/06/2027"}),
        row(cast.numbers["Joris"], Naam="Van Damme", Voornamen="Joris", **{"Relatie vanaf": "15/03/2027"}),
    ])  # fmt: skip
    assert verdicts(session, run) == {2: "rejected", 3: "created", 4: "attached", 5: "created", 6: "attached"}
    noted = {
        line for line, said in problems(session, run).items() if ("imports.rights.relation_noted" in said[0][0])
    }
    assert noted == {3, 5, 6}
    people = session.scalar(select(func.count()).select_from(Person))
    applied(session, filip, run)
    assert session.scalar(select(func.count()).select_from(Person)) == people + 3, "two new, and Joris seen now"
    relations = session.scalars(
        select(Membership).where(Membership.first_day == TODAY).order_by(Membership.id)
    ).all()
    assert [(one.category, one.type, one.last_day) for one in relations] == [
        ("employee", "standard", None),
        ("employee", "standard", date(2027, 6, 30)),
        ("employee", "standard", None),
    ]
    held = {one.membership_id: one.last_day for one in rights(session) if one.kind_id == cast.kinds["planner"]}
    assert held[relations[1].id] == date(2027, 6, 30), "a right ends with its relation"
    assert len([one for one in rights(session) if one.membership_id == relations[0].id]) == 2


@pytest.mark.trust("2.3.4")
def test_the_same_list_twice_grants_once(session: Session, cast: Cast, filip: Identity) -> None:
    rows = [row(cast.numbers["Bram"]), newcomer(1), newcomer(1, Recht="Premies nakijken", Onderdeel="sport")]
    applied(session, filip, looked_at(session, filip, rows))
    before = [(one.id, one.version) for one in rights(session)]
    again = looked_at(session, filip, rows)
    assert again.counts == {"unchanged": 3}
    with pytest.raises(Refusal, match="nothing_to_do"):
        services.confirm(session, filip, again.id, ImportMode.ALL_ROWS, NOW)
    assert [(one.id, one.version) for one in rights(session)] == before


def test_what_is_wrong_is_said_of_each_row(session: Session, cast: Cast, filip: Identity) -> None:
    session.add(standing_right(cast, "Bram", "planner", date(2027, 1, 1), date(2027, 5, 31), NOW))
    session.commit()
    bram, an = cast.numbers["Bram"], cast.numbers["An"]
    run = looked_at(session, filip, [
        row(bram),  # 2
        row(bram, Recht="Toveren"),
        row(bram, Recht="Premies nakijken"),
        row(bram, Recht="Premies nakijken", Onderdeel="cultuur"),
        row(an, Onderdeel="sport"),
        row(an, Recht="Lokaal beheerder"),
        row(cast.numbers["Filip"], Recht="Lokaal beheerder"),  # 8
        row(an, **{"Eerste dag": "14/03/2027"}),
        row(an, **{"Laatste dag": "15/03/2028"}),
        row(an, **{"Laatste dag": "31/12/2027", "Eerste dag": "01/01/2028"}),
        row(bram, Recht="Oude premies"),
        row(bram, Recht="Stadspremies"),
        row(cast.numbers["Chloé"]),  # 14: of another government
        row(cast.numbers["Chloé"], Naam="Anders", Voornamen="Iemand", **{"Relatie vanaf": "15/03/2027"}),
        row(cast.numbers["Joris"], **{"Relatie vanaf": "15/03/2027"}),
        row(an, **{"Laatste dag": "31/03/2027"}),  # 17: good
        row(an, **{"Eerste dag": "31/03/2027", "Laatste dag": "30/04/2027"}),
        newcomer(5),
        newcomer(5, Recht="Premies nakijken", Onderdeel="Sport", **{"Relatie vanaf": "16/03/2027"}),
        newcomer(6, **{"Relatie vanaf": "16/03/2027"}),
    ])  # fmt: skip
    said = problems(session, run)
    assert {line: found[0] for line, found in said.items() if line != 19} == {
        2: ("rights.right.overlaps", "first_day"),
        3: ("imports.rights.unknown_right", "right"),
        4: ("rights.right.context_missing", "part"),
        5: ("imports.rights.unknown_part", "part"),
        6: ("imports.rights.no_parts", "part"),
        7: ("rights.kind.not_for_this_relation", "right"),
        8: ("rights.right.own_administration", "right"),
        9: ("rights.right.begins_in_the_past", "first_day"),
        10: ("rights.right.longer_than_maximum", "last_day"),
        11: ("rights.right.end_before_begin", "last_day"),
        12: ("rights.kind.withdrawn", "right"),
        13: ("rights.kind.not_for_this_government", "right"),
        14: ("imports.rights.no_relation", "relation_first"),
        15: ("imports.people.name_differs", "family_name"),
        16: ("imports.rights.name_missing", "family_name"),
        18: ("imports.rights.overlaps_row", "first_day"),
        20: ("imports.rights.other_relation", "relation_first"),
        21: ("rights.right.before_relation", "first_day"),
    }
    assert run.counts == {"created": 1, "attached": 1, "rejected": 18}


def test_a_name_of_two_rights_asks_for_the_tool(session: Session, cast: Cast, filip: Identity) -> None:
    one = session.get_one(RightKind, cast.kinds["withdrawn"])
    one.name_nl = "Dossiers behandelen"
    session.commit()
    run = looked_at(session, filip, [row(cast.numbers["Bram"])])
    assert run.counts == {"attached": 1}, "only one of them may be granted here"
    one.offered = True
    session.commit()
    bram = cast.numbers["Bram"]
    run = looked_at(session, filip, [row(bram), row(bram, Toepassing="guide des primes")])
    assert problems(session, run) == {2: [("imports.rights.ambiguous_right", "tool")]}


def test_of_several_relations_the_one_that_fits_counts(session: Session, cast: Cast, filip: Identity) -> None:
    session.add(
        Membership(
            organisation_id=cast.organisations[VOORBEELDEGEM],
            person_id=cast.persons["An"],
            category="employee",
            type="standard",
            state="confirmed",
            first_day=date(2027, 1, 1),
            created_at=NOW,
        )
    )
    session.commit()
    an = cast.numbers["An"]
    run = looked_at(session, filip, [
        row(an),
        row(an, Categorie="extern", **{"Laatste dag": "30/06/2027"}),
        row(an, Recht="Premies nakijken", Onderdeel="sport"),
    ])  # fmt: skip
    assert problems(session, run) == {2: [("imports.rights.which_relation", "category")]}
    assert verdicts(session, run) == {2: "rejected", 3: "attached", 4: "attached"}


def test_undoing_revokes_what_nobody_touched_and_ends_the_relations_that_came_along(
    session: Session, cast: Cast, filip: Identity
) -> None:
    run = looked_at(session, filip, [row(cast.numbers["Bram"]), row(cast.numbers["An"]), newcomer(1)])
    applied(session, filip, run)
    held = {one.membership_id: one for one in rights(session)[-3:]}
    bram, an = held.pop(cast.relations["Bram"]), held.pop(cast.relations["An"])
    (new,) = held.values()
    with transaction(session):
        revoke_right(session, filip, an.id, an.version, "", NOW)
    later = NOW + timedelta(days=2)
    undone(session, filip, run, later)
    assert {row.line: (row.undo, row.undo_code) for row in rows_of(session, run)} == {
        2: ("taken_back", None),
        3: ("kept", "imports.undo.changed_since"),
        4: ("taken_back", None),
    }
    session.expire_all()
    assert (bram.revoked_on, bram.revoked_by) == (TODAY + timedelta(days=2), filip.account_id)
    assert new.revoked_on is not None
    relation = session.get_one(Membership, new.membership_id)
    assert (relation.state, relation.last_day) == ("confirmed", TODAY + timedelta(days=2))
    assert session.get_one(Membership, cast.relations["Bram"]).last_day is None


def test_a_relation_with_another_right_stays_when_the_import_is_undone(
    session: Session, cast: Cast, filip: Identity
) -> None:
    run = applied(session, filip, looked_at(session, filip, [newcomer(1)]))
    made = rights(session)[-1]
    with transaction(session):
        grant_right(
            session,
            filip,
            new_right(
                cast,
                membership_id=made.membership_id,
                kind_id=cast.kinds["half_year"],
                context="sport",
                last_day=date(2027, 9, 14),
            ),
            NOW,
        )
    undone(session, filip, run)
    assert session.get_one(Membership, made.membership_id).last_day is None


def test_a_relation_whose_right_was_changed_since_stays_with_it(
    session: Session, cast: Cast, filip: Identity
) -> None:
    run = applied(session, filip, looked_at(session, filip, [newcomer(1)]))
    made = rights(session)[-1]
    with transaction(session):
        change_right(
            session, filip, made.id, made.version, Days(made.first_day, made.last_day - timedelta(days=9)), NOW
        )
    undone(session, filip, run)
    assert [(row.undo, row.undo_code) for row in rows_of(session, run)] == [("kept", "imports.undo.changed_since")]
    session.expire_all()
    assert made.revoked_at is None
    assert session.get_one(Membership, made.membership_id).last_day is None


def test_the_history_of_a_relation_says_that_it_came_from_a_list_and_went_with_it(
    session: Session, cast: Cast, filip: Identity
) -> None:
    run = applied(session, filip, looked_at(session, filip, [newcomer(1), row(cast.numbers["Bram"])]))
    new = next(one for one in rights(session)[-2:] if one.membership_id != cast.relations["Bram"])
    undone(session, filip, run)
    told = session.execute(
        select(Event.tag, Event.facts["ids"]).where(Event.subject_kind == "relation").order_by(Event.id)
    )
    assert [tuple(one) for one in told] == [
        (Tag.RELATIONS_ADDED, [new.membership_id]),
        (Tag.RELATIONS_ENDED, [new.membership_id]),
    ]


def test_the_last_administrator_stays_when_an_import_is_undone(
    session: Session, cast: Cast, filip: Identity
) -> None:
    rows = [row(cast.numbers["Bram"], Recht="Lokaal beheerder")]
    run = applied(session, filip, looked_at(session, filip, rows))
    own = next(one for one in rights(session) if one.person_id == cast.persons["Filip"])
    bram = rights(session)[-1]
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
    acting = Identity(
        filip.account_id, cast.persons["Bram"], frozenset({Role.LOCAL_ADMINISTRATOR}),
        organisation_id=filip.organisation_id, key_level="high", authority_right_id=bram.id,
    )  # fmt: skip
    with transaction(session):
        revoke_right(session, acting, own.id, own.version, "", NOW)
    undone(session, acting, run)
    assert [(row.undo, row.undo_code) for row in rows_of(session, run)] == [
        ("kept", "imports.undo.last_administrator")
    ]
    session.expire_all()
    assert bram.revoked_at is None


def test_everybody_is_told_once_of_the_whole_list(session: Session, cast: Cast, filip: Identity) -> None:
    rows = [row(cast.numbers["Bram"]), row(cast.numbers["Bram"], Recht="Premies nakijken", Onderdeel="sport")]
    applied(session, filip, looked_at(session, filip, rows))
    enter(session, Scope.office())
    with transaction(session):
        assert tell_of_the_day(session, NOW + timedelta(hours=1)) == 1
        assert tell_of_the_day(session, NOW + timedelta(hours=2)) == 0


def test_only_an_administrator_grants_by_list(session: Session, cast: Cast) -> None:
    bram = Identity(2, cast.persons["Bram"], frozenset({Role.PERSON}), cast.organisations[VOORBEELDEGEM])
    with pytest.raises(Forbidden):
        looked_at(session, bram, [row(cast.numbers["Bram"])])


# -- one rule: what a list is told is what the form is told

_DAYS = st.dates(date(2027, 3, 12), date(2028, 4, 1))
_ONE = st.tuples(
    st.sampled_from(("Bram", "An", "Filip")),
    st.sampled_from((*("planner", "half_year", "withdrawn", "for_cities", "local_administrator"),)),
    st.sampled_from(("", "sport", "youth")),
    _DAYS,
    st.integers(0, 400),
)
_NAMES = {
    "planner": "Dossiers behandelen",
    "half_year": "Premies nakijken",
    "withdrawn": "Oude premies",
    "for_cities": "Stadspremies",
    "local_administrator": "Lokaal beheerder",
}


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(wanted=st.lists(_ONE, min_size=8, max_size=20))
def test_a_list_is_decided_as_the_form_decides(
    session: Session, cast: Cast, filip: Identity, wanted: list[tuple[str, str, str, date, int]]
) -> None:
    """Each row by itself; two rows of one file that meet are another matter."""
    session.rollback()
    enter(session, Scope.organisation(cast.organisations[VOORBEELDEGEM]))
    if not session.scalar(select(Right.id).where(Right.context == "youth")):
        standing = standing_right(cast, "Bram", "half_year", date(2027, 5, 1), date(2027, 6, 30), NOW)
        standing.context = "youth"
        session.add(standing)
        session.commit()
    expected: dict[int, str | None] = {}
    rows = []
    for line, (name, code, context, first, length) in enumerate(wanted, 2):
        last = first + timedelta(days=length)
        asks = code == "half_year"
        new = NewRight(cast.relations[name], cast.kinds[code], first, last, context=context if asks else "")
        refusals = refusals_to_grant(grant_facts(session, filip, new, NOW))
        expected[line] = refusals[0].code if refusals else None
        cells = {"Eerste dag": f"{first:%d/%m/%Y}", "Laatste dag": f"{last:%d/%m/%Y}"}
        rows.append(
            row(cast.numbers[name], Recht=_NAMES[code], Onderdeel=context if asks else "", Categorie="", **cells)
        )
    said = problems(session, looked_at(session, filip, rows))
    found = {line: said[line][0][0] if line in said else None for line in expected}
    outside = "imports.rights.no_relation"  # the list looks for a relation; the form was given one
    own = {line for line, code in found.items() if code in (outside, "imports.rights.overlaps_row")}
    assert {line: code for line, code in found.items() if line not in own} == {
        line: code for line, code in expected.items() if line not in own
    }
    assert EXEMPLEVILLE in cast.organisations
