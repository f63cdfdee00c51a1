"""Contacts of a former program come in as drafts: what a list may say, who is there already, taking it back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.aml.assessing import details_of
from app.aml.comparing import compare_all, still_to_compare
from app.aml.contacts import add_contact
from app.aml.contacts_import import COLUMNS, CONTACTS
from app.aml.deciding import accept_contact
from app.aml.identifying import save_page
from app.aml.pages import PageName
from app.aml.shelf import Shelf
from app.errors import Forbidden, Missing, Refusal
from app.events import Tag
from app.imports import doing, queries
from app.policy import Identity, Role
from app.transaction import Scope, enter
from models.aml import Contact, Hit
from models.events import Event
from models.imports import ImportRun
from models.values import ImportMode, NationalNumber
from models.values.identified import FilePart, OrganisationDetails, PersonDetails, Side
from tests.app.aml.lists_of_today import AmlOffice, Desk, aml_office, entry, load, person
from tests.app.aml.rules_of_today import WITH_PROFILES, publish
from tests.app.imports.acts import applied, checked, problems, undone, verdicts
from tests.app.rights.grants import NOW
from tests.stories.cast import national_number

HEADS = (
    *("Soort", "Naam", "Voornamen", "Geboortedatum", "Geboorteplaats", "Nationaliteit", "Adres", "Postcode"),
    *("Gemeente", "Land", "Rijksregisternummer", "Soort document", "Documentnummer", "Geldig tot", "E-mail"),
    *("Telefoon", "Taal", "Rol", "Cliënt of tegenpartij", "Rechtsvorm", "Ondernemingsnummer", "Opgericht op"),
)
BORN = date(1979, 4, 2)
NUMBER = national_number(BORN, 12)


def row(**cells: str) -> list[str]:
    """A person born in 1979; cells by name of their head, with _ for a space."""
    usual = dict.fromkeys(HEADS, "")
    usual |= {"Naam": "Peeters", "Voornamen": "An", "Geboortedatum": "02/04/1979"}
    told = {name.replace("_", " "): value for name, value in cells.items()}
    assert not told.keys() - usual.keys()
    return list({**usual, **told}.values())


def company(**cells: str) -> list[str]:
    return row(**{"Soort": "vennootschap", "Naam": "Bakkerij Verlinden", "Voornamen": "", "Geboortedatum": "",
                  "Ondernemingsnummer": "BE 0403.170.701", **cells})  # fmt: skip


@pytest.fixture
def one(session: Session) -> AmlOffice:
    made = aml_office(session)
    publish(session, WITH_PROFILES)
    load(session, "eu", [entry("E0", person("Casper Okafor", 1969))])
    enter(session, Scope.organisation(made.id))
    return made


def looked_at(session: Session, one: AmlOffice, *rows: Sequence[str]) -> ImportRun:
    return checked(session, one.bram, rows, HEADS, CONTACTS)


def contacts(session: Session) -> list[Contact]:
    session.expire_all()
    return list(session.scalars(select(Contact).where(Contact.state != "dropped").order_by(Contact.id)))


def compared(sessions: sessionmaker[Session], session: Session, tmp_path: Path) -> int:
    session.commit()
    done = compare_all(Desk(sessions), Shelf(tmp_path, at_once=True), lambda: NOW)
    session.expire_all()
    return done


def test_heads_mean_one_column_each_in_every_language() -> None:
    for at in range(3):
        assert len({column.heads[at] for column in COLUMNS}) == len(COLUMNS)
    spellings = [spelling for column in COLUMNS for spelling in column.spellings]
    assert len(spellings) == len(set(spellings)), {one for one in spellings if spellings.count(one) > 1}


def test_a_person_and_an_organisation_come_in_as_drafts_with_all_that_was_told(
    session: Session, one: AmlOffice
) -> None:
    run = looked_at(
        session,
        one,
        row(Geboortedatum="", Geboorteplaats="Gent", Nationaliteit="Belg", Adres="Zavelstraat 12", Postcode="9300",
            Gemeente="Aalst", Land="Belgique", Rijksregisternummer=str(NUMBER), Soort_document="eID",
            Documentnummer="592-1234567-84", Geldig_tot="1.5.2034", **{"E-mail": "an@example.be"},
            Telefoon="053 00 00 00", Taal="Frans", Rol="Verkoper"),
        company(Rechtsvorm="BV", Opgericht_op="2010-03-01", Land="BE", Rol="koper"),
    )  # fmt: skip
    assert run.counts == {"created": 2}, problems(session, run)
    assert contacts(session) == []
    applied(session, one.bram, run)
    an, bakery = contacts(session)
    known, company_known = details_of(an), details_of(bakery)
    assert isinstance(known, PersonDetails)
    assert isinstance(company_known, OrganisationDetails)
    assert (an.name, an.state, an.level, an.screened_at, an.edition) == ("An Peeters", "draft", None, None, 0)
    assert (an.made_by, an.owner_id, an.head, an.number, an.version) == (one.bram.account_id,) * 2 + (True, 1, 1)
    assert (known.birth_date, known.birth_place, known.nationalities) == (BORN, "Gent", ("BE",))
    assert (known.address.street, known.address.country) == ("Zavelstraat 12", "BE")
    assert (known.document.number, known.document.expires_on) == ("592123456784", date(2034, 5, 1))
    told = (known.dealing.part, known.dealing.side, known.dealing.language, known.dealing.phone)
    assert told == (FilePart.SELLER, Side.CLIENT, "fr", "053 00 00 00")
    assert an.national_number == NUMBER.digits
    assert an.pages == ["name", "birth", "home", "document", "part"]
    assert (company_known.number, company_known.number_country) == ("0403170701", "BE")
    assert company_known.legal_form == "BV"
    assert (company_known.started_on, company_known.dealing.side) == (date(2010, 3, 1), Side.COUNTERPARTY)
    assert bakery.pages == ["company", "part"]
    told_of = session.scalars(select(Event).where(Event.tag == Tag.CONTACTS_BROUGHT_IN)).one()
    assert told_of.facts["ids"] == [an.id, bakery.id]


def test_a_national_number_stands_nowhere_in_clear(session: Session, one: AmlOffice) -> None:
    run = looked_at(session, one, row(Rijksregisternummer=str(NUMBER)), row(Rijksregisternummer="79.04.02-012-00"))
    assert problems(session, run) == {3: [("national_number.check_digits", "number")]}
    applied(session, one.bram, run)
    session.commit()
    for table in ("aml_contact", "import_row", "import_run", "event", "event_payload"):
        rows = session.execute(text(f"select t::text from {table} t")).scalars().all()
        assert not [said for said in rows if NUMBER.digits in said or str(NUMBER) in said], table


BAD: list[tuple[dict[str, str], list[tuple[str, str]]]] = [
    ({"Geboortedatum": "31/02/1979"}, [("imports.cell.date", "birth_date")]),
    ({"Geboortedatum": "79-04-02"}, [("imports.cell.date", "birth_date")]),
    ({"Geboortedatum": "01/01/2030"}, [("aml.contact.birth_in_future", "birth_date")]),
    ({"Geboortedatum": "01/01/1900"}, [("imports.contacts.birth_too_long_ago", "birth_date")]),
    ({"Rijksregisternummer": "79.04.02-012-00"}, [("national_number.check_digits", "number")]),
    (
        {"Rijksregisternummer": str(NUMBER), "Geboortedatum": "03/04/1979"},
        [("imports.people.born_otherwise", "birth_date")],
    ),
    ({"Nationaliteit": "Atlantis"}, [("imports.contacts.country", "nationality")]),
    ({"Land": "ZZ"}, [("imports.contacts.country", "country")]),
    ({"Voornamen": ""}, [("imports.contacts.no_given_names", "given_names")]),
    ({"Naam": "=1+1"}, [("imports.cell.formula", "name")]),
    ({"Naam": "x" * 500}, [("imports.cell.too_long", "name")]),
    ({"Naam": ""}, [("imports.cell.missing", "name")]),
    ({"Naam": "..."}, [("imports.cell.name", "name")]),
    ({"E-mail": "an at home"}, [("imports.cell.email", "email")]),
    ({"Rol": "buurman"}, [("imports.cell.unknown_word", "part")]),
    ({"Taal": "Klingon"}, [("imports.contacts.language", "language")]),
    (
        {"Soort": "vennootschap", "Ondernemingsnummer": "0403.170.702"},
        [("imports.contacts.enterprise_number", "enterprise_number")],
    ),
    (
        {"Soort": "organisatie", "Rijksregisternummer": str(NUMBER)},
        [("imports.contacts.number_of_a_person", "number")],
    ),
    ({"Land": "x" * 30}, [("imports.contacts.country", "country")]),
]


def test_each_bad_row_says_what_is_wrong_and_the_others_come_in(session: Session, one: AmlOffice) -> None:
    bad = [row(**{key.replace(" ", "_"): value for key, value in cells.items()}) for cells, _ in BAD]
    run = looked_at(session, one, *bad, row(Naam="Goed"))
    assert problems(session, run) == {line: said for line, (_, said) in enumerate(BAD, 2)}
    assert run.counts == {"created": 1, "rejected": len(BAD)}
    with pytest.raises(Refusal) as refused:
        applied(session, one.bram, run, ImportMode.ALL_ROWS)
    assert refused.value.code == "imports.run.not_all_good"
    assert contacts(session) == []
    session.rollback()
    enter(session, Scope.organisation(one.id))
    applied(session, one.bram, run)
    assert [found.name for found in contacts(session)] == ["An Goed"]


def test_what_lacks_is_noted_and_left_for_the_wizard(session: Session, one: AmlOffice) -> None:
    run = looked_at(session, one, row(Geboortedatum=""), row(Naam="Ander", Geldig_tot="01/05/2020"))
    assert verdicts(session, run) == {2: "created", 3: "created"}
    assert problems(session, run) == {
        2: [("imports.contacts.no_birth_date", "birth_date")],
        3: [("imports.contacts.expired", "document_expires")],
    }


def test_three_ways_to_write_a_date_and_greek_names(session: Session, one: AmlOffice) -> None:
    run = looked_at(
        session,
        one,
        row(Naam="Eén"),
        row(Naam="Twee", Geboortedatum="2-4-1979"),
        row(Naam="Drie", Geboortedatum="1979-04-02"),
        row(Naam="Παπαδόπουλος", Voornamen="Γιώργος", Nationaliteit="Griek", Geboortedatum="02.04.1979"),
    )
    applied(session, one.bram, run)
    found = contacts(session)
    assert {details_of(each).birth_date for each in found} == {BORN}  # type: ignore[union-attr]
    assert found[3].name == "Γιώργος Παπαδόπουλος"


def test_who_is_there_already_is_skipped_and_a_file_twice_does_nothing(
    session: Session, one: AmlOffice, tmp_path: Path
) -> None:
    shelf = Shelf(tmp_path, at_once=True)
    by_name = add_contact(session, one.bram, shelf, person("An Peeters", "1979-04-02"), NOW)
    rows = [
        row(),  # by name and birth date
        row(Naam="PEETERS", Voornamen="an", Rijksregisternummer=str(NUMBER)),  # the same; now with his number
        row(Naam="Nieuw", Rijksregisternummer=str(national_number(BORN, 14))),
        row(Naam="Anders", Rijksregisternummer=str(national_number(BORN, 14))),  # the number of the row before
        row(Naam="Peeters", Geboortedatum="03/04/1979"),  # another day
        company(),
        company(Naam="Bakkerij V", Ondernemingsnummer="0403170701"),
        row(Naam="Zonder", Geboortedatum=""),
        row(Naam="zonder", Geboortedatum=""),
    ]
    run = looked_at(session, one, *rows)
    assert verdicts(session, run) == {
        2: "unchanged", 3: "unchanged", 4: "created", 5: "rejected", 6: "created", 7: "created", 8: "rejected",
        9: "created", 10: "rejected",
    }, problems(session, run)  # fmt: skip
    assert problems(session, run)[5] == [("imports.contacts.twice", "")]
    applied(session, one.bram, run)
    assert len(contacts(session)) == 5
    again = looked_at(session, one, *rows)
    assert again.counts == {"unchanged": 6, "rejected": 3}
    assert by_name.version == 1


def test_same_name_and_birth_date_with_another_number_is_somebody_else(session: Session, one: AmlOffice) -> None:
    applied(session, one.bram, looked_at(session, one, row(Rijksregisternummer=str(NUMBER))))
    run = looked_at(session, one, row(Rijksregisternummer=str(national_number(BORN, 14))), row(), row(Land="NL"))
    assert verdicts(session, run) == {2: "created", 3: "unchanged", 4: "rejected"}


def test_they_are_compared_afterwards_and_not_accepted_before(
    session: Session, sessions: sessionmaker[Session], one: AmlOffice, tmp_path: Path
) -> None:
    run = looked_at(session, one, row(Naam="Okafor", Voornamen="Casper", Geboortedatum="01/01/1969"), row())
    applied(session, one.bram, run)
    casper = contacts(session)[0]
    assert still_to_compare(session, one.id, run.id) == 2
    with pytest.raises(Refusal) as refused:
        accept_contact(session, one.bram, casper.id, casper.version, "", NOW)
    assert "aml.contact.not_compared" in [said.code for said in refused.value.everything]
    session.rollback()
    enter(session, Scope.organisation(one.id))
    assert compared(sessions, session, tmp_path) == 2
    assert compared(sessions, session, tmp_path) == 0
    assert still_to_compare(session, one.id, run.id) == 0
    assert [hit.contact_id for hit in session.scalars(select(Hit))] == [casper.id]
    assert [(each.version, each.screened_at == NOW) for each in contacts(session)] == [(1, True), (1, True)]


def test_undoing_takes_drafts_back_and_keeps_what_somebody_worked_on(
    session: Session, sessions: sessionmaker[Session], one: AmlOffice, tmp_path: Path
) -> None:
    run = looked_at(
        session,
        one,
        row(Naam="Okafor", Voornamen="Casper", Geboortedatum="01/01/1969"),
        row(Naam="Twee"),
        row(Naam="Drie"),
    )
    applied(session, one.bram, run)
    compared(sessions, session, tmp_path)
    touched = contacts(session)[1]
    later = NOW.replace(minute=59)
    save_page(
        session, one.bram, Shelf(tmp_path, at_once=True), touched.id, PageName.BIRTH,
        lambda known: replace(known, birth_place="Gent"), touched.version, later,
    )  # fmt: skip
    session.commit()
    assert doing.foresee_undo(session, one.bram, run.id, NOW) == {"taken_back": 2, "kept": 1}
    assert undone(session, one.bram, run).undo_counts == {"taken_back": 2, "kept": 1}
    assert [found.name for found in contacts(session)] == ["An Twee"]
    assert [hit.closed_why for hit in session.scalars(select(Hit))] == ["contact_replaced"]
    again = looked_at(session, one, row(Naam="Twee"), row(Naam="Drie"))
    assert verdicts(session, again) == {2: "unchanged", 3: "created"}


def test_only_users_of_the_tool_of_that_office_bring_contacts_in_or_see_that_it_was(
    session: Session, one: AmlOffice
) -> None:
    run = looked_at(session, one, row())
    manager = Identity(one.an.account_id, None, frozenset({Role.MEMBER, Role.MANAGER}), one.id)
    with pytest.raises(Forbidden):
        checked(session, manager, [row()], HEADS, CONTACTS)
    session.rollback()
    elsewhere = replace(one.bram, organisation_id=one.id + 1)
    enter(session, Scope.organisation(one.id + 1))
    for stranger in (elsewhere, manager):
        with pytest.raises(Missing):
            queries.import_record(session, stranger, run.id)
    enter(session, Scope.office())
    helpdesk = Identity(one.an.account_id, None, frozenset({Role.HELPDESK}))
    seen = select(ImportRun.id).where(queries.visible_to(helpdesk))
    assert session.scalars(seen).all() == []
    administrator = Identity(
        one.an.account_id, None, frozenset({Role.LOCAL_ADMINISTRATOR}), one.id, key_level="high"
    )
    assert session.scalars(select(ImportRun.id).where(queries.visible_to(administrator))).all() == []
    assert json.dumps(NationalNumber(NUMBER.digits).masked()) == '"79.04.02-***.**"'
