"""A secretary registers her government, in her own language; the central team lets it in; she administers it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_in
from models.organisations import Organisation
from models.rights import Registration
from models.values import RegistrationState
from tests.app.documents.making import pdf
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

NUMBER = "BE 0999.000.030"


@dataclass(frozen=True)
class Said:
    """The words on her way."""

    code: str
    menu: str
    begin: str
    kind: str
    city: str
    name: str
    number: str
    street: str
    postal_code: str
    place: str
    capacity: str
    acting: str
    email: str
    keep: str
    draft: str
    add_terms: str
    add_minutes: str
    file: str
    upload: str
    sign: str
    agreed: str
    waits: str
    minutes_missing: str


DUTCH = Said(
    "NL",
    "Registraties van besturen",
    "Een bestuur registreren",
    "Soort bestuur",
    "Stad",
    "Naam",
    "Ondernemingsnummer",
    "Straat en nummer",
    "Postcode",
    "Plaats",
    "U ondertekent als",
    "Waarnemend secretaris",
    "Uw e-mailadres bij het bestuur",
    "Bewaren en verdergaan",
    "Bewaard als ontwerp. Voeg nu de ondertekende gebruiksvoorwaarden toe.",
    "Toevoegen: Ondertekende gebruiksvoorwaarden",
    "Toevoegen: Notulen van de raad",
    "Bestand",
    "Toevoegen",
    "Ondertekenen en indienen",
    "Ik onderteken de gebruiksvoorwaarden voor dit bestuur, en ik mag dat",
    "Wacht op het centrale team",
    "ontbreekt nog",
)
FRENCH = Said(
    "FR",
    "Enregistrements d’administrations",
    "Enregistrer une administration",
    "Type d’administration",
    "Ville",
    "Nom",
    "Numéro d’entreprise",
    "Rue et numéro",
    "Code postal",
    "Localité",
    "Vous signez en tant que",
    "Secrétaire faisant fonction",
    "Votre e-mail auprès de l’administration",
    "Enregistrer et continuer",
    "Conservé comme brouillon. Ajoutez maintenant les conditions d’utilisation signées.",
    "Ajouter : Conditions d’utilisation signées",
    "Ajouter : Procès-verbal du conseil",
    "Fichier",
    "Envoyer",
    "Signer et introduire",
    "Je signe les conditions d’utilisation pour cette administration, et j’y suis autorisé",
    "En attente de l’équipe centrale",
    "manque encore",
)


def _filled(els: Walker, said: Said) -> Walker:
    els.follow(said.menu).follow(said.begin)
    els.choose(said.kind, said.city).choose(said.capacity, said.acting)
    els.fill(said.name, "Stad Nergenshuizen").fill(said.number, NUMBER).fill(said.street, "Markt 1")
    return (
        els.fill(said.postal_code, "9999")
        .fill(said.place, "Nergenshuizen")
        .fill(said.email, "els@nergens.example")
    )


@pytest.mark.parametrize("said", [DUTCH, FRENCH], ids=lambda said: said.code)
def test_she_registers_hands_in_and_administers(
    browser: Browser, said: Said, factory: sessionmaker[Session]
) -> None:
    els = enter(browser, "els.wouters").follow(said.code)
    _filled(els, said).press(said.keep).reads(said.draft, said.minutes_missing)
    assert els.download(_terms(els)).startswith(b"%PDF")
    els.follow(said.add_terms).attach(said.file, pdf(), "terms.pdf").press(said.upload)
    assert not els.sees_link(said.sign), "the minutes are still missing"
    els.follow(said.add_minutes).attach(said.file, pdf(), "minutes.pdf").press(said.upload)
    els.follow(said.sign).press(said.sign)
    assert els.status == 422, "she has to say that she signs"
    els.tick(said.agreed).press(said.sign).reads(said.waits)
    greet = enter(browser, "greet.desmet").reads("Registrations of governments under way", "Stad Nergenshuizen")
    greet.follow("Stad Nergenshuizen").follow("Decide").press("Decline").reads("Say why it isn't approved")
    greet.press("Approve").reads("Approved. Els Wouters is local administrator.")
    els.visit()
    els.follow("verander" if said.code == "NL" else "changer")
    assert "Stad Nergenshuizen" in els.text
    with factory() as session:
        act_in(session, Scope.office())
        made = session.scalars(select(Organisation).where(Organisation.name == "Stad Nergenshuizen")).one()
        assert made.government_kind == "city"
        assert session.scalars(select(Registration.state)).one() == RegistrationState.APPROVED
        assert session.scalar(text("select count(*) from procrastinate_jobs where task_name = 'notify'")) == 1


def _terms(walker: Walker) -> str:
    return next(link.text for link in walker.page.xpath("//main//a[contains(@href, '/terms/')]"))


def test_declined_she_reads_why_and_may_begin_again(browser: Browser) -> None:
    els = enter(browser, "els.wouters").follow("NL")
    _filled(els, DUTCH).choose(DUTCH.capacity, "Secretaris, algemeen directeur").press(DUTCH.keep)
    els.follow(DUTCH.add_terms).attach(DUTCH.file, pdf(), "terms.pdf").press(DUTCH.upload)
    els.follow(DUTCH.sign).tick(DUTCH.agreed).press(DUTCH.sign)
    greet = enter(browser, "greet.desmet").follow("Stad Nergenshuizen").follow("Decide")
    second_tab = greet.new_tab()
    greet.fill("Why not", "De handtekening ontbreekt op blad 2.").press("Decline").reads("Declined.")
    second_tab.press("Approve").reads("Somebody changed this in the meantime")
    els.reload().reads("De handtekening ontbreekt op blad 2.", "Niet goedgekeurd")
    _filled(els, DUTCH).press(DUTCH.keep).reads(DUTCH.draft)


def test_what_is_typed_wrongly_is_named_and_kept(browser: Browser) -> None:
    els = enter(browser, "els.wouters").follow("NL")
    _filled(els, DUTCH).fill(DUTCH.number, "0999.000.031").fill(DUTCH.postal_code, "B-9999").press(DUTCH.keep)
    assert "tikfout" in els.error(DUTCH.number)
    assert els.error(DUTCH.postal_code) == "Een Belgische postcode heeft vier cijfers."
    assert els.value(DUTCH.name) == "Stad Nergenshuizen"
    els.fill(DUTCH.number, NUMBER).fill(DUTCH.postal_code, "9999").choose(DUTCH.kind, "Provincie")
    els.choose(DUTCH.capacity, "Secretaris, algemeen directeur").press(DUTCH.keep)
    assert "Een provincie wordt geregistreerd door haar griffier" in els.error(DUTCH.capacity)
    els.choose(DUTCH.capacity, "Provinciegriffier").press(DUTCH.keep).reads(DUTCH.draft)
    _filled(els, DUTCH).press(DUTCH.keep)
    assert "al een registratie van dit bestuur lopen" in els.error(DUTCH.number)


@pytest.mark.parametrize("settings", [{"DEMO_PASSWORD_IS_HIGH": "0"}], ids=[""])
def test_a_key_that_isnt_high_doesnt_sign(browser: Browser) -> None:
    els = enter(browser, "els.wouters").follow("NL")
    _filled(els, DUTCH).press(DUTCH.keep).reads("een sleutel van niveau hoog")


def test_a_stranger_finds_nothing_of_it(browser: Browser) -> None:
    els = enter(browser, "els.wouters").follow("NL")
    _filled(els, DUTCH).press(DUTCH.keep)
    address = els.url.removeprefix("http://localhost")
    chloe = enter(browser, "chloe.dubois").typed_address(address)
    assert chloe.status == 404
    greet = enter(browser, "greet.desmet").typed_address(address)
    assert greet.status == 200
    assert greet.typed_address(address.replace("show", "correct")).status == 404, "it is hers to correct"
