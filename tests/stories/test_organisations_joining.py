"""An adds her office, Bram asks to join it, she lets him in: in each language; and what goes wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.demo.enterprises import CLAES, PEETERS, number_of, put_business_register
from app.organisations.business_deliveries import take_in_all
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Business
from tests.stories.cast import Cast
from tests.stories.stage import Browser, Post, Time, enter, sign_in
from tests.stories.walker import Walker

OFFICE = "Immo Peeters"


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    organisations: str
    add: str
    find: str
    onto: str
    onto_it: str
    prefilled: str
    email: str
    make: str
    here: str
    join: str
    join_it: str
    function: str
    ask: str
    asked: str
    members: str
    decide: str
    accept: str
    confirmed: str
    mail: str
    decision: str
    street: str
    mailbox: str


SAID = {
    "EN": Said(
        "My organisations", "Add an organisation", "Enterprise number or name", "Find", "Add it",
        "Filled in from the business register, as on 01/11/2026.", "Contact e-mail", "Add the organisation",
        "Immo Peeters is here, and you manage it.", "Join", "Join Immo Peeters", "Function", "Ask to join",
        "You asked to join Immo Peeters. Its managers got a mail.", "Members", "Decide",
        "Confirm: he or she works here", "Bram Claes is a member from now on.",
        "Bram Claes asks to join Immo Peeters", "Decision", "Street and number", "Mailbox",
    ),
    "NL": Said(
        "Mijn organisaties", "Organisatie toevoegen", "Ondernemingsnummer of naam", "Zoeken", "Toevoegen",
        "Ingevuld uit het ondernemingsregister, toestand op 01/11/2026.", "E-mail voor contact",
        "De organisatie toevoegen", "Immo Peeters staat erin, en u bent beheerder.", "Aansluiten",
        "Aansluiten bij Immo Peeters", "Functie", "Vragen om aan te sluiten",
        "U vroeg om u aan te sluiten bij Immo Peeters. De beheerders kregen een mail.", "Medewerkers", "Beslissen",
        "Bevestigen: hij of zij werkt hier", "Bram Claes is vanaf nu medewerker.",
        "Bram Claes vraagt om zich aan te sluiten bij Immo Peeters", "Beslissing", "Straat en nummer", "Postvak",
    ),
    "FR": Said(
        "Mes organisations", "Ajouter une organisation", "Numéro d’entreprise ou nom", "Rechercher", "L’ajouter",
        "Rempli à partir du registre des entreprises, situation au 01/11/2026.", "E-mail de contact",
        "Ajouter l’organisation", "Immo Peeters est enregistrée, et vous en êtes gestionnaire.", "Rejoindre",
        "Rejoindre Immo Peeters", "Fonction", "Demander à rejoindre",
        "Vous avez demandé à rejoindre Immo Peeters. Ses gestionnaires ont reçu un e-mail.", "Collaborateurs",
        "Décider", "Confirmer : cette personne travaille ici", "Bram Claes est désormais collaborateur.",
        "Bram Claes demande à rejoindre Immo Peeters", "Décision", "Rue et numéro", "Boîte de réception",
    ),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _register(factory: sessionmaker[Session], tmp_path: Path, cast: Cast) -> None:
    """The business register of the demonstration."""
    put_business_register(tmp_path)
    assert take_in_all(factory, tmp_path, clock.now, lambda: False) == 1


def _adds(walker: Walker, typed: str, language: str = "EN") -> Walker:
    said = SAID[language]
    walker.follow(said.organisations).follow(said.add).fill(said.find, typed).press(said.onto)
    return walker


def _made(browser: Browser, username: str = "an.peeters") -> Walker:
    """An, whose office is here and who manages it."""
    walker = _adds(enter(browser, username), str(PEETERS.number)).follow("Add it")
    return walker.fill("Contact e-mail", "info@immo-peeters.be").press("Add the organisation")


def _asks(browser: Browser, username: str = "bram.claes") -> Walker:
    walker = _adds(enter(browser, username), OFFICE).follow("Join")
    return walker.fill("Function", "Makelaar").press("Ask to join")


@pytest.mark.parametrize("language", SAID)
def test_an_office_is_added_asked_to_be_joined_and_lets_in(
    browser: Browser, post: Post, cast: Cast, language: str
) -> None:
    said = SAID[language]
    an = _adds(enter(browser, "an.peeters").follow(language), "0999100592", language)
    an.follow(said.onto_it).reads(said.prefilled)
    assert an.value(said.street) == ("Rue de la Gare 48" if language == "FR" else "Stationsstraat 48")
    an.fill(said.email, "info@immo-peeters.be").press(said.make).reads(said.here)
    bram = _adds(enter(browser, "bram.claes").follow(language), "peet immo", language)
    bram.follow(said.join).reads(said.join_it).fill(said.function, "Makelaar").press(said.ask).reads(said.asked)
    post(an)
    an.visit().follow(said.mailbox).reads(said.mail)
    an.visit().follow(said.members).follow("Bram Claes").follow(said.decide)
    an.choose(said.decision, said.accept).press(said.decide).reads(said.confirmed)
    bram.visit().follow(said.organisations).follow(OFFICE).reads("An Peeters", "Makelaar")


def test_whoever_is_refused_reads_why_and_may_ask_again(browser: Browser, post: Post, cast: Cast) -> None:
    an = _made(browser)
    bram = _asks(browser)
    an.visit().follow("Members").follow("Bram Claes").follow("Decide")
    an.choose("Decision", "Refuse").fill("Why you refuse", "Wij kennen u niet.").press("Decide")
    an.reads("Bram Claes was refused, and got a mail.")
    post(bram)
    bram.visit().follow("Mailbox").follow("Immo Peeters didn't confirm you").reads("Wij kennen u niet.")
    bram.follow("My organisations").reads("Refused")
    bram.follow("Add an organisation").fill("Enterprise number or name", OFFICE).press("Find").follow("Join")
    bram.press("Ask to join").reads("You asked to join Immo Peeters.")
    bram.press("Take my request back").reads("You took your request back.")


def test_who_asked_already_is_told_so_and_a_second_manager_decides_nothing_twice(
    browser: Browser, cast: Cast
) -> None:
    an = _made(browser)
    bram = _asks(browser)
    bram.follow("Add an organisation").fill("Enterprise number or name", OFFICE).press("Find").follow("Join")
    bram.press("Ask to join").reads("You asked this organisation already.")
    an.visit().follow("Members").follow("Bram Claes").follow("Decide")
    other = an.new_tab().reload()
    an.choose("Decision", "Confirm: he or she works here").press("Decide").reads("Bram Claes is a member")
    other.choose("Decision", "Refuse").press("Decide").reads("Somebody decided on this request meanwhile.")


def test_the_last_manager_stays_until_another_one_is_named(browser: Browser, post: Post, cast: Cast) -> None:
    an = _made(browser)
    bram = _asks(browser)
    an.visit().follow("Members").follow("Bram Claes").follow("Decide")
    an.choose("Decision", "Confirm: he or she works here").press("Decide")
    an.follow("My organisations").follow(OFFICE).follow("Leave").press("Leave")
    an.reads("This is the only manager of the organisation. Name another member manager first")
    an.visit().follow("Members").follow("Bram Claes").follow("Make manager").press("Make manager")
    an.reads("Bram Claes manages the organisation from now on.", "★ Manager")
    post(bram)
    bram.visit().follow("Mailbox").reads("You manage Immo Peeters from now on")
    an.follow("My organisations").follow(OFFICE).follow("Leave").press("Leave")
    an.reads("You are no longer a member of Immo Peeters.", "Ended")
    bram.visit().follow("My organisations").follow(OFFICE).press("Act for it")
    bram.follow("Members").reads("An Peeters", "Ended")


def test_a_managers_work_on_members_and_details(browser: Browser, post: Post, cast: Cast) -> None:
    an = _made(browser)
    bram = _asks(browser)
    an.visit().follow("Members").follow("Bram Claes").follow("Decide")
    an.choose("Decision", "Confirm: he or she works here").press("Decide")
    an.follow("Change").fill("Work e-mail", "bram@immo-peeters.be").press("Save").reads("bram@immo-peeters.be")
    an.follow("Change").fill("Work e-mail", "bram at home").press("Save")
    an.reads("No mail can be sent to this e-mail address.")
    an.follow("My organisations").follow(OFFICE).follow("Change").fill("Telephone", "052 00 00 00").press("Save")
    an.reads("Saved.", "052 00 00 00")
    an.follow("Members").follow("Bram Claes").follow("End the membership").reads("from the next click on")
    an.fill("Reason", "Andere job.").press("End the membership").reads("Ended. Bram Claes is no longer a member.")
    post(bram)
    bram.visit().follow("Mailbox").follow("You are no longer a member of Immo Peeters").reads("Andere job.")
    bram.follow("My organisations").reads("Ended")


def test_somebody_who_is_invited_comes_in_with_a_new_account(browser: Browser, post: Post, cast: Cast) -> None:
    an = _made(browser)
    an.follow("Members").follow("Invite somebody").fill("Work e-mail", "joris@immo-peeters.be")
    an.fill("Function", "Syndicus").tick("Manages the organisation too").press("Send the invitation")
    an.reads("The invitation goes to joris@immo-peeters.be, and counts for 14 days.", "Waits")
    mails = post(an).reads("Immo Peeters invites you")
    link = mails.page.xpath("//a[contains(@href, '/invitation/')]/@href")[0]
    joris = browser().typed_address(link).reads("Immo Peeters invites you", "Create an account")
    joris = sign_in(joris.typed_address(f"/sign-in/?next={urlsplit(link).path}"), "joris.vandamme").follow("EN")
    joris.reads("Immo Peeters invites you").press("Accept the invitation")
    joris.reads("You are a member of Immo Peeters.")
    joris.reads("You manage this organisation.")
    joris.typed_address(link).reads("This invitation no longer counts")
    an.visit().follow("Invitations").reads("Accepted")
    an.follow("Members").reads("Joris Van Damme")


def test_an_invitation_is_taken_back_and_ends_by_itself(
    browser: Browser, post: Post, cast: Cast, time: Time
) -> None:
    an = _made(browser)
    for address in ("een@immo-peeters.be", "twee@immo-peeters.be"):
        an.visit().follow("Members").follow("Invite somebody").fill("Work e-mail", address)
        an.press("Send the invitation")
    mails = post(an)
    links = list(dict.fromkeys(mails.page.xpath("//a[contains(@href, '/invitation/')]/@href")))
    an.follow("een@immo-peeters.be").press("Take it back").reads("The invitation no longer counts.")
    states = []
    for link in links:
        states.append("no longer counts" in browser().typed_address(link).text)
    assert sorted(states) == [False, True]
    time.passes(days=14, seconds=1)
    for link in links:
        browser().typed_address(link).reads("This invitation no longer counts")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0999.100.593", "The last two digits of the enterprise number don't fit"),
        ("NL123456789B01", "needs a Belgian enterprise number first"),
        ("BE 0999 100", "10"),
        ("9999100592", "0 or 1"),
        ("zzzz", "No organisation has a name with these words."),
    ],
)
def test_a_number_that_cant_be_is_explained(browser: Browser, cast: Cast, typed: str, sentence: str) -> None:
    _adds(enter(browser, "an.peeters"), typed).reads(sentence)


def test_an_enterprise_that_ended_cant_be_added(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], tmp_path: Path
) -> None:
    with factory() as session:
        act_as(session, Scope.office())
        session.execute(
            update(Business).where(Business.number == CLAES.number.digits).values(gone_on=date(2026, 12, 1))
        )
        session.commit()
    an = _adds(enter(browser, "an.peeters"), str(CLAES.number))
    an.reads("Ended: not in the business register since 01/12/2026")
    an.typed_address(f"/add-organisation/new/{CLAES.number.digits}").reads("This enterprise has ended")


def test_a_number_the_register_doesnt_know_is_filled_in_by_hand(browser: Browser, cast: Cast) -> None:
    an = _adds(enter(browser, "an.peeters"), str(number_of(9_980_001)))
    an.reads("is a right number, but neither here nor in the business register").follow("Fill in its data")
    an.press("Add the organisation").reads("Fill in the name.", "Fill in the contact e-mail.")
    an.fill("Name", "Nieuw Kantoor").fill("Street and number", "Kade 1").fill("Postal code", "9000")
    an.fill("Place", "Gent").fill("Contact e-mail", "info@nieuw.be").press("Add the organisation", times=2)
    an.reads("Nieuw Kantoor")


def test_two_who_add_one_organisation_at_once_end_up_as_one(browser: Browser, cast: Cast) -> None:
    an = _adds(enter(browser, "an.peeters"), str(PEETERS.number)).follow("Add it")
    els = _adds(enter(browser, "els.wouters"), str(PEETERS.number)).follow("Add it")
    an.fill("Contact e-mail", "info@immo-peeters.be").press("Add the organisation").reads("you manage it.")
    els.fill("Contact e-mail", "els@immo-peeters.be").press("Add the organisation")
    els.reads("Join Immo Peeters")


def test_a_local_government_isnt_joined_here(browser: Browser, cast: Cast) -> None:
    an = _adds(enter(browser, "an.peeters"), "voorbeeldegem").follow("Join")
    an.reads("A local government isn't joined here").follow("Who administers it?")


@pytest.mark.trust("Accreditations, membership")
def test_a_manager_of_one_office_has_nothing_to_say_in_another(browser: Browser, cast: Cast) -> None:
    _made(browser)
    _asks(browser)
    els = _adds(enter(browser, "els.wouters"), str(CLAES.number)).follow("Add it")
    els.fill("Contact e-mail", "info@claes.be").press("Add the organisation").follow("Members")
    els.reads("Els Wouters").reads_nothing_of("Bram Claes")


@pytest.mark.trust("Accreditations, membership")
def test_whoever_is_no_longer_manager_decides_nothing_from_a_page_that_was_open(
    browser: Browser, cast: Cast
) -> None:
    an = _made(browser)
    bram = _asks(browser)
    an.visit().follow("Members").follow("Bram Claes").follow("Decide")
    an.choose("Decision", "Confirm: he or she works here").tick("Manages the organisation too").press("Decide")
    _asks(browser, "joris.vandamme")
    an.visit().follow("Members").follow("Joris Van Damme").follow("Decide")
    bram.visit().follow("My organisations").follow(OFFICE)
    if bram.sees_button("Act for it"):
        bram.press("Act for it")
    bram.follow("Members").follow("An Peeters").follow("No longer manager").press("No longer manager")
    an.choose("Decision", "Confirm: he or she works here").press("Decide")
    bram.follow("Members").follow("Joris Van Damme").reads("Awaiting confirmation")


def test_who_deletes_his_account_leaves_his_organisations(browser: Browser, cast: Cast) -> None:
    _made(browser)
    bram = _asks(browser)
    bram.follow("My privacy").follow("Delete my account")
    assert isinstance(bram, Walker)


def test_who_stars_a_context_comes_in_for_it(browser: Browser, cast: Cast) -> None:
    an = _made(browser).reads("Immo Peeters change")
    an.follow("change").choose("For whom", "Myself").press("Choose").reads("You now act for Myself.")
    an.follow("change").choose("For whom", "Immo Peeters manager").tick(
        "Take this one when I come in, without asking (★)"
    )
    an.press("Choose").reads("You now act for Immo Peeters.").follow("change").reads("Immo Peeters manager ★")
    again = enter(browser, "an.peeters")
    again.reads("Immo Peeters change").follow("Members").reads("An Peeters")
    again.follow("change").choose("For whom", "Myself").tick("Take this one when I come in, without asking (★)")
    again.press("Choose")
    third = enter(browser, "an.peeters").reads("Myself change")
    assert not third.sees_link("Members")


def test_a_context_that_ended_is_left_at_the_next_click(browser: Browser, cast: Cast) -> None:
    an = _made(browser)
    bram = _asks(browser)
    an.visit().follow("Members").follow("Bram Claes").follow("Decide")
    an.choose("Decision", "Confirm: he or she works here").press("Decide")
    bram.visit().follow("change").choose("For whom", "Immo Peeters")
    bram.tick("Take this one when I come in, without asking (★)").press("Choose").reads("Immo Peeters change")
    an.follow("End the membership").press("End the membership")
    bram.follow("My rights").reads("Gemeente Voorbeeldegem change")
