"""Bram notes cash at a sale and a difference with the UBO register; An, AML officer, makes an atypical operation
of what he told her, concludes that it is suspicious and goes on to the FIU: of that Bram finds nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.policy import Identity
from app.transaction import Scope
from app.transaction import enter as act_as
from models.organisations import Organisation
from tests.app.aml.complete_files import add_complete, add_complete_organisation
from tests.app.aml.lists_of_today import MEMBER, load
from tests.app.aml.rules_of_today import EACH, publish
from tests.stories.aml_office import open_office
from tests.stories.cast import Cast
from tests.stories.office import acting
from tests.stories.stage import MOMENT, Browser, enter
from tests.stories.walker import Walker

WORDS = {
    "EN": {
        "cash": "Note cash", "note": "Note the cash", "day": "On which day?", "amount": "How much cash, in euro?",
        "told": "What happened?", "measure": "What did the office do about it?", "noted": "The cash is noted.",
        "nothing": "The amount has to be more than nothing.", "future": "This day is still to come.",
        "missing": "Write this down", "withdraw": "Withdraw…", "why": "Why is it withdrawn?", "do": "Withdraw it",
        "gone": "It is withdrawn.", "withdrawn": "Withdrawn",
        "differs": "Note a difference with the UBO register", "says": "What does the register say?",
        "found": "What did your office find?", "keep": "Note the difference", "tell": "The register was told",
        "on": "On which day was the register told?", "reference": "Reference of the register",
        "note_it": "Note it",
        "told_so": "Noted that the register was told.", "settle": "It is settled",
        "settled_on": "On which day was it settled?", "outcome": "How was it settled?",
        "early": "This can't be before", "settled": "The difference is settled.", "state": "Settled",
        "list": "Notifications", "make": "Make it an atypical operation", "title": "In a few words",
        "made": "It is noted. Write the report on it", "write": "Write this report",
        "looked": "What was looked at", "atypical": "Why it is atypical", "conclusion": "Conclusion",
        "save": "Save", "saved": "The report is saved.", "conclude": "Conclude…",
        "lacks": "Not written yet: Why it is atypical, Conclusion.",
        "what": "What do you conclude?", "suspicious": "Suspicious: to be reported", "go": "Conclude",
        "choose": "Choose what you conclude.", "done": "Concluded. Now report it to the FIU.",
        "report": "Report to the FIU", "begin": "Begin the report", "begun": "Nothing is blocked yet.",
        "reason": "Why do you report it?", "paper": "The paper (PDF)", "back": "Atypical operations",
    },
    "NL": {
        "cash": "Contant geld noteren", "note": "Het contant geld noteren", "day": "Op welke dag?",
        "amount": "Hoeveel contant geld, in euro?", "told": "Wat is er gebeurd?",
        "measure": "Wat deed het kantoor eraan?", "noted": "Het contant geld is genoteerd.",
        "nothing": "Het bedrag moet meer dan nul zijn.", "future": "Deze dag moet nog komen.",
        "missing": "Schrijf dit op", "withdraw": "Intrekken…", "why": "Waarom wordt het ingetrokken?",
        "do": "Intrekken", "gone": "Het is ingetrokken.", "withdrawn": "Ingetrokken",
        "differs": "Een verschil met het UBO-register noteren", "says": "Wat zegt het register?",
        "found": "Wat vond uw kantoor?", "keep": "Het verschil noteren", "tell": "Het register is verwittigd",
        "on": "Op welke dag werd het register verwittigd?", "reference": "Referentie van het register",
        "note_it": "Noteren", "told_so": "Genoteerd dat het register verwittigd is.", "settle": "Het is opgelost",
        "settled_on": "Op welke dag werd het opgelost?", "outcome": "Hoe werd het opgelost?",
        "early": "Dit kan niet vóór", "settled": "Het verschil is opgelost.", "state": "Opgelost",
        "list": "Meldingen", "make": "Er een atypische verrichting van maken", "title": "In enkele woorden",
        "made": "Het is genoteerd. Schrijf het verslag erover", "write": "Dit verslag schrijven",
        "looked": "Wat bekeken werd", "atypical": "Waarom het atypisch is", "conclusion": "Besluit",
        "save": "Bewaren", "saved": "Het verslag is bewaard.", "conclude": "Besluiten…",
        "lacks": "Nog niet geschreven: Waarom het atypisch is, Besluit.", "what": "Wat besluit u?",
        "suspicious": "Verdacht: te melden", "go": "Besluiten", "choose": "Kies wat u besluit.",
        "done": "Besloten. Meld het nu aan de CFI.", "report": "Melden aan de CFI", "begin": "De melding beginnen",
        "begun": "Er is nog niets geblokkeerd.", "reason": "Waarom meldt u het?", "paper": "Het document (pdf)",
        "back": "Atypische verrichtingen",
    },
    "FR": {
        "cash": "Noter des espèces", "note": "Noter les espèces", "day": "À quelle date ?",
        "amount": "Combien d’espèces, en euros ?", "told": "Que s’est-il passé ?",
        "measure": "Qu’a fait l’agence ?",
        "noted": "Les espèces sont notées.", "nothing": "Le montant doit être supérieur à zéro.",
        "future": "Ce jour est encore à venir.", "missing": "Écrivez-le", "withdraw": "Retirer…",
        "why": "Pourquoi est-elle retirée ?", "do": "Retirer", "gone": "C’est retiré.", "withdrawn": "Retiré",
        "differs": "Noter une différence avec le registre UBO", "says": "Que dit le registre ?",
        "found": "Qu’a trouvé votre agence ?", "keep": "Noter la différence", "tell": "Le registre a été averti",
        "on": "Quel jour le registre a-t-il été averti ?", "reference": "Référence du registre",
        "note_it": "Noter",
        "told_so": "Il est noté que le registre a été averti.", "settle": "Elle est réglée",
        "settled_on": "Quel jour a-t-elle été réglée ?", "outcome": "Comment a-t-elle été réglée ?",
        "early": "Cela ne peut pas être avant", "settled": "La différence est réglée.", "state": "Réglée",
        "list": "Signalements", "make": "En faire une opération atypique", "title": "En quelques mots",
        "made": "C’est noté. Rédigez le rapport", "write": "Rédiger ce rapport", "looked": "Ce qui a été examiné",
        "atypical": "Pourquoi c’est atypique", "conclusion": "Conclusion", "save": "Enregistrer",
        "saved": "Le rapport est enregistré.", "conclude": "Conclure…",
        "lacks": "Pas encore rédigé : Pourquoi c’est atypique, Conclusion.", "what": "Que concluez-vous ?",
        "suspicious": "Suspect : à déclarer", "go": "Conclure", "choose": "Choisissez ce que vous concluez.",
        "done": "Conclu. Déclarez-le maintenant à la CTIF.", "report": "Déclarer à la CTIF",
        "begin": "Commencer la déclaration", "begun": "Rien n’est encore bloqué.",
        "reason": "Pourquoi le déclarez-vous ?", "paper": "Le document (PDF)", "back": "Opérations atypiques",
    },
}  # fmt: skip
TOLD, WHY = "He put an envelope on the table.", "He earns little, and no bank saw the money."


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast, app: Flask, state: Path) -> None:
    open_office(factory, cast, app, state)
    with factory.begin() as session:
        act_as(session, Scope.office())
        publish(session, EACH)
        load(session, "eu", [])


@pytest.fixture
def files(factory: sessionmaker[Session], cast: Cast) -> tuple[int, int]:
    """A person and an organisation that Bram added."""
    with factory.begin() as session:
        act_as(session, Scope.office())
        office = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
        act_as(session, Scope.organisation(office))
        bram = Identity(cast.accounts["Bram"], None, MEMBER, office)
        return add_complete(session, bram, MOMENT).id, add_complete_organisation(session, bram, MOMENT).id


def at_a_sale(bram: Walker) -> Walker:
    bram.follow("Client transactions").follow("Begin a transaction").fill("Reference", "2027-014")
    bram.choose("Kind of transaction", "Sale").press("Begin")
    return bram


@pytest.mark.parametrize("language", WORDS)
def test_bram_notes_cash_at_a_sale_and_withdraws_it(
    browser: Browser, files: tuple[int, int], language: str
) -> None:
    said = WORDS[language]
    number = at_a_sale(acting(browser, "bram.claes")).url.rsplit("/", 1)[1]
    bram = acting(browser, "bram.claes", language).typed_address(f"/deals/show/{number}").follow(said["cash"])
    bram.fill(said["day"], "2027-03-16").fill(said["amount"], "0").press(said["note"])
    assert bram.status == 422
    assert said["future"] in bram.error(said["day"])
    assert said["nothing"] in bram.error(said["amount"])
    assert said["missing"] in bram.error(said["told"])
    bram.fill(said["day"], "2027-03-14").fill(said["amount"], "1,005").press(said["note"])
    assert bram.status == 422
    bram.fill(said["amount"], "15000").fill(said["told"], TOLD).fill(said["measure"], "Refused.")
    bram.press(said["note"], times=2).reads(said["noted"], TOLD, "2027-014", "14/03/2027")
    bram.follow(said["withdraw"]).fill(said["why"], "It was a cheque.").press(said["do"]).reads(said["gone"])
    assert not bram.sees_link(said["withdraw"])
    bram.typed_address(f"/deals/show/{number}").reads(said["withdrawn"])
    assert bram.part({"EN": "In the registers", "NL": "In de registers", "FR": "Dans les registres"}[language])


@pytest.mark.parametrize("language", WORDS)
def test_bram_notes_a_difference_tells_the_register_and_settles_it(
    browser: Browser, files: tuple[int, int], language: str
) -> None:
    said, (_, firm) = WORDS[language], files
    bram = acting(browser, "bram.claes", language).typed_address(f"/contacts/show/{firm}").follow(said["differs"])
    bram.fill(said["says"], "Jan owns all.").fill(said["found"], "Piet owns half.")
    bram.fill({"EN": "On which day was it noticed?", "NL": "Op welke dag werd het vastgesteld?",
               "FR": "Quel jour l’a-t-on constaté ?"}[language], "2027-03-10")  # fmt: skip
    bram.press(said["keep"], times=2).reads("Jan owns all.", "Piet owns half.")
    bram.follow(said["settle"]).fill(said["settled_on"], "2027-03-09").press(said["note_it"])
    assert bram.status == 422
    assert said["early"] in bram.error(said["settled_on"])
    assert said["missing"] in bram.error(said["outcome"])
    bram.typed_address(bram.url.replace("/settle/", "/show/")).follow(said["tell"])
    bram.fill(said["on"], "2027-03-11").fill(said["reference"], "UBO-7")
    bram.press(said["note_it"], times=2).reads(said["told_so"], "UBO-7")
    assert not bram.sees_link(said["tell"])
    bram.follow(said["settle"]).fill(said["settled_on"], "2027-03-12").fill(said["outcome"], "Put right.")
    bram.press(said["note_it"]).reads(said["settled"], "Put right.")
    bram.typed_address(f"/contacts/show/{firm}").reads(said["state"])


@pytest.mark.trust("AML")
@pytest.mark.parametrize("language", WORDS)
def test_an_makes_an_atypical_operation_of_what_bram_told_and_bram_finds_nothing_of_it(
    browser: Browser, files: tuple[int, int], language: str
) -> None:
    said, (wim, _) = WORDS[language], files
    bram = acting(browser, "bram.claes").typed_address(f"/contacts/show/{wim}").follow("Notify the officer")
    bram.fill("What should the AML officer know?", TOLD).press("Notify the AML officer")
    pages = (bram.url, f"/contacts/show/{wim}", "/contacts/list/", "/notifications/list/", "/")
    before = [bram.typed_address(page).text for page in pages]
    an = acting(browser, "an.peeters", language).follow(said["list"]).follow("Wim Verlinden").follow(said["make"])
    assert an.value(said["told"]) == TOLD
    an.press(said["note_it"], times=2).reads(said["made"])
    an.follow(said["write"]).fill(said["looked"], "His statements.").press(said["save"]).reads(said["saved"])
    an.follow(said["conclude"]).reads(said["lacks"]).follow(said["write"])
    an.fill(said["atypical"], WHY).fill(said["conclusion"], "It can’t be his.").press(said["save"], times=2)
    an.follow(said["conclude"]).press(said["go"])
    assert an.status == 422
    assert said["choose"] in an.error(said["what"])
    an.choose(said["what"], said["suspicious"]).press(said["go"], times=2).reads(said["done"])
    assert not an.sees_link(said["write"])
    assert an.download(said["paper"]).startswith(b"%PDF")
    shown = an.url
    an.follow(said["report"]).press(said["begin"]).reads(said["begun"])
    an.typed_address(an.url.replace("/show/", "/write/"))
    assert WHY in an.value(said["reason"])
    an.typed_address(shown).reads(TOLD, WHY)
    assert [bram.typed_address(page).text for page in pages] == before
    if language != "EN":
        return  # what nobody else may open doesn't depend on it
    number = shown.rsplit("/", 1)[1]
    for walker in (bram, enter(browser, "greet.desmet"), enter(browser, "dirk.maes")):
        for address in (f"/atypical/show/{number}", "/atypical/list/", "/atypical/note", "/atypical/show/999999",
                        f"/atypical/paper/{number}", f"/atypical/note-about/contact/{wim}"):  # fmt: skip
            assert walker.typed_address(address).status == 403
            walker.reads_nothing_of(WHY, "typical")
    assert enter(browser, "joris.vandamme").typed_address(shown).status in (403, 404)


def test_an_entry_from_the_registers_own_page_is_about_whom_one_searches(
    browser: Browser, files: tuple[int, int]
) -> None:
    bram = acting(browser, "bram.claes").typed_address("/cash-breaches/list/").reads("No cash was noted.")
    bram.follow("Note cash").fill("Search by name, reference or address", "verl").press("Search")
    assert bram.status == 200
    bram.reads("Bakkerij Verlinden").choose("What is it about?", "Bakkerij Verlinden")
    bram.fill("On which day?", "2027-03-10")
    bram.fill("How much cash, in euro?", "500").fill("What happened?", TOLD)
    bram.fill("What did the office do about it?", "Refused.").press("Note the cash").reads("The cash is noted.")
    bram.follow("Bakkerij Verlinden").reads("Cash: €500.00")
    bram.typed_address("/cash-breaches/list/?year=2027").reads("Bakkerij Verlinden", "€500.00")
    bram.typed_address("/cash-breaches/list/?year=2026").reads_nothing_of("Bakkerij Verlinden")
    bram.typed_address("/discrepancies/list/").follow("Note a difference")
    bram.fill("Search by name, reference or address", "zorro").press("Search organisations")
    bram.reads("Nothing of your office is called that.")
    bram.smuggle("chosen", f"contact-{files[0]}").fill("What does the register say?", "Jan.")
    bram.fill("What did your office find?", "Piet.").press("Note the difference")
    assert bram.status == 422
    bram.reads("Wim Verlinden is a person, and the UBO register is about organisations.")
