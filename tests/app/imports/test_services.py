"""Importing on the real database: what a check predicts happens, once, and can be taken back row by row."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.errors import Forbidden, Missing, Refusal
from app.imports import doing, failed, queries, services
from app.imports.problems import refusal_of
from app.organisations.services import NewRelation, add_relation
from app.policy import Identity, Role
from app.rights.services import grant_right
from app.transaction import Scope, enter, transaction
from models.accounts import Person
from models.events import Event, EventPayload
from models.imports import ImportChunk, ImportMapping, ImportRow, ImportRun
from models.organisations import Membership
from models.values import ImportMode, ImportState
from tests.app.imports.acts import (
    applied,
    checked,
    imported,
    of_cast,
    problems,
    received,
    relation_of,
    rows_of,
    tags,
    verdicts,
)
from tests.app.imports.files import HEADS, delimited, person, upload, workbook
from tests.app.rights.grants import NOW, new_right
from tests.stories.cast import EXEMPLEVILLE, Cast

# -- what happens


@pytest.mark.trust("2.3.3")
@pytest.mark.trust("Audit log")
def test_what_the_check_predicts_is_what_happens(session: Session, cast: Cast, filip: Identity) -> None:
    rows = [person(number) for number in range(30)]
    rows += [of_cast(cast, "Joris"), of_cast(cast, "Bram", **{"Eerste dag": "01/01/2026"})]
    rows += [person(40, **{"Laatste dag": "01/01/2020"}), person(3)]
    run = checked(session, filip, rows)
    assert run.counts == {"created": 30, "attached": 1, "updated": 1, "rejected": 2}
    predicted = [(row.line, row.verdict, row.problems) for row in rows_of(session, run)]
    assert session.scalar(select(func.count()).select_from(Membership)) == 3, "the check left something"
    applied(session, filip, run)
    assert [(row.line, row.verdict, row.problems) for row in rows_of(session, run)] == predicted
    made = relation_of(session, 3)
    assert (made.first_day, made.last_day, made.state, made.function) == (
        date(2027, 4, 1),
        None,
        "confirmed",
        "Dossierbehandelaar",
    )
    them = session.get_one(Person, made.person_id)
    assert (them.family_name, them.given_names, them.source) == (rows[3][1], rows[3][2], "hand")
    assert them.number == rows[3][0].replace(".", "").replace("-", "")
    assert tags(session) == ["received", "checked", "applied"]
    told = session.scalars(select(Event).where(Event.tag == "imports.file.applied")).one()
    assert made.id in told.facts["made"]
    assert session.scalar(select(EventPayload.event_id).where(EventPayload.event_id == told.id)) is None


@pytest.mark.trust("2.3.4")
def test_the_same_file_twice_changes_nothing_the_second_time(
    session: Session, cast: Cast, filip: Identity
) -> None:
    rows = [person(number) for number in range(10)]
    imported(session, filip, rows)
    before = session.execute(
        text("select md5(string_agg(m::text, '' order by id)) from organisation_membership m")
    )
    state = before.scalar()
    again = checked(session, filip, rows)
    assert again.counts == {"unchanged": 10}
    with pytest.raises(Refusal) as found:
        applied(session, filip, again)
    assert found.value.code == "imports.run.nothing_to_do"
    after = session.execute(text("select md5(string_agg(m::text, '' order by id)) from organisation_membership m"))
    assert after.scalar() == state


def test_applying_twice_applies_once(session: Session, cast: Cast, filip: Identity) -> None:
    run = imported(session, filip, [person(1)])
    version = run.version
    assert applied(session, filip, run).version == version
    assert tags(session) == ["received", "checked", "applied"]


def test_an_empty_cell_leaves_what_is_known(session: Session, cast: Cast, filip: Identity) -> None:
    imported(session, filip, [person(1, **{"Laatste dag": "31/12/2027"})])
    assert checked(session, filip, [person(1, Functie="", Telefoon="")]).counts == {"unchanged": 1}
    run = checked(session, filip, [person(1, Functie="Diensthoofd", Telefoon="", **{"Laatste dag": "31/12/2028"})])
    assert run.counts == {"updated": 1}
    applied(session, filip, run)
    changed = relation_of(session, 1)
    assert (changed.function, changed.phone, changed.last_day) == (
        "Diensthoofd",
        "02 555 01 02",
        date(2028, 12, 31),
    )


def test_columns_that_are_missing_are_filled_in_sensibly(session: Session, cast: Cast, filip: Identity) -> None:
    heads = ("INSZ", "Voornaam", "Achternaam", "Vanaf")
    row = person(5)
    run = checked(session, filip, [[row[0], row[2], row[1], row[10]]], heads)
    applied(session, filip, run)
    made = session.scalars(
        select(Membership).where(Membership.first_day == date(2027, 4, 1)).join(Membership.person)
    ).one()
    them = session.get_one(Person, made.person_id)
    assert (made.category, made.type, made.email) == ("employee", "standard", "")
    assert f"{them.birth_date:%d/%m/%Y}" == row[3]


# -- who may, and whose


@pytest.mark.trust("8.2.1")
def test_only_a_local_administrator_imports(session: Session, cast: Cast, filip: Identity) -> None:
    run = checked(session, filip, [person(1)])
    for roles in ({Role.PERSON}, {Role.HELPDESK}, {Role.CENTRAL}):
        other = Identity(1, None, frozenset(roles), filip.organisation_id, "high")
        with pytest.raises(Forbidden):
            services.receive(session, other, "people", upload(delimited([person(1)])), NOW)
        with pytest.raises(Forbidden):
            services.confirm(session, other, run.id, ImportMode.ALL_ROWS, NOW)
        with pytest.raises(Forbidden):
            services.drop(session, other, run.id, NOW)


@pytest.mark.trust("Tenants")
def test_another_governments_import_is_not_there(session: Session, cast: Cast, filip: Identity) -> None:
    run = imported(session, filip, [person(1)])
    chloe = cast.administrator("Chloé", EXEMPLEVILLE)
    enter(session, Scope.organisation(cast.organisations[EXEMPLEVILLE]))
    for act in (
        lambda: doing.foresee_undo(session, chloe, run.id, NOW),
        lambda: services.confirm_undo(session, chloe, run.id, NOW),
        lambda: services.choose_columns(session, chloe, run.id, run.columns, NOW),
        lambda: failed.refused_rows(session, chloe, run.id, "nl", str, NOW),
        lambda: queries.import_record(session, chloe, run.id),
    ):
        with pytest.raises(Missing):
            act()
    for table in (ImportRun, ImportRow, ImportChunk, ImportMapping):
        assert session.scalar(select(func.count()).select_from(table)) == 0


@pytest.mark.trust("Tenants")
@pytest.mark.trust("Privacy")
def test_a_person_known_elsewhere_is_attached_by_number_and_keeps_his_name(
    session: Session, cast: Cast, filip: Identity
) -> None:
    run = imported(session, filip, [of_cast(cast, "Chloé", Voornamen="CHLOE", Functie="Gast")])
    assert run.counts == {"attached": 1}
    assert session.get_one(Person, cast.persons["Chloé"]).given_names == "Chloé"


@pytest.mark.trust("Tenants")
@pytest.mark.trust("Privacy")
def test_of_a_person_known_elsewhere_under_another_name_only_that_is_said(
    session: Session, cast: Cast, filip: Identity
) -> None:
    run = checked(session, filip, [of_cast(cast, "Chloé", Naam="Janssens")])
    assert problems(session, run) == {2: [("imports.people.name_differs", "family_name")]}
    said = refusal_of(rows_of(session, run)[0].problems[0])
    assert "Dubois" not in str(said.facts)


def test_of_a_person_known_here_under_another_name_it_is_remarked(
    session: Session, cast: Cast, filip: Identity
) -> None:
    row = of_cast(cast, "Bram", Naam="Claessens", Functie="Bode", **{"Eerste dag": "01/01/2026"})
    run = imported(session, filip, [row])
    assert run.counts == {"updated": 1}
    assert problems(session, run) == {2: [("imports.people.name_noted", "family_name")]}
    assert session.get_one(Person, cast.persons["Bram"]).family_name == "Claes"


# -- what is refused


@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ({"Rijksregisternummer": ""}, "imports.cell.missing", "number"),
        ({"Naam": ""}, "imports.cell.missing", "family_name"),
        ({"Eerste dag": "31/02/2027"}, "imports.cell.date", "first_day"),
        ({"Laatste dag": "31/03/2027"}, "organisations.relation.end_before_begin", "last_day"),
        ({"Geboortedatum": "02/01/1955"}, "imports.people.born_otherwise", "birth_date"),
        ({"Geslacht": "M"}, "imports.people.other_sex", "sex"),
        ({"Categorie": "baas"}, "imports.cell.unknown_word", "category"),
    ],
)
@pytest.mark.trust("2.2.1")
def test_a_bad_row_is_refused_with_code_and_field(
    session: Session, cast: Cast, filip: Identity, cells: dict[str, str], code: str, field: str
) -> None:
    run = checked(session, filip, [person(0, **cells), person(1)])
    assert run.counts == {"created": 1, "rejected": 1}
    assert problems(session, run) == {2: [(code, field)]}


def test_a_row_says_all_that_is_wrong_with_its_cells(session: Session, cast: Cast, filip: Identity) -> None:
    run = checked(session, filip, [person(0, Naam="", Telefoon="?", **{"E-mail": "x"})])
    assert {field for _, field in problems(session, run)[2]} == {"family_name", "phone", "email"}


def test_a_row_wider_than_its_heads_is_refused(session: Session, cast: Cast, filip: Identity) -> None:
    run = checked(session, filip, [[*person(0), "te veel"]])
    assert problems(session, run) == {2: [("imports.row.too_many_cells", "")]}


def test_a_relation_that_overlaps_is_refused_with_its_days(session: Session, cast: Cast, filip: Identity) -> None:
    run = checked(session, filip, [of_cast(cast, "Bram")])
    said = refusal_of(rows_of(session, run)[0].problems[0])
    assert (said.code, said.facts["first_day"], said.facts["last_day"]) == (
        "imports.people.overlaps",
        date(2026, 1, 1),
        None,
    )


@pytest.mark.trust("Rights")
def test_a_relation_is_not_shortened_under_a_right(session: Session, cast: Cast, filip: Identity) -> None:
    with transaction(session):
        grant_right(session, filip, new_right(cast), NOW)
    cells = {"Eerste dag": "01/01/2026", "Laatste dag": "16/03/2027"}
    run = checked(session, filip, [of_cast(cast, "Bram", **cells)])
    assert problems(session, run) == {2: [("organisations.relation.rights_stand", "last_day")]}


def test_rows_that_are_there_twice_name_each_other(session: Session, cast: Cast, filip: Identity) -> None:
    same, later = person(0), person(0, **{"Eerste dag": "01/05/2027"})
    other = person(0, Categorie="extern")
    run = checked(session, filip, [same, person(1), same, later, other, person(0, Naam="Iemand Anders")])
    assert verdicts(session, run) == {
        2: "created",
        3: "created",
        4: "rejected",
        5: "rejected",
        6: "attached",
        7: "rejected",
    }
    said = {row.line: refusal_of(row.problems[0]) for row in rows_of(session, run) if row.problems}
    assert {line: (one.code, one.facts["line"]) for line, one in said.items()} == {
        4: ("imports.row.twice", 2),
        5: ("imports.people.overlaps_row", 2),
        7: ("imports.people.other_name", 2),
    }
    applied(session, filip, run)
    assert session.scalar(select(func.count()).select_from(Membership)) == 6


@pytest.mark.trust("2.3.3")
def test_all_or_nothing_is_nothing_while_one_row_is_bad(session: Session, cast: Cast, filip: Identity) -> None:
    run = checked(session, filip, [person(0), person(1, Naam="")])
    with pytest.raises(Refusal) as found:
        applied(session, filip, run, ImportMode.ALL_ROWS)
    assert found.value.code == "imports.run.not_all_good"
    assert applied(session, filip, run, ImportMode.GOOD_ROWS).state == ImportState.APPLIED


@pytest.mark.trust("2.3.1")
def test_nothing_is_applied_that_was_not_checked_and_confirmed(
    session: Session, cast: Cast, filip: Identity
) -> None:
    run = received(session, filip, delimited([person(0)]))
    with pytest.raises(Refusal) as found:
        applied(session, filip, run)
    assert found.value.code == "imports.run.not_checked"
    checked(session, filip, [person(0)])
    with transaction(session):
        doing.apply(session, filip, run.id, NOW)
        doing.undo(session, filip, run.id, NOW)
    assert tags(session) == ["received", "checked"]


@pytest.mark.trust("15.4.2")
def test_when_something_changed_since_the_check_nothing_happens(
    session: Session, cast: Cast, filip: Identity
) -> None:
    run = checked(session, filip, [of_cast(cast, "Joris"), person(0)])
    with transaction(session):
        add_relation(
            session, filip, NewRelation(cast.persons["Joris"], "employee", "standard", date(2027, 1, 1)), NOW
        )
    with pytest.raises(Refusal) as found:
        applied(session, filip, run)
    assert found.value.code == "imports.run.changed_since_check"
    assert session.scalar(select(func.count()).select_from(Person).where(Person.family_name == "Peeters A")) == 0
    with transaction(session):
        assert doing.check(session, filip, run.id, NOW).counts == {"created": 1, "rejected": 1}


# -- the file itself


def test_a_workbook_is_imported_like_a_text(session: Session, cast: Cast, filip: Identity) -> None:
    rows: list[list[object]] = [list(person(number)) for number in range(5)]
    for row in rows:
        row[0] = int(str(row[0]).replace(".", "").replace("-", ""))
        row[10] = date(2027, 4, 1)
    run = received(session, filip, workbook(rows), "personeel.xlsx")
    assert (run.format, run.sheet) == ("xlsx", "Personeel")
    with transaction(session):
        services.choose_columns(session, filip, run.id, run.columns, NOW)
        assert doing.check(session, filip, run.id, NOW).counts == {"created": 5}


@pytest.mark.trust("National numbers")
def test_what_waits_is_encrypted_and_goes_when_it_is_over(session: Session, cast: Cast, filip: Identity) -> None:
    run = checked(session, filip, [person(0), person(1)])
    number = person(0)[0]
    for table in ("import_run", "import_chunk", "import_row", "import_mapping", "event", "event_payload"):
        stored = session.scalars(text(f"select t::text from {table} t")).all()
        assert not any(number in one or "Peeters" in one for one in stored), table
    raw = session.scalar(text("select content from import_chunk"))
    assert b"Peeters" not in bytes(raw or b"")
    applied(session, filip, run)
    assert session.scalar(select(func.count()).select_from(ImportChunk)) == 0
    assert run.emptied_at == NOW


def test_the_same_file_sent_twice_is_one_import(session: Session, cast: Cast, filip: Identity) -> None:
    content = delimited([person(0)])
    assert received(session, filip, content).id == received(session, filip, content).id
    assert tags(session) == ["received"]


def test_columns_chosen_once_are_proposed_again(session: Session, cast: Cast, filip: Identity) -> None:
    heads = ["Kolom 1", *HEADS[1:]]
    heads[7] = "INSZ"
    run = received(session, filip, delimited([person(0)], heads))
    assert run.columns[0] is None
    chosen = ["number", *run.columns[1:7], "function", *run.columns[8:]]
    with transaction(session):
        services.choose_columns(session, filip, run.id, chosen, NOW)
    assert received(session, filip, delimited([person(1)], heads)).columns == chosen


@pytest.mark.trust("1.2.10")
def test_refused_rows_come_back_as_they_went_with_the_reason_beside_them(
    session: Session, cast: Cast, filip: Identity
) -> None:
    bad = person(1, Naam="", Functie="=HYPERLINK(1)", Telefoon="+32 2 555 01 02")
    run = checked(session, filip, [person(0), bad])
    with transaction(session):
        _, file = failed.refused_rows(session, filip, run.id, "fr", lambda said: said[0]["code"], NOW)
    content = file.read()
    assert b"'=HYPERLINK(1)" in content
    assert b"'+32" in content
    lines = content.decode("utf-8-sig").split("\r\n")
    assert lines[0].endswith(";Raison du refus")
    assert lines[1].endswith(";imports.cell.missing")
    again = received(session, filip, content, "again.csv")
    assert again.heads == list(HEADS)
    with transaction(session):
        services.choose_columns(session, filip, again.id, again.columns, NOW)
        doing.check(session, filip, again.id, NOW)
    assert [field for _, field in problems(session, again)[2]] == ["family_name", "function"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_template_can_be_imported(
    session: Session, cast: Cast, filip: Identity, language: str, form: str
) -> None:
    content = failed.template(services.kind_named("people"), language, form).read()
    run = received(session, filip, content, f"sjabloon.{form}")
    with transaction(session):
        services.choose_columns(session, filip, run.id, run.columns, NOW)
        assert doing.check(session, filip, run.id, NOW).counts.get("rejected", 0) == 1 or run.counts == {
            "created": 1
        }
