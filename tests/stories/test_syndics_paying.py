"""An pays for a case from the wallet of her office and submits it; Chloé, who acts for herself, pays in for an
association that nobody manages yet; Ines keeps the table of fees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from app.policy import Identity, Role
from app.transaction import Scope
from app.transaction import enter as scoped
from models.organisations import Organisation
from models.syndics import Case
from models.values.mandates import CaseDetails
from tests.app.syndics import stage
from tests.stories import office
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import MOMENT, Browser, enter
from tests.stories.walker import Walker

pytestmark = pytest.mark.trust("Spending")
IN_TIME = replace(stage.MANDATE, decided_on=date(2027, 3, 8), starts_on=date(2027, 4, 15))
Drafted = Callable[..., int]
WORDS = {
    "NL": {
        "low": "Het saldo van € 0,00 is te laag voor € 112,50: er ontbreekt € 112,50.",
        "fee": "Inschrijvingsrecht van 2027, buiten het toepassingsgebied van de btw € 112,50",
        "top_up": "Opladen en voortgaan", "go": "Naar de betaling", "pay": "Betalen",
        "there": "€ 112,50 staat in de portefeuille. Nu kunt u betalen en indienen.",
        "left": "Blijft daarna over € 0,00", "submit": "Indienen en € 112,50 betalen",
        "done": "Ingediend en betaald, op tijd.", "all": "Alles wat de wet vraagt, is er.",
        "day": "14/04/2027", "change": "Wijzigen: Aanstelling",
    },
    "FR": {
        "low": "Le solde de 0,00 € est insuffisant pour 112,50 € : il manque 112,50 €.",
        "fee": "Droit d’inscription de 2027, hors du champ d’application de la TVA 112,50 €",
        "top_up": "Recharger et continuer", "go": "Passer au paiement", "pay": "Payer",
        "there": "112,50 € se trouve dans le portefeuille. Vous pouvez à présent payer et introduire.",
        "left": "Restera ensuite 0,00 €", "submit": "Introduire et payer 112,50 €",
        "done": "Introduit et payé, dans le délai.", "all": "Tout ce que la loi demande s’y trouve.",
        "day": "14/04/2027", "change": "Modifier: Désignation",
    },
}  # fmt: skip


@pytest.fixture
def settings(state: Path) -> dict[str, str]:
    """The bank leads back to where the walkers are; a password counts as a key of level high."""
    return {"DEMO_PASSWORD_IS_HIGH": "1", "TRUSTED_HOSTS": "localhost", "STATE_DIR": str(state)}


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast) -> None:
    office.furnish(factory, cast)


@pytest.fixture
def fee(factory: sessionmaker[Session]) -> None:
    changed(factory, lambda session: stage.add_fee(session, 2027))


@pytest.fixture
def drafted(factory: sessionmaker[Session], cast: Cast) -> Drafted:
    """A whole draft of An's office, or of Chloé for herself; about an association of its own."""

    def made(name: str = "An", details: CaseDetails | None = None) -> int:
        with factory() as session:
            scoped(session, Scope.office())
            peeters = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
            member = frozenset({Role.PERSON, Role.MEMBER})
            who = Identity(cast.accounts[name], None, member, peeters if name == "An" else None)
            told = details or stage.told(mandate=IN_TIME, association=stage.fresh_association())
            if told.association.number:
                stage.registered(session, told.association.number, told.association.name)
            case = stage.add_case(session, who, details=told, now=MOMENT - timedelta(days=1))
            case.language = "fr" if name == "Chloé" else "nl"
            session.commit()
            return case.id

    return made


def plain(walker: Walker) -> str:
    return " ".join(walker.text.split())


def balances(factory: sessionmaker[Session]) -> list[str]:
    found: list[str] = []
    changed(
        factory,
        lambda s: found.extend(map(str, s.scalars(text("select balance from wallet order by organisation_id")))),
    )
    return found


def case_of(factory: sessionmaker[Session], case_id: int) -> Case:
    with factory() as session:
        scoped(session, Scope.office())
        return session.get_one(Case, case_id)


@pytest.mark.parametrize("language", WORDS)
def test_an_tops_up_on_the_spot_and_submits_once(
    browser: Browser, factory: sessionmaker[Session], drafted: Drafted, fee: None, language: str
) -> None:
    said, case_id = WORDS[language], drafted()
    an = acting(browser, "an.peeters", language).typed_address(f"/mandate-submit/{case_id}")
    for words in ("fee", "low", "all", "day"):
        assert said[words] in plain(an), words
    assert "Zeedijk 105" in plain(an)
    assert an.sees_link(said["change"])
    an.follow(said["top_up"]).press(said["go"]).press(said["pay"])
    assert said["there"] in plain(an)
    assert said["left"] in plain(an)
    before = an.new_tab().typed_address(f"/mandate-submit/{case_id}")
    an.press(said["submit"], times=2)
    assert balances(factory) == ["0.00"]
    assert case_of(factory, case_id).state == "submitted"
    before.press(said["submit"])  # the other tab is told, and nothing is taken
    made = case_of(factory, case_id)
    assert (made.due_on, made.submitted_at, balances(factory)) == (date(2027, 4, 14), MOMENT, ["0.00"])
    assert made.proof_id is not None


def test_an_transfers_and_reads_until_then_what_is_awaited(browser: Browser, drafted: Drafted, fee: None) -> None:
    case_id = drafted()
    an = acting(browser, "an.peeters", "EN").typed_address(f"/mandate-submit/{case_id}")
    an.reads_nothing_of("hasn’t come in yet").follow("Top up and go on")
    an.choose("How do you pay?", "Bank transfer: it takes a few days").press("Go and pay")
    an.reads("It goes into the wallet of Immo Peeters, and stays its own until it is spent.")
    an.reads_nothing_of("Only you can spend it")
    an.follow("Back to the case").reads("Your transfer of €", "hasn’t come in yet")
    an.follow("See what to fill in at your bank").reads("Structured communication")


def test_chloe_pays_in_for_an_association_that_nobody_manages(
    browser: Browser, factory: sessionmaker[Session], drafted: Drafted, fee: None
) -> None:
    case_id = drafted("Chloé")
    chloe = enter(browser, "chloe.dubois").follow("change").choose("For whom", "Myself").press("Choose")
    chloe.typed_address(f"/mandate-submit/{case_id}")
    assert "You act for yourself, so the association pays." in plain(chloe)
    assert not chloe.sees_button("Submit and pay €112.50")
    chloe.follow("Top up and go on").fill("Amount", "20").press("Go and pay")
    assert chloe.error("Amount")
    chloe.fill("Amount", "150").press("Go and pay").press("Pay")
    assert "Paid in by you, to be spent €150.00 Left afterwards €37.50" in plain(chloe)
    # A stranger finds nothing there, and the counter hands in nobody's case.
    bram = enter(browser, "bram.claes").typed_address(f"/mandate-submit/{case_id}")
    assert "Zeedijk" not in bram.text
    ines = enter(browser, "ines.lemaire").typed_address(f"/mandate-submit/{case_id}")
    assert "Zeedijk" not in ines.text
    chloe.press("Submit and pay €112.50")
    assert balances(factory) == ["37.50"]
    assert case_of(factory, case_id).proof_id is not None


def test_late_and_unlikely_days_are_warned_of_and_what_lacks_keeps_the_button_away(
    browser: Browser, factory: sessionmaker[Session], drafted: Drafted, fee: None
) -> None:
    linden = stage.fresh_association()
    late = replace(IN_TIME, decided_on=date(2027, 3, 12), starts_on=date(2027, 2, 1))
    an = acting(browser, "an.peeters").typed_address(
        f"/mandate-submit/{drafted(details=stage.told(mandate=late, association=linden))}"
    )
    assert "You can still submit; it counts as late." in plain(an) or "in time" in plain(an)
    assert "things to look at once more; you can still submit." in plain(an)
    lacking = stage.told(mandate=IN_TIME, association=stage.fresh_association(), syndic=stage.NOBODY_YET)
    an.typed_address(f"/mandate-submit/{drafted(details=lacking)}")
    assert "One thing has to be put right before you can submit; it stands below." in plain(an)
    assert not an.sees_button("Submit and pay €112.50")


def test_an_association_without_a_number_is_announced_first(
    browser: Browser, factory: sessionmaker[Session], drafted: Drafted, fee: None
) -> None:
    case_id = drafted(details=stage.told(mandate=IN_TIME, association=stage.NEW_ONE))
    an = acting(browser, "an.peeters").typed_address(f"/mandate-submit/{case_id}")
    assert "Registration of the association, VAT excluded €37.00 VAT, 21% €7.77 Total €157.27" in plain(an)
    an.press("Announce to the business counter")
    made = case_of(factory, case_id)
    assert (made.state, made.handed_in_at, made.charge_id) == ("announced", MOMENT, None)


def test_a_year_without_a_fee_is_told_and_ines_fills_it_in(
    browser: Browser, factory: sessionmaker[Session], drafted: Drafted
) -> None:
    case_id = drafted()
    an = acting(browser, "an.peeters").typed_address(f"/mandate-submit/{case_id}")
    an.reads("Nobody filled in yet what registering costs in 2027").press("Tell the business counter")
    an.reads("The business counter is told; your case is kept.").press("Tell the business counter")
    told: list[int] = []
    count = text("select count(*) from event where tag = 'syndics.fee.missing'")
    changed(factory, lambda session: told.append(session.execute(count).scalar_one()))
    assert told == [1]
    an.follow("Registration fees").reads("The fee of 2027 isn’t filled in", "The business counter adds it.", "109")
    assert not an.sees_link("Add a year")
    ines = enter(browser, "ines.lemaire").follow("Registration fees").follow("Add a year")
    assert ines.value("Year") == "2027"
    ines.fill("Fee of one act", "0").fill("Source", "Decree").press("Keep this fee")
    assert "above zero" in ines.error("Fee of one act")
    ines.fill("Fee of one act", "112,60").press("Keep this fee").reads("Acts submitted in 2027 cost this", "Ines")
    ines.follow("Correct").fill("Fee of one act", "112,50").press("Keep this fee").reads("Corrected.", "€112.50")
    ines.follow("Registration fees").follow("Add a year").fill("Year", "2027").fill("Fee of one act", "5")
    ines.fill("Source", "Decree").press("Keep this fee").reads("This year has a fee already.")
    an.follow("Registration fees").reads("The business counter", "Came with the site").reads_nothing_of("Ines")
    an.typed_address(f"/mandate-submit/{case_id}").follow("Top up and go on").press("Go and pay").press("Pay")
    an.press("Submit and pay €112.50")
    assert balances(factory) == ["0.00"]
    ines.follow("Registration fees").follow("2027").reads("it can’t be corrected any more")
    assert not ines.sees_link("Correct")
    # Her own name stands at the top of each page, and here a second time.
    assert ines.text.count("Ines Lemaire") == 2
