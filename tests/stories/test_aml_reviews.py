"""Contacts are to be looked at again: by the term of their vigilance, a card that expires, a list that changed. It
is done where a row leads. A calendar elsewhere and a mail tell of it, without a name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.aml.deciding import accept_contact
from app.policy import Identity
from app.queue import enqueue
from app.transaction import Scope
from app.transaction import enter as act_as
from models.aml import Contact, Review
from models.mail import Letter
from models.organisations import Organisation
from models.values.plain import plain_of
from tests.app.aml.complete_files import add_complete, complete_person
from tests.app.aml.lists_of_today import MEMBER
from tests.app.aml.rules_of_today import WITH_PROFILES, publish
from tests.stories.aml_office import MONDAY, Sanctioned, eu_list, load, open_office
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import MOMENT, Browser, Post, enter
from tests.stories.walker import Walker

THREE_YEARS_AGO = datetime(2024, 3, 15, 9, 5, tzinfo=MOMENT.tzinfo)
CODES = ("KR", "KS", "KD", "KW", "KL")
WORDS = {
    "EN": {
        "reviews": "Reviews", "term": "Term of its vigilance", "card": "Identity document expires",
        "list": "New or changed match on a list", "today": "today", "days": "in 12 days",
        "profile": "Begin a risk profile", "go": "Begin", "asks": "Is there any {}?", "no": "No",
        "next": "Save and go on", "accept": "Accept…", "do_accept": "Accept", "renew": "Renew the file",
        "version": "Make a new version", "match": "Look at the match", "other": "Another nationality or country",
        "own": "In your own words", "clear": "Not the same", "again": "is to be looked at again",
        "next_one": "Next review", "home": "Contacts to look at again", "year": "See the year",
    },
    "NL": {
        "reviews": "Herzieningen", "term": "Termijn van de waakzaamheid", "card": "Identiteitsdocument vervalt",
        "list": "Nieuwe of gewijzigde overeenkomst op een lijst", "today": "vandaag", "days": "over 12 dagen",
        "profile": "Een risicoprofiel beginnen", "go": "Beginnen", "asks": "Is er sprake van {}?", "no": "Nee",
        "next": "Bewaren en verdergaan", "accept": "Aanvaarden…", "do_accept": "Aanvaarden",
        "renew": "Het dossier vernieuwen", "version": "Een nieuwe versie maken",
        "match": "De overeenkomst bekijken", "other": "Andere nationaliteit of ander land",
        "own": "In uw eigen woorden", "clear": "Niet dezelfde", "again": "moet herbekeken worden",
        "next_one": "Volgende herziening", "home": "Contacten om te herbekijken", "year": "Het jaar bekijken",
    },
    "FR": {
        "reviews": "Révisions", "term": "Délai lié à la vigilance", "card": "La pièce d’identité expire",
        "list": "Correspondance nouvelle ou modifiée sur une liste", "today": "aujourd’hui",
        "days": "dans 12 jours",
        "profile": "Commencer un profil de risque", "go": "Commencer", "asks": "Est-il question de {} ?",
        "no": "Non", "next": "Enregistrer et continuer", "accept": "Accepter…", "do_accept": "Accepter",
        "renew": "Renouveler le dossier", "version": "Créer une nouvelle version",
        "match": "Voir la correspondance", "other": "Autre nationalité ou autre pays",
        "own": "Avec vos propres mots", "clear": "Ce n’est pas le cas", "again": "est à réexaminer",
        "next_one": "Prochaine révision", "home": "Contacts à réexaminer", "year": "Voir l’année",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, WITH_PROFILES)


def known(
    factory: sessionmaker[Session], cast: Cast, name: str, at: datetime, expires: date = date(2034, 5, 1)
) -> int:
    """A contact that Bram accepted then."""
    details = complete_person(name)
    papers = replace(details.document, issued_on=date(2020, 5, 1), expires_on=expires)
    details = replace(details, document=papers)
    with factory.begin() as session:
        bram = _bram(session, cast)
        made = add_complete(session, bram, at, details)
        accept_contact(session, bram, made.id, made.version, "", at)
        return made.id


def _bram(session: Session, cast: Cast) -> Identity:
    act_as(session, Scope.office())
    peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
    act_as(session, Scope.organisation(peeters))
    return Identity(cast.accounts["Bram"], None, MEMBER, peeters)


def _reviews(bram: Walker, said: dict[str, str]) -> Walker:
    return bram.follow(said["reviews"])


@pytest.mark.parametrize("language", WORDS)
def test_one_is_due_by_its_level_until_its_risk_profile_is_accepted(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, language: str
) -> None:
    said = WORDS[language]
    known(factory, cast, "Verlinden", THREE_YEARS_AGO)
    bram = acting(browser, "bram.claes", language)
    bram.visit()
    assert "Wim Verlinden" in bram.part(f"{said['home']} 1")
    _reviews(bram, said).reads("15/03/2027", said["today"])
    bram.follow("Wim Verlinden").reads(said["again"], f"{said['next_one']} 15/03/2027 {said['term']}")
    _reviews(bram, said).follow(said["profile"]).press(said["go"])
    for code in CODES:
        bram.choose(said["asks"].format(code), said["no"]).press(said["next"])
    bram.follow(said["accept"]).press(said["do_accept"])
    _reviews(bram, said).reads("15/03/2030").reads_nothing_of("15/03/2027")
    bram.follow("Wim Verlinden").reads_nothing_of(said["again"])


@pytest.mark.parametrize("language", ["NL", "FR"])
def test_one_is_due_by_its_card_until_a_version_with_the_new_one_is_accepted(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, language: str
) -> None:
    said = WORDS[language]
    known(factory, cast, "Verlinden", MOMENT, date(2027, 3, 27))
    bram = _reviews(acting(browser, "bram.claes", language), said).reads("27/03/2027", said["days"])
    bram.follow("Wim Verlinden").reads(f"{said['next_one']} 27/03/2027 {said['card']}")
    _reviews(bram, said).follow(said["renew"]).press(said["version"])
    version = int(bram.url.split("?")[0].rsplit("/", 1)[-1])

    def shows_the_new_card(session: Session) -> None:
        who = _bram(session, cast)
        draft, details = session.get_one(Contact, version), complete_person()
        draft.details = plain_of(replace(details, document=replace(details.document, expires_on=date(2037, 3, 1))))
        session.flush()
        accept_contact(session, who, version, draft.version, "", MOMENT)

    changed(factory, shows_the_new_card)
    _reviews(bram, said).reads("15/03/2030")
    assert not bram.sees_link(f"{said['renew']} Wim Verlinden")


@pytest.mark.parametrize("language", ["NL", "FR"])
def test_one_is_due_by_a_list_until_the_match_is_cleared(
    browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path, cast: Cast, language: str
) -> None:
    said = WORDS[language]
    known(factory, cast, "Verlinden", MOMENT - timedelta(days=1))
    same = {1: Sanctioned(("Wim Verlinden",), "1990", "RU")}
    load(enter(browser, "greet.desmet"), eu_list(MONDAY, same), app, factory, state)
    bram = _reviews(acting(browser, "bram.claes", language), said).reads("15/03/2027", said["today"])
    bram.follow("Wim Verlinden").reads(said["again"], f"{said['next_one']} 15/03/2027 {said['list']}")
    bram.follow(said["match"]).tick(said["other"]).fill(said["own"], "Zijn kaart gezien.").press(said["clear"])
    _reviews(bram, said).reads("14/03/2030").reads_nothing_of("15/03/2027")


@pytest.mark.trust("AML")
def test_a_program_reads_the_calendar_until_it_is_closed(
    browser: Browser, app: Flask, factory: sessionmaker[Session], cast: Cast
) -> None:
    known(factory, cast, "Verlinden", THREE_YEARS_AGO)
    known(factory, cast, "Wauters", MOMENT, date(2027, 4, 2))
    bram = acting(browser, "bram.claes").follow("Reviews").follow("See the year").reads("April 2027")
    bram.follow("In your own calendar").press("Make an address")
    (address,) = re.findall(r"https?://[^/\s]+(/aml-calendar/\S+\.ics)", bram.text)
    program = app.test_client()
    answer = program.get(address)
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "text/calendar",
        "no-store",
    )
    calendar = Calendar.from_ical(answer.data)
    assert calendar["VERSION"] == "2.0"
    assert not any(part.errors for part in calendar.walk())
    events = calendar.walk("VEVENT")
    assert len({one["UID"] for one in events}) == 2
    with factory() as session:
        act_as(session, Scope.office())
        due = session.scalars(select(Review.due_on).order_by(Review.due_on)).all()
    assert [one["DTSTART"].dt for one in events] == due == [date(2027, 3, 15), date(2027, 4, 2)]
    assert not [name for name in (b"Wim", b"Verlinden", b"Wauters") if name in answer.data]
    bram.follow("It is in my calendar").reads("15/03/2027").reads_nothing_of(address)
    bram.follow("Close it…").press("Close it").reads("The address is closed")
    closed, wrong = program.get(address), program.get("/aml-calendar/nothing-that-was-ever-given.ics")
    assert (closed.status_code, closed.data) == (wrong.status_code, wrong.data) == (404, b"")


@pytest.mark.trust("AML")
def test_bram_is_written_to_how_many_there_are_once_and_no_name(
    browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path, cast: Cast, post: Post
) -> None:
    known(factory, cast, "Verlinden", THREE_YEARS_AGO)
    known(factory, cast, "Wauters", MOMENT, date(2027, 4, 2))
    bram = acting(browser, "bram.claes", "NL")
    for _ in range(2):
        changed(factory, lambda session: enqueue(session, "tell_reviews"))
        post(bram)
    subject = "2 contacten van Immo Peeters moeten herbekeken worden"
    bram.visit().follow("Postvak")
    assert bram.text.count(subject) == 1
    bram.follow(subject).reads(
        "Nu te herbekijken: 1", "Binnen 30 dagen te herbekijken: 1", "De eerste op: 15/03/2027"
    )
    bram.reads_nothing_of("Verlinden", "Wauters").reads("vanwege dossiers van uw kantoor")
    (address,) = re.findall("http://localhost(/reviews/[^ ]*)", bram.text)
    bram.typed_address(address).reads("Wim Verlinden", "Wim Wauters")
    with factory() as session:
        act_as(session, Scope.office())
        assert session.scalars(select(Letter.state)).all() == ["delivered"]


def test_greet_sees_what_new_terms_move_before_they_are_set(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    known(factory, cast, "Verlinden", MOMENT)
    greet = enter(browser, "greet.desmet").follow("Terms of reviews").reads("3 years", "1 year", "Counts now")
    greet.follow("Set other terms").fill("Counts from", "2027-03-01").fill("Source", "Circular 2027/3")
    greet.fill("Years at simplified and standard vigilance", "2").press("Look at what moves")
    assert greet.status == 422
    assert greet.error("Counts from") == "Terms count from today on at the earliest. Choose today or a later day."
    greet.fill("Counts from", "2027-04-01").press("Look at what moves")
    greet.reads("As it is today, 1 review comes earlier.", "As it is today, 0 reviews come later.")
    greet.press("Set them").reads("Still to come", "2 years", "Circular 2027/3")
