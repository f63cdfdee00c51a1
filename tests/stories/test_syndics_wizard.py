"""The pages of a case, filled in by a member of an office in Dutch, and by somebody for himself in French."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.syndics.queries import details_of
from app.transaction import Scope
from app.transaction import enter as act_in
from models.events import Event
from models.syndics import Case
from models.values.mandates import CaseDetails, SyndicCapacity, SyndicKind
from tests.app.documents.making import pdf, picture
from tests.app.syndics import stage
from tests.stories.cast import Cast
from tests.stories.office import acting, furnish
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

NEXT, LATER = "Bewaren en verdergaan", "Bewaren en later verdergaan"
NUMBER = "Ondernemingsnummer van de vereniging"
NAME = "Naam van de vereniging"


@pytest.fixture
def registers(factory: sessionmaker[Session]) -> None:
    """Associations and companies in the business register."""
    with factory() as session:
        act_in(session, Scope.office())
        stage.everybody_registered(session)
        session.commit()


@pytest.fixture
def ground(factory: sessionmaker[Session], cast: Cast, registers: None) -> None:
    """Immo Peeters besides."""
    furnish(factory, cast)


def _told(factory: sessionmaker[Session]) -> tuple[Case, CaseDetails]:
    with factory() as session:
        act_in(session, Scope.office())
        case = session.scalars(select(Case).order_by(Case.id.desc()).limit(1)).one()
        return case, details_of(case)


def _begun(browser: Browser, form: str) -> Walker:
    bram = acting(browser, "bram.claes", "NL").follow("Een syndicus inschrijven")
    return bram.choose("Wat wilt u inschrijven?", form).press("Beginnen")


@pytest.mark.usefixtures("ground")
def test_an_office_fills_in_an_end_and_a_start(browser: Browser, factory: sessionmaker[Session]) -> None:
    bram = acting(browser, "bram.claes", "NL").follow("Een syndicus inschrijven")
    assert bram.sees_link("Moet ik iets inschrijven?")
    bram.press("Beginnen")
    assert bram.error("Wat wilt u inschrijven?") == "Kies wat u wilt inschrijven."
    bram.choose("Wat wilt u inschrijven?", "Einde en begin in één akte").press("Beginnen")
    # An ordinary company stays in the form, with its name.
    bram.fill(NUMBER, "BE 0" + stage.BARE_COMPANY.enterprise_number[1:]).press(NEXT)
    assert "Syndic Lambert" in bram.error(NUMBER)
    bram.fill(NUMBER, "0400.000.001").press("Invullen uit de KBO")
    assert bram.error(NUMBER)
    assert bram.value(NUMBER) == "0400.000.001"
    bram.fill(NUMBER, stage.LINDEN.number).press("Invullen uit de KBO")
    assert (bram.value(NAME), bram.value("Plaats")) == (stage.LINDEN.name, "Oostende")
    bram.press(NEXT)
    # The day that can't be right isn't kept, and nothing else of the page either.
    bram.fill("Syndicus van wie het mandaat eindigt", "A & B <i>" + "x" * 191)
    bram.choose("Wie maakte een einde aan het mandaat?", "De algemene vergadering")
    bram.fill("Datum van die beslissing", "2027-03-10").fill("Het einde gaat in op", "1900-04-01").press(NEXT)
    assert "1900" in bram.error("Het einde gaat in op")
    bram.fill("Het einde gaat in op", "3000-04-01").press(NEXT)
    assert "3000" in bram.error("Het einde gaat in op")
    bram.fill("Het einde gaat in op", "2027-04-01").press("De laatste dag om in te dienen tonen")
    bram.reads("woensdag 31/03/2027")
    assert _told(factory)[1].ending.ends_on is None
    bram.press(NEXT)
    bram.choose("Wie stelde de syndicus aan?", "De statuten").choose("Is het een voorlopige syndicus?", "Ja")
    bram.fill("Datum van de beslissing", "2027-03-12").fill("Eerste dag van het mandaat", "2027-04-01")
    bram.fill("Laatste dag van het mandaat", "2027-03-31").press(NEXT)
    assert bram.error("Is het een voorlopige syndicus?")
    assert bram.error("Laatste dag van het mandaat").endswith("Kijk beide datums na.")
    bram.choose("Wie stelde de syndicus aan?", "De algemene vergadering")
    bram.choose("Is het een voorlopige syndicus?", "Nee").fill("Laatste dag van het mandaat", "").press(NEXT)
    # First the kind, then its fields; the office stands there by itself.
    bram.choose("De syndicus is", "Een vennootschap").press(NEXT)
    assert bram.value("Naam van de vennootschap") == "Immo Peeters"
    bram.choose("Is de syndicus mede-eigenaar van het gebouw?", "Nee")
    bram.choose("Zo niet: in welke hoedanigheid?", "Vastgoedmakelaar (BIV)").press(NEXT)
    bram.reads("Is de syndicus een vennootschap?").choose("Noemt de beslissing een vertegenwoordiger?", "Nee")
    bram.press(NEXT).reads("Een vertegenwoordiger is verplicht")
    bram.press("Dat ben ik: mijn gegevens invullen")
    assert bram.value("Voornamen") == "Bram"
    bram.fill("Rijksregister- of BIS-nummer", "85.07.30-033.29").press(NEXT)
    assert bram.error("Rijksregister- of BIS-nummer")
    assert bram.value("Rijksregister- of BIS-nummer") == "85.07.30-033.29"
    bram.press("Dat ben ik: mijn gegevens invullen").press(NEXT)
    assert bram.value("E-mailadres") == "bram.claes@example.be"
    bram.press(NEXT)
    # Of each file it is asked what it proves; a picture is none.
    bram.reads("Bewijs van ontslag", "Nog gevraagd")
    bram.attach("Bestand", picture("PNG"), "foto.png").press("Toevoegen")
    assert ".docx" in bram.error("Bestand")
    bram.attach("Bestand", pdf(), "ontslag.pdf").press("Toevoegen").reads("Toegevoegd: ontslag.pdf.")
    assert bram.download("ontslag.pdf") == pdf()
    bram.follow("Verwijderen ontslag.pdf").press("Dit bestand verwijderen").reads("Verwijderd: ontslag.pdf.")
    bram.attach("Bestand", pdf(), "ontslag.pdf").press(LATER)
    case, told = _told(factory)
    assert (case.page, case.state, case.due_on.isoformat()) == ("evidence", "draft", "2027-03-31")
    assert told.ending.syndic_name == "A & B <i>" + "x" * 191
    assert (told.syndic.kind, told.representative.person.given_names) == (SyndicKind.COMPANY, "Bram")
    with factory() as session:
        act_in(session, Scope.office())
        kept = session.scalars(select(Event.facts).where(Event.tag == "syndics.case.kept_for_later")).all()
    assert kept == [{"page": "evidence"}]


@pytest.mark.usefixtures("ground")
def test_two_windows_dont_overwrite_each_other(browser: Browser, factory: sessionmaker[Session]) -> None:
    bram = _begun(browser, "Einde van een mandaat")
    other = bram.new_tab().reload()
    bram.fill(NAME, "VME Een").press(NEXT, times=2)
    other.fill(NAME, "VME Twee").press(NEXT)
    other.reads("Wat er nu staat", "VME Een")
    assert (other.value(NAME), _told(factory)[1].association.name) == ("VME Twee", "VME Een")
    other.press(NEXT)
    assert _told(factory)[1].association.name == "VME Twee"


@pytest.mark.usefixtures("registers")
def test_somebody_fills_in_for_himself_in_french(browser: Browser, factory: sessionmaker[Session]) -> None:
    joris = enter(browser, "joris.vandamme").follow("FR").follow("Inscrire un syndic")
    joris.choose("Que voulez-vous inscrire ?", "Début d’un mandat").press("Commencer")
    joris.fill("Numéro d’entreprise de l’association", stage.PARC.number).press("Enregistrer et continuer")
    # What wasn't typed the register told.
    assert _told(factory)[1].association == stage.PARC
    joris.choose("Qui a désigné le syndic ?", "Un juge").fill("Date de la décision", "2027-03-01")
    joris.press("Enregistrer et continuer").choose("Le syndic est", "Une personne physique")
    joris.press("Enregistrer et continuer").press("C’est moi : compléter avec mes données")
    assert (joris.value("Prénoms"), joris.value("Nom")) == ("Joris", "Van Damme")
    joris.choose("Le syndic est-il copropriétaire de l’immeuble ?", "Oui").press("Enregistrer et continuer")
    case, told = _told(factory)
    assert (case.acting_for_id, told.syndic.co_owner, told.syndic.person.family_name) == (None, True, "Van Damme")
    # Nobody represents a person: on to how he is reached, and back keeps everything.
    assert joris.title == "Contact et consultation"
    joris.follow("Retour")
    assert joris.value("Prénoms") == "Joris"
    joris.follow("Pièces justificatives").reads("Jugement")


@pytest.mark.usefixtures("ground")
def test_a_representative_is_changed_and_a_change_is_filled_in(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    with factory() as session:
        act_in(session, Scope.office())
        stage.add_mandate(session, stage.LINDEN, stage.BIV_COMPANY)
        session.commit()
    bram = _begun(browser, "Wijziging van vertegenwoordiger").fill(NUMBER, stage.LINDEN.number).press(NEXT)
    bram.fill("De wijziging gaat in op", "2027-04-01").press("De laatste dag om in te dienen tonen")
    bram.reads("woensdag 31/03/2027")
    bram.fill("Ondernemingsnummer van de vennootschap-syndicus", stage.BIV_COMPANY.enterprise_number)
    bram.fill("Naam van de vennootschap", "").press("Invullen uit de KBO")
    assert bram.value("Naam van de vennootschap") == "Vastgoed Claes"
    bram.choose("Noemt de beslissing een vertegenwoordiger?", "Nee").press(NEXT)
    bram.reads("Vertegenwoordiger (niet verplicht)")
    case, told = _told(factory)
    assert (case.due_on.isoformat(), told.syndic.name, case.mandate_id) == ("2027-03-31", "Vastgoed Claes", 1)
    change = _begun(browser, "Wijziging van gegevens van de syndicus")
    change.fill(NUMBER, stage.PARC.number).press(NEXT).choose("De syndicus is", "Een vennootschap").press(NEXT)
    change.choose("Zo niet: in welke hoedanigheid?", "Advocaat").press(NEXT)
    assert _told(factory)[1].syndic.capacity is SyndicCapacity.LAWYER


@pytest.mark.usefixtures("ground")
def test_a_government_and_strangers_are_kept_out(browser: Browser) -> None:
    filip = enter(browser, "filip.janssens").follow("NL").follow("Een syndicus inschrijven")
    filip.choose("Wat wilt u inschrijven?", "Begin van een mandaat").press("Beginnen")
    filip.reads("een bestuur is geen syndicus")
    bram = _begun(browser, "Begin van een mandaat")
    assert filip.typed_address(bram.url).status == 404
