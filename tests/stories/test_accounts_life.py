"""Another address, details, an account at rest, one's data, and leaving, with and without anything done before."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.accounts import passwords
from app.documents.services import NewDocument, keep, sweep
from app.outside.files import Files
from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.accounts import Account, Profile
from models.server.programs import run_client
from tests.app.documents.making import pdf, picture
from tests.database import TestServer
from tests.stories.cast import PASSWORD, Cast
from tests.stories.stage import MOMENT, Browser, Post, Time, days_for_bram, enter, sign_in
from tests.stories.test_accounts_sign_up import code_in
from tests.stories.walker import Walker

FAR = datetime(2028, 1, 1, tzinfo=UTC)


@pytest.fixture
def lotte(factory: sessionmaker[Session]) -> str:
    """Somebody with an account and nothing else; gives her username."""
    with factory.begin() as session:
        act_as(session, Scope.office())
        account = Account(
            username="lotte.hermans",
            email="lotte@zqprive.example",
            first_name="",
            last_name="",
            password=passwords.hashed(PASSWORD),
            active=True,
        )
        session.add(account)
        session.flush()
        named = {"given_names": "Zqlotte", "family_name": "Zqhermans", "phone": "+32470123456"}
        session.add(Profile(account_id=int(account.id), terms="2026-11", terms_at=MOMENT, **named))
    return "lotte.hermans"


def _everything(factory: sessionmaker[Session]) -> dict[str, str]:
    """Every row of every table, as the office reads them."""
    with factory() as session:
        session.execute(text("set local role house_office"))
        tables = session.scalars(
            text(
                "select relname from pg_class where relnamespace = 'public'::regnamespace"
                " and relkind in ('r', 'p')"
                " and has_table_privilege(oid, 'select')"
            )
        ).all()
        return {one: str(session.execute(text(f"select t::text from {one} t")).all()) for one in tables}


@dataclass(frozen=True)
class Words:
    code: str
    account: str
    another: str
    email: str
    current: str
    send: str
    sent: str
    take: str
    taken: str
    warning: str


@pytest.mark.parametrize(
    "words",
    [
        Words(
            "NL",
            "Mijn account",
            "Een ander e-mailadres",
            "Nieuw e-mailadres",
            "Huidig wachtwoord",
            "De code sturen",
            "Er is een code gestuurd naar bram@prive.example.",
            "Het nieuwe adres nemen",
            "Vanaf nu gaan mails naar uw nieuwe adres.",
            "Er werd een ander adres ingevuld voor uw account",
        ),
        Words(
            "FR",
            "Mon compte",
            "Une autre adresse e-mail",
            "Nouvelle adresse e-mail",
            "Mot de passe actuel",
            "Envoyer le code",
            "Un code a été envoyé à bram@prive.example.",
            "Prendre la nouvelle adresse",
            "Désormais, les e-mails sont envoyés à votre nouvelle adresse.",
            "Une autre adresse a été indiquée pour votre compte",
        ),
        Words(
            "EN",
            "My account",
            "Another e-mail address",
            "New e-mail address",
            "Current password",
            "Send the code",
            "A code was sent to bram@prive.example.",
            "Take the new address",
            "From now on mails go to your new address.",
            "Another address was filled in for your account",
        ),
    ],
    ids=lambda words: words.code,
)
def test_bram_takes_another_address_with_the_code_sent_there(browser: Browser, post: Post, words: Words) -> None:
    bram = sign_in(browser().visit(), "bram.claes").follow(words.code).follow(words.account).follow(words.another)
    bram.fill(words.email, "bram@prive.example").fill(words.current, PASSWORD).press(words.send)
    bram.reads(words.sent, "bram.claes@example.be")
    code = code_in(post(bram).reads("bram@prive.example"))
    bram.fill("Code", code).press(words.take).reads(words.taken, "bram@prive.example")
    dirk = enter(browser, "dirk.maes").follow("Mails").follow(words.warning)
    dirk.reads("bram.claes@example.be")


class TestAnotherAddress:
    """What goes wrong, and what becomes of the old one meanwhile."""

    def _asked(self, browser: Browser, email: str, password: str = PASSWORD) -> Walker:
        bram = enter(browser, "bram.claes").follow("My account").follow("Another e-mail address")
        return bram.fill("New e-mail address", email).fill("Current password", password).press("Send the code")

    @pytest.mark.parametrize(
        ("email", "said"),
        [
            ("bram", "Mail can't be sent to this address."),
            ("Bram.Claes@example.be", "This is the address your account has now."),
        ],
    )
    def test_what_cannot_be_is_refused(self, browser: Browser, email: str, said: str) -> None:
        assert said in self._asked(browser, email).error("New e-mail address")

    def test_who_does_not_know_the_password_changes_nothing(self, browser: Browser) -> None:
        self._asked(browser, "bram@prive.example", "een gok").reads("This isn't your current password.")

    @pytest.mark.trust("User-name oracle")
    def test_an_address_somebody_has_is_not_told(self, browser: Browser, post: Post) -> None:
        bram = self._asked(browser, "Chloe.Dubois@example.be").reads("A code was sent to Chloe.Dubois@example.be.")
        post(bram).reads_nothing_of("Chloe.Dubois")
        bram.fill("Code", "ABC234").press("Take the new address").reads("This code isn't right.")
        chloe = enter(browser, "chloe.dubois").follow("Mailbox")
        chloe.reads("Vous avez déjà un compte chez Sleutelbos")

    def test_it_is_withdrawn_and_lapses_after_a_week(self, browser: Browser, post: Post, time: Time) -> None:
        bram = self._asked(browser, "bram@prive.example")
        bram.press("Keep the old address").reads("Your address stays as it was.")
        again = self._asked(browser, "bram@prive.example")
        post(again)
        time.passes(days=7)
        later = enter(browser, "bram.claes").follow("My account")
        later.reads("bram.claes@example.be").reads_nothing_of("bram@prive.example")

    def test_another_code_takes_the_place_of_the_first(self, browser: Browser, post: Post, time: Time) -> None:
        bram = self._asked(browser, "bram@prive.example")
        first = code_in(post(bram))
        time.passes(minutes=1)
        bram.press("Send another code")
        second = code_in(post(bram))
        bram.fill("Code", first).press("Take the new address").reads("This code isn't right.")
        bram.fill("Code", second).press("Take the new address").reads("From now on mails go to your new address.")


def test_details_are_kept_and_a_name_from_a_register_is_not_typed_over(browser: Browser, lotte: str) -> None:
    bram = enter(browser, "bram.claes").follow("My account").follow("My details")
    bram.reads("Bram Claes", "can't be changed here").fill("Telephone", "12345").press("Keep")
    assert "This isn't a telephone number." in bram.error("Telephone")
    bram.fill("Telephone", "0470 12.34/56").choose("Salutation", "Mr").press("Keep").reads(
        "Your details are kept."
    )
    assert bram.value("Telephone") == "+32470123456"
    other = enter(browser, lotte).follow("My account").follow("My details")
    tab = other.new_tab()
    other.fill("First names", "Lotte Marie").press("Keep").reads("Lotte Marie Zqhermans")
    tab.fill("First names", "Lotje").press("Keep").reads("Somebody changed this in the meantime")


@pytest.mark.trust("Privacy")
@pytest.mark.parametrize(
    ("code", "privacy", "download"),
    [
        ("NL", "Mijn privacy", "Mijn gegevens downloaden"),
        ("FR", "Ma vie privée", "Télécharger mes données"),
        ("EN", "My privacy", "Download my data"),
    ],
)
def test_ones_own_data_and_nobody_elses_come_in_one_file(
    browser: Browser, cast: Cast, code: str, privacy: str, download: str
) -> None:
    bram = sign_in(browser().visit(), "bram.claes").follow(code).follow(privacy)
    pack = zipfile.ZipFile(io.BytesIO(bram.download(download)))
    known = json.loads(pack.read("sleutelbos.json"))
    assert known["accounts.account"][0]["username"] == "bram.claes"
    assert known["accounts.person"][0]["family_name"] == "Claes"
    assert [one["organisation"] for one in known["organisations.relations"]] == ["Gemeente Voorbeeldegem"]
    assert known["accounts.attempts"][0]["outcome"] == "opened"
    assert "organisations-relations.csv" in pack.namelist()
    whole = " ".join(pack.read(name).decode() for name in pack.namelist())
    for stranger in ("Peeters", "Janssens", "Dubois", cast.numbers["Bram"].digits, "argon2"):
        assert stranger not in whole


@pytest.mark.trust("7.4.1")
def test_an_account_at_rest_opens_nothing_and_wakes_with_a_code(browser: Browser, post: Post) -> None:
    bram, elsewhere = enter(browser, "bram.claes"), enter(browser, "bram.claes")
    bram.follow("My privacy").follow("Put my account at rest").fill("Current password", "een gok")
    bram.press("Put my account at rest").reads("This isn't your current password.")
    bram.fill("Current password", PASSWORD).press("Put my account at rest").reads("Your account is at rest.")
    assert bram.visit().title == "Sign in"
    assert elsewhere.visit().title == "Sign in"
    sign_in(browser().visit(), "bram.claes", "een gok").reads("We don't recognise this username")
    woken = sign_in(browser().visit(), "bram.claes")
    assert woken.title == "Wake your account"
    assert woken.new_tab().visit().title == "Sign in"
    woken.fill("Code", "ABC234").press("Wake my account").reads("This code no longer counts")
    woken.fill("Code", code_in(post(woken))).press("Wake my account").reads("Your account is active again.")
    assert sign_in(woken, "bram.claes").follow("EN").title == "Good day, Bram Claes"


@pytest.mark.trust("Privacy")
@pytest.mark.trust("7.4.1")
@pytest.mark.parametrize(
    ("code", "privacy", "delete", "said", "current", "for_good", "gone"),
    [
        (
            "NL",
            "Mijn privacy",
            "Mijn account verwijderen",
            "dus blijft er niets van het account achter",
            "Huidig wachtwoord",
            "Mijn account voorgoed verwijderen",
            "Uw account is verwijderd.",
        ),
        (
            "FR",
            "Ma vie privée",
            "Supprimer mon compte",
            "il ne reste donc rien du compte",
            "Mot de passe actuel",
            "Supprimer définitivement mon compte",
            "Votre compte est supprimé.",
        ),
        (
            "EN",
            "My privacy",
            "Delete my account",
            "nothing of the account stays behind",
            "Current password",
            "Delete my account for good",
            "Your account is deleted.",
        ),
    ],
)
def test_without_activity_nothing_of_an_account_is_left(
    browser: Browser,
    factory: sessionmaker[Session],
    lotte: str,
    post: Post,
    code: str,
    privacy: str,
    delete: str,
    said: str,
    current: str,
    for_good: str,
    gone: str,
) -> None:
    asker = browser().visit().follow("Forgot your password?").fill("E-mail", "lotte@zqprive.example")
    post(asker.press("Send the link"))
    walker = sign_in(browser().visit(), lotte).follow(code)
    walker.follow(privacy).follow(delete).reads(said).fill(current, PASSWORD).press(for_good).reads(gone)
    sign_in(browser().visit(), lotte).reads("We don't recognise this username")
    for table, rows in _everything(factory).items():
        for value in ("lotte.hermans", "zqprive", "Zqlotte", "Zqhermans", "470123456"):
            assert value not in rows, (table, value)
    with factory() as session:
        assert session.scalar(text("select count(*) from ab_user where username like 'erased%'")) == 0


@pytest.mark.trust("Privacy")
def test_the_address_of_a_deleted_account_is_gone_from_the_letters_about_rights(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, post: Post
) -> None:
    days_for_bram(browser, cast).fill("Reason", "Vervangt An").press("Go on").press("Grant").reads("Granted.")
    bram = enter(browser, "bram.claes")
    post(bram)
    assert "bram.claes@example.be" in _everything(factory)["mail_letter"]
    bram.visit().follow("My privacy").follow("Delete my account").fill("Current password", PASSWORD)
    bram.press("Delete my account for good").reads("Your account is deleted.")
    for table, rows in _everything(factory).items():
        assert "bram.claes" not in rows, table


def test_who_forgot_the_password_of_an_account_at_rest_gets_a_link(browser: Browser, post: Post) -> None:
    bram = enter(browser, "bram.claes").follow("My privacy").follow("Put my account at rest")
    bram.fill("Current password", PASSWORD).press("Put my account at rest")
    asker = browser().visit().follow("Forgot your password?").fill("E-mail", "bram.claes@example.be")
    post(asker.press("Send the link")).reads("A new password for Sleutelbos")


@pytest.mark.trust("Privacy")
def test_neither_a_file_nor_a_dump_of_the_database_holds_anything_of_who_left(
    browser: Browser, app: Flask, factory: sessionmaker[Session], server: TestServer, tmp_path: Path
) -> None:
    place: Files = app.extensions["files"]
    filip = enter(browser, "filip.janssens").follow("My account").follow("Another e-mail address")
    filip.fill("New e-mail address", "zqnieuw@prive.example").fill("Current password", PASSWORD)
    filip.press("Send the code").visit().follow("My account").follow("My details").fill("Telephone", "0470998877")
    filip.press("Keep").follow("Add a photo").attach("Photo", picture("JPEG"), "zqfoto.jpg").press(
        "Keep this photo"
    )
    filip.follow("Report a problem").fill("What went wrong, and what did you expect?", "Zqgeheim verhaal")
    filip.fill("What the screen said, word for word", "Zqfout")
    filip.attach("A picture of the whole page", pdf(b"(Zqgeheim)"), "zqscherm.pdf").press("Send the report")
    with factory.begin() as session:
        act_as(session, Scope.office())
        who = Identity(
            session.scalars(select(Account.id).filter_by(username="filip.janssens")).one(), None, frozenset()
        )
        taken = NewDocument("export", "zquitvoer.csv", "text/csv", private=True)
        keep(session, place, who, taken, [b"Zqgeheim;filip.janssens"], MOMENT)
    sought = {
        b"zqnieuw",
        b"470998877",
        b"Zqgeheim",
        b"Zqfout",
        b"zqscherm",
        b"zquitvoer",
        b"filip.janssens",
    }

    def found() -> set[bytes]:
        """Which of them stand in a file of the installation, or in a dump of all tables."""
        database = str(factory.kw["bind"].url.database)
        with (tmp_path / "dump.sql").open("wb") as dump:
            run_client(server.url("house_owner", database), "pg_dump", "--inserts", stdout=dump)
        # Bytes stand in a dump as hexadecimal digits.
        whole = (tmp_path / "dump.sql").read_bytes() + b"".join(place.open(n).read() for n in place.names(FAR))
        return {one for one in sought if one in whole or one.hex().encode() in whole}

    assert found() == sought
    filip.visit().follow("My privacy").follow("Delete my account").fill("Current password", PASSWORD)
    filip.press("Delete my account for good").reads("Your account is deleted.")
    with factory.begin() as session:
        act_as(session, Scope.office())
        sweep(session, place, FAR)
    assert found() == set()


@pytest.mark.trust("Privacy")
@pytest.mark.parametrize(
    ("code", "report", "told", "send", "privacy", "delete", "said", "current", "for_good", "gone"),
    [
        (
            "NL",
            "Probleem melden",
            "Wat ging er mis, en wat had u verwacht?",
            "De melding versturen",
            "Mijn privacy",
            "Mijn account verwijderen",
            "een account zonder naam",
            "Huidig wachtwoord",
            "Mijn account voorgoed verwijderen",
            "Uw account is verwijderd.",
        ),
        (
            "FR",
            "Signaler un problème",
            "Qu’est-ce qui n’a pas fonctionné, et qu’attendiez-vous ?",
            "Envoyer le signalement",
            "Ma vie privée",
            "Supprimer mon compte",
            "un compte sans nom",
            "Mot de passe actuel",
            "Supprimer définitivement mon compte",
            "Votre compte est supprimé.",
        ),
        (
            "EN",
            "Report a problem",
            "What went wrong, and what did you expect?",
            "Send the report",
            "My privacy",
            "Delete my account",
            "an account without a name stays behind",
            "Current password",
            "Delete my account for good",
            "Your account is deleted.",
        ),
    ],
)
def test_with_activity_a_nameless_account_stays_and_the_person_with_his_rights(
    browser: Browser,
    factory: sessionmaker[Session],
    cast: Cast,
    code: str,
    report: str,
    told: str,
    send: str,
    privacy: str,
    delete: str,
    said: str,
    current: str,
    for_good: str,
    gone: str,
) -> None:
    filip = sign_in(browser().visit(), "filip.janssens").follow(code).follow(report)
    filip.fill(told, "Zqgeheim verhaal").press(send).visit().follow(privacy).follow(delete)
    filip.reads(said).fill(current, PASSWORD).press(for_good).reads(gone)
    sign_in(browser().visit(), "filip.janssens").reads("We don't recognise this username")
    found = _everything(factory)
    for table, rows in found.items():
        for value in ("filip.janssens", "Zqgeheim"):
            assert value not in rows, (table, value)
    assert "Janssens" in found["account_person"]
    assert f"({cast.organisations['Gemeente Voorbeeldegem']}," in found["rights_right"]
    greet = enter(browser, "greet.desmet").follow("Persons").follow("Filip Janssens").reads("Local administrator")
    assert greet.status == 200
