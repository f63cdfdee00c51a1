"""Bram begins a transaction, fills it in page by page, and decides once it is paid; what may not be typed is told,
and nothing that was typed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.orm import Session, sessionmaker

from app.aml.blocks import begin_block
from app.aml.deals import assess_deal
from app.aml.matters import matter_of
from app.policy import Identity, Role
from app.transaction import Scope
from app.transaction import enter as scoped
from models.aml import Contact, Deal
from models.organisations import Organisation
from tests.app.aml.complete_deals import accepted, add_deal
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser, enter
from tests.stories.walker import Walker

WORDS = {
    "EN": {
        "list": "Client transactions", "begin": "Begin a transaction", "go": "Begin", "reference": "Reference",
        "kind": "Kind of transaction", "sale": "Sale", "no_reference": "Fill in a reference",
        "street": "Street and number", "code": "Postal code", "town": "Town", "on": "Save and go on",
        "search": "Search your accepted contacts by name", "find": "Search contacts", "add": "Add this party",
        "who": "Who is it?", "role": "What is this party in the transaction?", "seller": "Seller",
        "buyer": "Buyer",
        "next": "Go on", "price": "Price", "bad_price": "Fill in an amount above zero.",
        "iban": "Account that is debited (IBAN)", "holder": "Whose account it is",
        "bad_iban": "This is no account number (IBAN).", "from": "Part 1 comes from", "loan": "Loan",
        "amount": "Amount of part 1", "too_much": "which is more than the price of",
        "pay": "The level is told once it is paid", "level": "Standard vigilance", "decide": "Decide",
        "accept": "Accept…", "sure": "Accept", "done": "The transaction is accepted and closed.",
        "state": "Accepted", "still": "still open",
    },
    "NL": {
        "list": "Verrichtingen", "begin": "Een verrichting beginnen", "go": "Beginnen", "reference": "Referentie",
        "kind": "Soort verrichting", "sale": "Verkoop", "no_reference": "Vul een referentie in",
        "street": "Straat en nummer", "code": "Postcode", "town": "Gemeente", "on": "Bewaren en verdergaan",
        "search": "Zoek uw aanvaarde contacten op naam", "find": "Contacten zoeken",
        "add": "Deze partij toevoegen",
        "who": "Wie is het?", "role": "Wat is deze partij in de verrichting?", "seller": "Verkoper",
        "buyer": "Koper", "next": "Verder", "price": "Prijs", "bad_price": "Vul een bedrag boven nul in.",
        "iban": "Rekening die gedebiteerd wordt (IBAN)", "holder": "Van wie de rekening is",
        "bad_iban": "Dit is geen rekeningnummer (IBAN).", "from": "Deel 1 komt van", "loan": "Lening",
        "amount": "Bedrag van deel 1", "too_much": "dat is meer dan de prijs van",
        "pay": "Het niveau wordt meegedeeld zodra er betaald is", "level": "Standaard waakzaamheid",
        "decide": "Beslissen", "accept": "Aanvaarden…", "sure": "Aanvaarden",
        "done": "De verrichting is aanvaard en afgesloten.", "state": "Aanvaard", "still": "vragen open",
    },
    "FR": {
        "list": "Opérations", "begin": "Commencer une opération", "go": "Commencer", "reference": "Référence",
        "kind": "Type d’opération", "sale": "Vente", "no_reference": "Indiquez une référence",
        "street": "Rue et numéro", "code": "Code postal", "town": "Localité", "on": "Enregistrer et continuer",
        "search": "Cherchez vos contacts acceptés par nom", "find": "Chercher des contacts",
        "add": "Ajouter cette partie", "who": "De qui s’agit-il ?",
        "role": "Qu’est cette partie dans l’opération ?", "seller": "Vendeur", "buyer": "Acheteur",
        "next": "Continuer", "price": "Prix", "bad_price": "Indiquez un montant supérieur à zéro.",
        "iban": "Compte débité (IBAN)", "holder": "À qui est le compte",
        "bad_iban": "Ce n’est pas un numéro de compte (IBAN).", "from": "La partie 1 provient de", "loan": "Prêt",
        "amount": "Montant de la partie 1", "too_much": "soit plus que le prix de",
        "pay": "Le niveau est communiqué une fois payé", "level": "Vigilance standard", "decide": "Décider",
        "accept": "Accepter…", "sure": "Accepter", "done": "L’opération est acceptée et clôturée.",
        "state": "Accepté", "still": "encore ouverte",
    },
}  # fmt: skip
OFFICER = frozenset({Role.PERSON, Role.MEMBER, Role.AML_OFFICER})
MEMBER = frozenset({Role.PERSON, Role.MEMBER, Role.AML_MEMBER})


class Office:
    """The rows of Immo Peeters, as Bram and An would change them."""

    def __init__(self, factory: sessionmaker[Session], cast: Cast) -> None:
        self._factory, self._cast = factory, cast
        with factory() as session:
            scoped(session, Scope.office())
            self.id = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()

    def who(self, name: str) -> Identity:
        roles = OFFICER if name == "An" else MEMBER
        return Identity(self._cast.accounts[name], None, roles, self.id, key_level="high")

    def begin(self) -> Session:
        session = self._factory()
        scoped(session, Scope.organisation(self.id))
        return session

    def contact(self, family_name: str, given_names: str) -> None:
        with self.begin() as session:
            accepted(session, self.who("Bram"), family_name, given_names)
            session.commit()

    def complete(self, reference: str = "2026-014") -> None:
        """A transaction in which nothing lacks, with Wim Verlinden and Lies Wauters."""
        with self.begin() as session:
            add_deal(session, self.who("Bram"), reference)
            session.commit()

    def paid(self, reference: str = "2026-014") -> None:
        with self.begin() as session:
            deal = session.scalars(select(Deal).where(Deal.reference == reference)).one()
            deal.paid_at = MOMENT
            session.flush()
            assess_deal(session, self.who("Bram"), deal, MOMENT)
            session.commit()

    def block(self, name: str) -> None:
        with self.begin() as session:
            contact = session.scalars(select(Contact).where(Contact.name == name)).one()
            begin_block(session, self.who("An"), matter_of(contact), MOMENT)
            session.commit()


@pytest.fixture
def peeters(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> Office:
    open_office(factory, cast, app, state)
    return Office(factory, cast)


def _answered(bram: Walker, said: dict[str, str]) -> Walker:
    """Each question with the answer that does nothing, group after group."""
    for _ in range(12):
        found = bram.page.xpath("//div[@class='question']//fieldset[.//input[@type='radio']]")
        for one in found:
            harmless = {"yes", "no"}
            radios = one.xpath(".//input[@type='radio']")
            name = radios[0].get("name")
            wanted = "yes" if name in ("K5", "FIN1", "FIN5") else "no"
            assert wanted in harmless
            for radio in radios:
                radio.attrib.pop("checked", None)
                if radio.get("value") == wanted:
                    radio.set("checked", "checked")
        if not found and said["pay"] in bram.text:
            return bram
        bram.press(said["on"])
        if said["pay"] in bram.text:
            return bram
    raise AssertionError("the questions never end")


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_bram_fills_a_transaction_in_and_accepts_it_once_it_is_paid(
    browser: Browser, peeters: Office, language: str
) -> None:
    said = WORDS[language]
    peeters.contact("Verlinden", "Wim")
    peeters.contact("Wauters", "Lies")
    bram = acting(browser, "bram.claes", language).follow(said["list"]).follow(said["begin"])
    bram.press(said["go"])
    assert bram.status == 422
    assert said["no_reference"] in bram.error(said["reference"])
    bram.fill(said["reference"], "2026-014").choose(said["kind"], said["sale"]).press(said["go"])
    bram.fill(said["street"], "Molenstraat 8").fill(said["code"], "9300").fill(said["town"], "Aalst")
    bram.press(said["on"])
    for name, role in (("verl", "seller"), ("wauters lies", "buyer")):
        bram.fill(said["search"], name).press(said["find"])
        bram.choose(said["who"], "Wim Verlinden" if role == "seller" else "Lies Wauters")
        bram.choose(said["role"], said[role]).press(said["add"])
    bram.reads("Wim Verlinden", said["seller"], "Lies Wauters", said["buyer"]).press(said["next"])
    bram.fill(said["price"], "0").fill(said["iban"], "BE68 5390 0754 7035").press(said["on"])
    assert bram.status == 422
    assert said["bad_price"] in bram.error(said["price"])
    assert said["bad_iban"] in bram.error(said["iban"])
    assert bram.value(said["iban"]) == "BE68 5390 0754 7035"
    bram.fill(said["price"], "250 000").fill(said["iban"], "BE68 5390 0754 7034").fill(
        said["holder"], "Lies Wauters"
    )
    bram.choose(said["from"], said["loan"]).fill(said["amount"], "250 000,01").press(said["on"])
    assert bram.status == 422
    bram.reads(said["too_much"])
    bram.fill(said["amount"], "200 000").press(said["on"]).reads(said["still"])
    bram = _answered(bram, said).reads(said["pay"])
    peeters.paid()
    bram.follow(said["list"]).reads("Molenstraat 8, 9300 Aalst").follow("2026-014").reads(said["level"])
    bram.follow(said["decide"]).reads(said["level"]).follow(said["accept"]).press(said["sure"], times=2)
    bram.reads(said["done"], said["state"])
    bram.follow("Wim Verlinden").reads("2026-014", said["seller"])


def test_a_transaction_is_gone_on_with_where_one_stopped(browser: Browser, peeters: Office) -> None:
    bram = acting(browser, "bram.claes").follow("Client transactions").follow("Begin a transaction")
    bram.fill("Reference", "2026-020").choose("Kind of transaction", "Letting").press("Begin")
    bram.fill("Street and number", "Kerkplein 1").fill("Town", "Gent").press("Save and continue later")
    bram.reads("Saved. You can go on whenever you like.", "Kerkplein 1, Gent").follow("Go on with the transaction")
    assert "/deal-file/parties/" in bram.url
    bram.reads("Still wanted Landlord, Tenant")


def test_bad_input_is_told_beside_its_field(browser: Browser, peeters: Office) -> None:
    peeters.complete()
    bram = acting(browser, "bram.claes").follow("Client transactions").follow("Begin a transaction")
    bram.fill("Reference", "2026-014").choose("Kind of transaction", "Sale").press("Begin")
    assert bram.status == 422
    assert "Your office has another transaction with this reference." in bram.error("Reference")
    bram.tamper("reference", "x" * 61).press("Begin")
    assert "At most 60 characters." in bram.error("Reference")
    bram.fill("Reference", "2026-015").omit("kind").smuggle("kind", "gift").press("Begin")
    assert bram.status == 422
    bram.fill("Reference", "2026-015").choose("Kind of transaction", "Sale").press("Begin")
    bram.tamper("street", "x" * 200).fill("Country", "Belgique-sur-Mer").press("Save and go on")
    assert "At most 150 characters." in bram.error("Street and number")
    assert "is no country we know" in bram.error("Country")
    assert bram.value("Street and number") == "x" * 200


@pytest.mark.trust("AML")
def test_only_who_is_accepted_and_not_blocked_can_be_chosen(browser: Browser, peeters: Office) -> None:
    peeters.contact("Verlinden", "Wim")
    bram = acting(browser, "bram.claes").follow("Contacts").follow("Add contact")
    bram.fill("Name", "Verlindt").fill("First names", "Rik").press("Add")
    bram.follow("Client transactions").follow("Begin a transaction")
    bram.fill("Reference", "2026-014").choose("Kind of transaction", "Sale").press("Begin")
    bram.fill("Street and number", "Molenstraat 8").fill("Town", "Aalst").press("Save and go on")
    bram.fill("Search your accepted contacts by name", "verl").press("Search contacts")
    bram.reads("Wim Verlinden").reads_nothing_of("Rik Verlindt")
    bram.choose("Who is it?", "Wim Verlinden").choose("What is this party in the transaction?", "Seller")
    peeters.block("Wim Verlinden")  # meanwhile
    bram.press("Add this party")
    assert bram.status == 422
    bram.reads("Wim Verlinden is blocked. Ask your AML officer, or choose another contact.", "Nobody yet.")
    bram.fill("Search your accepted contacts by name", "verl").press("Search contacts")
    bram.reads("can't be in a transaction now: its page says why")
    assert not bram.page.xpath("//input[@name='contact']")


@pytest.mark.trust("AML")
def test_what_is_raised_is_handed_over_and_blocked_for_members(
    browser: Browser, peeters: Office, factory: sessionmaker[Session]
) -> None:
    peeters.complete()
    with factory() as session:
        scoped(session, Scope.office())
        session.execute(update(Contact).where(Contact.name == "Lies Wauters").values(level="raised"))
        session.commit()
    peeters.paid()
    bram = acting(browser, "bram.claes").follow("Client transactions").follow("2026-014").reads("Raised vigilance")
    bram.reads("Yes: Lies Wauters").follow("Decide")
    assert not bram.sees_link("Accept…")
    bram.follow("Hand over…").fill("Why?", "Short").press("Hand over")
    assert bram.status == 422
    bram.fill("Why?", "We know her and her bank for years.").press("Hand over")
    bram.reads("Handed over.", "Blocked, ask your AML officer. Since")
    pk = bram.url.rsplit("/", 1)[1]
    assert not bram.sees_link("Decide")
    for page in ("property", "parties", "money", "questions", "pay", "result"):
        bram.typed_address(f"/deal-file/{page}/{pk}").reads("This is blocked. Ask your AML officer.")
    an = acting(browser, "an.peeters").follow("Notifications").reads("2026-014")
    assert an.status == 200


def test_a_later_step_by_its_address_says_what_lacks(browser: Browser, peeters: Office) -> None:
    bram = acting(browser, "bram.claes").follow("Client transactions").follow("Begin a transaction")
    bram.fill("Reference", "2026-014").choose("Kind of transaction", "Sale").press("Begin")
    pk = bram.url.rsplit("/", 1)[1]
    bram.typed_address(f"/deal-file/result/{pk}")
    assert bram.url.endswith(f"/deal-file/pay/{pk}")
    bram.reads("things are still needed before it can be paid", "Nobody is in it as seller yet.")


def test_who_comes_second_keeps_what_he_typed(browser: Browser, peeters: Office) -> None:
    peeters.complete()
    bram = acting(browser, "bram.claes").follow("Client transactions").follow("2026-014")
    bram.follow("Go on with the transaction")
    pk = bram.url.rsplit("/", 1)[1]
    bram.typed_address(f"/deal-file/property/{pk}")
    tab = bram.new_tab().typed_address(f"/deal-file/property/{pk}").fill("Notary", "Notary Baele")
    bram.fill("Notary", "Notary Cools").press("Save and go on")
    tab.press("Save and go on")
    assert tab.status == 422
    tab.reads("What stands there now", "Notary Cools")
    assert tab.value("Notary") == "Notary Baele"


def test_a_draft_is_given_up_for_nothing(browser: Browser, peeters: Office) -> None:
    peeters.complete()
    bram = acting(browser, "bram.claes").follow("Client transactions").follow("2026-014")
    bram.follow("Give this transaction up").reads("Nothing was paid for it, so nothing is given back.")
    bram.press("Give this transaction up").reads("The transaction is given up.", "Given up")
    assert not bram.sees_link("Go on with the transaction")


@pytest.mark.trust("Tenants")
def test_nobody_of_another_office_or_of_the_staff_opens_it(browser: Browser, peeters: Office) -> None:
    peeters.complete()
    bram = acting(browser, "bram.claes").follow("Client transactions").follow("2026-014")
    pk = bram.url.rsplit("/", 1)[1]
    joris = enter(browser, "joris.vandamme").follow("My organisations").follow("Immo Dubois")
    joris = joris.press("Act for it") if joris.sees_button("Act for it") else joris
    pages = ("property", "parties", "money", "questions", "pay", "result")
    for walker in (joris, enter(browser, "greet.desmet"), enter(browser, "dirk.maes")):
        for address in (bram.url, f"/deals/drop/{pk}", *(f"/deal-file/{page}/{pk}" for page in pages)):
            assert walker.typed_address(address).status in (403, 404)
            walker.reads_nothing_of("Molenstraat", "Verlinden", "2026-014")


def test_the_list_is_searched_by_reference_and_address_and_taken_along(
    browser: Browser, peeters: Office, factory: sessionmaker[Session]
) -> None:
    peeters.complete()
    bram = acting(browser, "bram.claes").follow("Client transactions")
    bram.typed_address("/deals/list/?text=molenstraat").reads("2026-014")
    bram.typed_address("/deals/list/?text=kerkstraat").reads_nothing_of("2026-014")
    for asked in (
        "state=draft",
        "kind=sale",
        "level=none",
        "paid=none",
        "role=buyer",
        "price_from=1000",
        "by=bram",
    ):
        bram.typed_address(f"/deals/list/?{asked}").reads("2026-014")
    for asked in ("state=blocked", "kind=letting", "level=raised", "paid=wallet", "role=tenant", "price_to=1000"):
        bram.typed_address(f"/deals/list/?{asked}").reads_nothing_of("2026-014")
    with factory() as session:
        scoped(session, Scope.office())
        session.execute(text("insert into aml_block (organisation_id, deal_id, since) select organisation_id, id,"
                             " now() from aml_deal"))  # fmt: skip
        session.commit()
    bram.typed_address("/deals/list/?state=blocked").reads("2026-014", "Blocked, ask your officer")
    bram.typed_address("/deals/list/?state=draft").reads_nothing_of("2026-014")
