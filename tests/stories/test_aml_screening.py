"""An office compares its contacts with the lists: a possible match is seen, explained and decided."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.documents import Document
from models.events import Event
from models.organisations import DefaultContext, Organisation
from models.rights import Tool
from models.work import Work
from tests.stories.aml_office import MONDAY, TUESDAY, Load, Sanctioned, eu_list, load, open_office
from tests.stories.cards import Cards
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import MOMENT, Browser, Post, enter
from tests.stories.walker import Walker
from views.framework.database import files

SOBOLEW = Sanctioned(("Wladimir Sobolew", "Владимир Соболев"), "1969", "RU")
AGAIN = Sanctioned(("Vladimir Sobolev",), "1969-03-14", "BY")
WORDS = {
    "EN": {
        "contacts": "Contacts", "add": "Add contact", "name": "Name", "given": "First names",
        "year": "Or only the year", "do": "Add", "one": "There is 1 possible match",
        "year_same": "The birth year is the same: 1969.", "other": "Another nationality or country",
        "own": "In your own words", "no": "Not the same", "none": "Nothing waits any more.",
        "hits": "Possible matches", "result": "1 result", "yes": "It is the same…", "sure": "It is the same",
        "listed": "Stands on a list",
    },
    "NL": {
        "contacts": "Contacten", "add": "Contact toevoegen", "name": "Naam", "given": "Voornamen",
        "year": "Of alleen het jaar", "do": "Toevoegen", "one": "Er is 1 mogelijke overeenkomst",
        "year_same": "Het geboortejaar is hetzelfde: 1969.", "other": "Andere nationaliteit of ander land",
        "own": "In uw eigen woorden", "no": "Niet dezelfde", "none": "Er wacht niets meer.",
        "hits": "Mogelijke overeenkomsten", "result": "1 resultaat", "yes": "Het is dezelfde…",
        "sure": "Het is dezelfde", "listed": "Staat op een lijst",
    },
    "FR": {
        "contacts": "Contacts", "add": "Ajouter un contact", "name": "Nom", "given": "Prénoms",
        "year": "Ou seulement l’année", "do": "Ajouter", "one": "Il y a 1 correspondance possible",
        "year_same": "L’année de naissance est la même : 1969.", "other": "Autre nationalité ou autre pays",
        "own": "Avec vos propres mots", "no": "Ce n’est pas le cas", "none": "Plus rien n’attend.",
        "hits": "Correspondances possibles", "result": "1 résultat", "yes": "C’est la même personne…",
        "sure": "C’est bien la même personne", "listed": "Figure sur une liste",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)


@pytest.fixture
def lists(browser: Browser, app: Flask, factory: sessionmaker[Session], state: Path) -> Load:
    def loads(day: date, entries: Mapping[int, Sanctioned]) -> None:
        load(enter(browser, "greet.desmet"), eu_list(day, entries), app, factory, state)

    return loads


def _added(walker: Walker, family: str = "Sobolev", given: str = "Vladimir", **more: str) -> Walker:
    walker.follow("Contacts").follow("Add contact").fill("Name", family).fill("First names", given)
    for label, value in more.items():
        walker.fill({"year": "Or only the year", "day": "Birth date", "country": "Country"}[label], value)
    return walker.press("Add")


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.trust("Re-screening")
def test_bram_clears_a_match_and_the_next_list_asks_only_what_is_new(
    browser: Browser, lists: Load, language: str
) -> None:
    said = WORDS[language]
    lists(MONDAY, {1: SOBOLEW})
    bram = acting(browser, "bram.claes", language)
    bram.follow(said["contacts"]).follow(said["add"]).fill(said["name"], "Sobolev").fill(said["given"], "Vladimir")
    bram.fill(said["year"], "1969").press(said["do"]).reads(said["one"])
    bram.follow("Wladimir Sobolew").reads(said["year_same"], "Владимир Соболев")
    bram.tick(said["other"]).fill(said["own"], "Zijn paspoort gezien: hij is Belg.").press(said["no"])
    bram.reads(said["none"])
    lists(TUESDAY, {1: SOBOLEW, 2: AGAIN})
    bram.follow(said["hits"]).reads(said["result"], "Vladimir Sobolev").reads_nothing_of("Wladimir Sobolew")
    an = acting(browser, "an.peeters", language)
    an.follow(said["hits"]).follow("Vladimir Sobolev").follow(said["yes"]).press(said["sure"])
    bram.follow(said["contacts"]).follow("Vladimir Sobolev").reads(
        said["listed"], "Zijn paspoort gezien", "an.peeters"
    )


def test_the_first_page_says_what_waits(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = _added(acting(browser, "bram.claes"))
    bram.visit()
    part = bram.part("Possible matches with a list 1")
    assert "Vladimir Sobolev" in part
    bram.follow("Decide").reads("1 result")


def test_the_letter_to_the_officer_leads_to_what_waits(browser: Browser, lists: Load, post: Post) -> None:
    bram = _added(acting(browser, "bram.claes"))
    lists(MONDAY, {1: SOBOLEW})
    post(bram)
    an = acting(browser, "an.peeters").follow("Mailbox")
    an.follow("Een sanctielijst is gewijzigd: er is iets na te kijken voor Immo Peeters").reads_nothing_of(
        "Sobolev"
    )
    (address,) = re.findall("http://localhost(/hits/[^ ]*)", an.text)
    an.typed_address(address).reads("1 result", "Vladimir Sobolev")


def test_what_looks_like_nobody_passes_without_a_question(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = _added(acting(browser, "bram.claes"), "Verhaeghe", "Lieve")
    bram.reads("Lieve Verhaeghe was added. Nothing on the lists looks like this contact.", "Nothing on the lists")


def test_before_any_list_is_loaded_nobody_is_told_that_nothing_looks_like_a_contact(browser: Browser) -> None:
    bram = _added(acting(browser, "bram.claes"))
    bram.reads("was added. No list was loaded yet: nothing can look like anybody.", "Not compared yet")
    bram.reads_nothing_of("Nothing on the lists")


def test_an_organisation_is_compared_too(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact").follow("Organisation")
    bram.fill("Name", "Sobolew Harbours NV").fill("Enterprise number", "BE 0403.170.701").fill("Country", "belgië")
    bram.press("Add").reads("Sobolew Harbours NV was added.", "Enterprise number 0403.170.701", "Belgium")
    bram.follow("Contacts").follow("Add contact").follow("Organisation").fill("Name", "Sobolew Harbours NV")
    bram.fill("Enterprise number", "0403170702").press("Add")
    assert bram.status == 422
    assert bram.value("Enterprise number") == "0403170702"
    assert bram.error("Enterprise number")


@pytest.mark.parametrize(
    ("label", "value", "told"),
    [
        ("Name", "", "Fill in the name."),
        ("Name", "123", "There isn't a letter in it."),
        ("Birth date", "2027-03-16", "This day is still to come."),
        ("Birth date", "1968-03-14", "The year of"),
        ("Or only the year", "69", "“69” is no year. Write four figures: 1969."),
        ("Or only the year", "2028", "The year lies between 1800 and 2027."),
        ("Country", "Belgje", "“Belgje” is no country we know. Choose one of the list"),
        ("Number of the document", "none", "There isn't a figure in it."),
    ],
)
def test_bad_input_says_what_where_and_what_to_do_and_is_kept(
    browser: Browser, label: str, value: str, told: str
) -> None:
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact")
    bram.fill("Name", "Sobolev").fill("First names", "Vladimir").fill("Second country", "Rusland")
    if (label, value) == ("Birth date", "1968-03-14"):
        bram.fill("Or only the year", "1969")
        label, told = "Or only the year", "The date is of 1968."
        bram.fill("Birth date", value)
    else:
        bram.fill(label, value)
    bram.press("Add")
    assert bram.status == 422
    assert told in bram.error(label)
    assert (bram.value("First names"), bram.value("Second country")) == ("Vladimir", "Rusland")


@pytest.mark.parametrize("typed", ["russia", "Rusland", "RUSSIE", " ru "])
def test_a_country_is_known_by_its_name_in_every_language_and_by_its_letters(browser: Browser, typed: str) -> None:
    _added(acting(browser, "bram.claes"), country=typed).reads("Russia")


def test_who_decides_second_is_told_and_keeps_what_he_wrote(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = _added(acting(browser, "bram.claes")).follow("Wladimir Sobolew")
    other = bram.new_tab()
    bram.fill("In your own words", "A neighbour of ours since 1990.").press("Not the same")
    other.fill("In your own words", "I know him from school.").press("Not the same")
    assert other.status == 422
    other.reads("What you wrote", "It wasn't saved: somebody decided meanwhile.", "I know him from school.")
    other.reads("Somebody else", "A neighbour of ours since 1990.")


def test_without_a_reason_nobody_is_cleared(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = _added(acting(browser, "bram.claes")).follow("Wladimir Sobolew").press("Not the same")
    assert bram.status == 422
    assert "Say why in at least 10 characters" in bram.error("In your own words")
    bram.tick("Another birth date").press("Not the same").reads("Somebody else".lower())


def test_a_decision_is_taken_back_with_a_reason(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = _added(acting(browser, "bram.claes")).follow("Wladimir Sobolew")
    bram.tick("Another sex").press("Not the same").follow("Contacts").follow("Vladimir Sobolev")
    bram.follow("Wladimir Sobolew").follow("Open again").fill(
        "Why is it opened again?", "He is one man after all."
    )
    bram.press("Open again").reads("Open again: decide anew.", "To decide")


def test_what_was_decided_before_is_shown_when_a_side_changes(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = _added(acting(browser, "bram.claes")).follow("Wladimir Sobolew")
    bram.fill("In your own words", "He lives next door.").press("Not the same")
    lists(TUESDAY, {1: Sanctioned(SOBOLEW.names, "1970", "RU")})
    bram.follow("Possible matches").follow("Vladimir Sobolev", beside="To decide")
    earlier = bram.part("Decided before about these two")
    assert "He lives next door." in earlier
    assert "New on the list: birth date 1970." in earlier
    assert "No longer on the list: birth date 1969." in earlier
    bram.follow("Vladimir Sobolev").follow("Go on with the file").follow("Birth")
    bram.fill("Birth date", "1970-03-14").press("Save and continue later")
    bram.reads("1 possible match").follow("Wladimir Sobolew", beside="To decide")
    bram.reads("The birth year is the same: 1970.")
    assert "What we know of the contact changed since." in bram.part("Decided before about these two")


def test_a_name_is_tried_and_nothing_is_kept_but_that(
    browser: Browser, lists: Load, factory: sessionmaker[Session]
) -> None:
    lists(MONDAY, {1: SOBOLEW, 2: Sanctioned(("Vladimira Soboljak",))})
    bram = acting(browser, "bram.claes").follow("Try a name").fill("Name", "Соболев Владимир").press("Try")
    bram.reads("1 possible match", "Wladimir Sobolew", "EU sanctions list", "of 08/03/2027, 2 entries")
    bram.reads("The list knows a birth date (1969), we don't: ask for it.")
    bram.fill("Name", "Sobolev").press("Try").reads("No possible match", "Not alike enough")
    bram.fill("Name", "").press("Try")
    assert bram.status == 422
    bram.follow("Contacts").reads("Nobody here yet.")
    with factory() as session:
        act_as(session, Scope.office())
        tried = session.scalars(select(Event).where(Event.tag == "aml.name.tried")).all()
    assert len(tried) == 2
    assert "obol" not in str([one.facts for one in tried])


@pytest.mark.trust("Tenants")
def test_another_office_sees_nothing_of_it(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = _added(acting(browser, "bram.claes"))
    contact = bram.url
    hit = bram.follow("Wladimir Sobolew").url
    joris = enter(browser, "joris.vandamme").follow("My organisations").follow("Immo Dubois")
    if joris.sees_button("Act for it"):
        joris.press("Act for it")
    joris.follow("Contacts").reads("Nobody here yet.")
    joris.follow("Possible matches").reads("Nothing waits")
    for address in (contact, hit):
        assert joris.typed_address(address).status == 404


@pytest.mark.parametrize(
    ("language", "why", "what"),
    [
        ("EN", "A manager sets who uses the tool, in which role.", "See every condition"),
        ("NL", "Een beheerder bepaalt wie de toepassing gebruikt, in welke rol.", "Alle voorwaarden bekijken"),
        (
            "FR",
            "Un gestionnaire détermine qui utilise l’application, dans quel rôle.",
            "Voir toutes les conditions",
        ),
    ],
)
def test_who_wasnt_set_is_told_why_and_by_whom(browser: Browser, language: str, why: str, what: str) -> None:
    joris = acting(browser, "joris.vandamme", language)
    assert not joris.sees_link("Possible matches")
    joris.typed_address("/hits/list/")
    assert joris.status == 403
    joris.reads(why, "An Peeters").follow(what)
    assert joris.status == 200


def test_staff_have_no_door_to_it(browser: Browser) -> None:
    for name in ("dirk.maes", "greet.desmet"):
        assert enter(browser, name).typed_address("/contacts/list/").status == 403


def test_the_helpdesk_that_looks_along_sees_nothing_of_it(
    browser: Browser, lists: Load, factory: sessionmaker[Session], cast: Cast
) -> None:
    lists(MONDAY, {1: SOBOLEW})
    contact = _added(acting(browser, "bram.claes")).url
    with factory.begin() as session:  # who looks along comes where Bram comes in: there he has contacts
        act_as(session, Scope.office())
        peeters = session.scalars(select(Organisation).where(Organisation.name == "Immo Peeters")).one()
        session.add(DefaultContext(account_id=cast.accounts["Bram"], organisation_id=peeters.id))
    dirk = enter(browser, "dirk.maes").search("bram.claes").follow("Look along")
    dirk.fill("Why do you look along?", "C-000007: he can't find a page").press("Look along")
    dirk.reads("Immo Peeters").reads_nothing_of("Sobolev", "Possible matches")
    assert not dirk.sees_link("Contacts")
    for address in (contact, "/hits/list/", "/contacts/list/", "/try-a-name/"):
        assert dirk.typed_address(address).status == 403
        dirk.reads_nothing_of("Sobolev")


@pytest.mark.trust("AML")
def test_nor_does_it_take_along_an_export_of_contacts(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, app: Flask
) -> None:
    """A long list was exported to a file, which lies among one's documents for a week."""
    with app.app_context():
        stored = [files().put([b"Name\r\nSobolev\r\n"]) for _ in range(2)]
    with factory.begin() as session:
        act_as(session, Scope.office())
        an = cast.accounts["An"]
        peeters = session.scalars(select(Organisation).where(Organisation.name == "Immo Peeters")).one()
        session.add(DefaultContext(account_id=an, organisation_id=peeters.id))
        lists = {"ContactScreen": 404, "DocumentScreen": 200}
        addresses = {}
        for name, status in lists.items():
            kept = stored.pop()
            work = Work(
                organisation_id=peeters.id, kind="export", account_id=an, state="done", asked_at=MOMENT,
                ended_at=MOMENT, facts={"list": name},
            )  # fmt: skip
            session.add(work)
            session.flush()
            document = Document(
                organisation_id=peeters.id, kind="export", name="list.csv", media_type="text/csv", size=kept.size,
                sha256=kept.sha256, file=kept.name, subject_kind="work", subject_id=work.id, account_id=an,
                private=True, made_at=MOMENT,
            )  # fmt: skip
            session.add(document)
            session.flush()
            addresses[f"/documents/file/{document.id}"] = status
    mine = acting(browser, "an.peeters")
    assert [mine.typed_address(address).status for address in addresses] == [200, 200]
    dirk = enter(browser, "dirk.maes").search("an.peeters").follow("Look along")
    dirk.fill("Why do you look along?", "C-000007: he can't find a page").press("Look along")
    assert {address: dirk.typed_address(address).status for address in addresses} == addresses


def test_a_member_takes_the_file_of_the_long_export_he_asked_for(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, app: Flask
) -> None:
    with app.app_context():
        kept = files().put([b"Name\r\nSobolev\r\n"])
    with factory.begin() as session:
        act_as(session, Scope.office())
        bram = cast.accounts["Bram"]
        peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        work = Work(
            organisation_id=peeters, kind="export", account_id=bram, state="done", asked_at=MOMENT,
            ended_at=MOMENT, facts={"list": "ContactScreen"},
        )  # fmt: skip
        session.add(work)
        session.flush()
        document = Document(
            organisation_id=peeters, kind="export", name="list.csv", media_type="text/csv", size=kept.size,
            sha256=kept.sha256, file=kept.name, subject_kind="work", subject_id=work.id, account_id=bram,
            private=True, made_at=MOMENT,
        )  # fmt: skip
        session.add(document)
        session.flush()
        work.document_id = document.id
        address = f"/work/show/{work.id}"
    taken = acting(browser, "bram.claes").typed_address(address).follow("Download")
    assert taken.status == 200
    assert taken.answer is not None
    assert b"Sobolev" in taken.answer.get_data()


@pytest.mark.trust("AML")
def test_the_audit_trail_names_contacts_to_nobody_outside_the_tool(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    _added(acting(browser, "bram.claes"))
    greet = enter(browser, "greet.desmet").follow("Audit trail")
    greet.follow("15/03/2027 10:05", beside="Contact added and compared with the lists")
    greet.reads("bram.claes").reads_nothing_of("Sobolev")


@pytest.mark.trust("AML")
def test_nor_does_it_tell_what_was_typed_above_a_list_of_contacts(browser: Browser, lists: Load) -> None:
    lists(MONDAY, {1: SOBOLEW})
    bram = _added(acting(browser, "bram.claes")).follow("Contacts").fill("Name", "Sobolev").press("Search")
    assert bram.press("Text with semicolons (CSV)").status == 200
    greet = enter(browser, "greet.desmet").follow("Audit trail")
    greet.follow("15/03/2027 10:05", beside="List exported").reads("bram.claes").reads_nothing_of("Sobolev")


class TestWithAStrongerKey:
    """The tool of the demonstration asks for a key of level high."""

    @pytest.fixture
    def settings(self, settings: dict[str, str]) -> dict[str, str]:
        return settings | {"DEMO_PASSWORD_IS_HIGH": "0"}

    def test_a_form_is_kept_while_bram_shows_his_card(
        self, browser: Browser, lists: Load, factory: sessionmaker[Session], cards: Cards
    ) -> None:
        bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact").fill("Name", "Sobolev")

        def raised(session: Session) -> None:
            session.scalars(select(Tool).where(Tool.code == "office-aml")).one().key_level = "high"

        changed(factory, raised)
        bram.press("Add").reads("This page asks for a stronger key")
        cards.insert("Bram")
        bram.follow("Show my eID").follow("Use the reader here").fill("PIN of your eID", "1234").press(
            "Show my eID"
        )
        assert bram.title == "Your form was kept"
        bram.press("Send it again").reads("Sobolev was added.")
