"""Bram answers what the counter asks, writes to it, comes back by a mail and withdraws, in Dutch and in French."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from app import events
from app.policy import Identity, Role
from app.syndics.queries import details_of, subject_of
from app.wallet.invoicing.crediting import credit_lines
from app.wallet.invoicing.issuing import Issue, issue_month
from app.wallet.invoicing.seller import DEMO
from models.organisations import Organisation
from models.syndics import Case
from models.values.mandates import CaseState, StepKind
from tests.app.syndics import stage
from tests.app.wallet.offices import FINANCE_ROLES
from tests.stories import office
from tests.stories.cast import Cast
from tests.stories.office import acting, changed
from tests.stories.stage import MOMENT, Browser, Post, enter

ASKED, WROTE = "Klopt het telefoonnummer?", "Wij verhuizen binnenkort."
MEMBER = frozenset({Role.PERSON, Role.MEMBER})
WORDS = {
    "NL": {
        "menu": "Dossiers over syndici", "waits": "Dossiers over syndici die op u wachten",
        "question": "Vraag aan u", "message": "Uw bericht", "send": "Het bericht versturen",
        "empty": "Schrijf eerst uw bericht.", "sent": "Verstuurd. Het ondernemingsloket krijgt bericht.",
        "answer": "De vraag beantwoorden", "nothing": "Er is nog niets om mee te antwoorden",
        "words": "Wat wilt u erbij zeggen?", "unchanged": "U paste sindsdien niets aan.",
        "phone": "Telefoon voor dit dossier", "number": "Rijksregisternummer van de syndicus",
        "answered": "Beantwoord. Het ondernemingsloket gaat verder met uw dossier.",
        "withdraw": "Dit dossier intrekken", "sure": "Intrekken",
        "back": "gaat meteen terug naar de portefeuille van Immo Peeters",
        "withdrawn": "Ingetrokken. Wat betaald was, staat weer in de portefeuille.",
        "money": "Betaald en terugbetaald", "ended": "Dit dossier is al afgesloten", "repaid": "Terugbetaald",
        "mailbox": "Postvak", "acts": "U treedt nu op voor Immo Peeters",
        "subject": "Ga verder met uw dossier over VME Residentie De Linden",
    },
    "FR": {
        "menu": "Dossiers concernant les syndics", "waits": "Dossiers de syndics qui vous attendent",
        "question": "Question pour vous", "message": "Votre message", "send": "Envoyer le message",
        "empty": "Écrivez d’abord votre message.", "sent": "Envoyé. Le guichet d’entreprises est averti.",
        "answer": "Répondre à la question", "nothing": "Il n’y a encore rien pour répondre",
        "words": "Que voulez-vous y ajouter ?", "unchanged": "Vous n’avez rien modifié depuis.",
        "phone": "Téléphone pour ce dossier", "number": "Numéro de registre national du syndic",
        "answered": "Répondu. Le guichet d’entreprises poursuit votre dossier.",
        "withdraw": "Retirer ce dossier", "sure": "Retirer",
        "back": "retourne aussitôt dans le portefeuille de Immo Peeters",
        "withdrawn": "Retiré. Ce qui avait été payé est de retour dans le portefeuille.",
        "money": "Payé et remboursé", "ended": "Ce dossier est déjà clos", "repaid": "Remboursé",
        "mailbox": "Boîte de réception", "acts": "Vous agissez maintenant pour Immo Peeters",
        "subject": "Poursuivez votre dossier concernant VME Residentie De Linden",
    },
}  # fmt: skip


@pytest.fixture(autouse=True)
def an_office(factory: sessionmaker[Session], cast: Cast) -> None:
    office.furnish(factory, cast)


def _bram(session: Session, cast: Cast) -> Identity:
    office_id = session.scalars(select(Organisation.id).where(Organisation.name == "Immo Peeters")).one()
    return Identity(cast.accounts["Bram"], cast.persons["Bram"], MEMBER, office_id)


def _case(factory: sessionmaker[Session], cast: Cast, state: CaseState) -> None:
    """Bram's, for Immo Peeters."""

    def make(session: Session) -> None:
        case = stage.add_case(session, _bram(session, cast), state, now=MOMENT)
        if state is CaseState.QUESTION:
            stage.add_step(session, case, StepKind.ASKED, ASKED, now=MOMENT)

    changed(factory, make)


def _other_details(session: Session) -> None:
    """A colleague changes phone and syndic's number of the only case."""
    case = session.scalars(select(Case)).one()
    told = details_of(case)
    person = replace(told.syndic.person, number=stage.NORA.number)
    told = replace(
        told, reach=replace(told.reach, phone="+32 470 99 99 99"), syndic=replace(told.syndic, person=person)
    )
    case.details = json.dumps(told.told())


@pytest.mark.parametrize("language", WORDS)
def test_bram_writes_answers_and_shows_only_what_changed(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, language: str
) -> None:
    said = WORDS[language]
    _case(factory, cast, CaseState.QUESTION)
    bram = acting(browser, "bram.claes", language).visit().reads(said["waits"])
    bram.follow(stage.LINDEN.name).reads(said["question"], ASKED, said["unchanged"]).reads_nothing_of("Lemaire")
    bram.press(said["send"])
    assert bram.status == 422
    assert bram.error(said["message"]) == said["empty"]
    bram.fill(said["message"], "x" * 5000).press(said["send"])
    assert (bram.status, len(bram.value(said["message"]))) == (422, 5000), "nothing typed is lost"
    bram.fill(said["message"], WROTE).press(said["send"], times=2).reads(said["sent"])
    assert bram.text.count(WROTE) == 1
    other = bram.new_tab()
    bram.follow(said["answer"]).press(said["answer"])
    assert bram.status == 422
    assert said["nothing"] in bram.error(said["words"])
    changed(factory, _other_details)
    an = acting(browser, "an.peeters", language).follow(said["menu"]).follow(stage.LINDEN.name)
    an.follow(said["answer"]).reads(said["phone"], "+32 470 00 00 01", "+32 470 99 99 99", said["number"])
    an.reads("81.09.03-***.**").reads_nothing_of(stage.NORA.number[6:], "8400")
    stale = other.follow(said["answer"])
    an.press(said["answer"], times=2).reads(said["answered"])
    assert not an.sees_link(said["answer"])
    stale.press(said["answer"])
    assert stale.status == 422


@pytest.mark.parametrize("language", WORDS)
def test_withdrawn_before_it_was_taken_up_the_fee_is_back(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, language: str
) -> None:
    said = WORDS[language]
    _case(factory, cast, CaseState.SUBMITTED)
    bram = acting(browser, "bram.claes", language).follow(said["menu"]).follow(stage.LINDEN.name)
    bram.follow(said["withdraw"]).reads(said["back"])
    late = bram.new_tab()
    bram.press(said["sure"]).reads(said["withdrawn"])
    assert said["repaid"] in bram.part(said["money"])
    assert not bram.sees_link(said["withdraw"])
    late.press(said["sure"]).reads(said["ended"])
    assert late.status == 422


def test_a_fee_that_finance_credited_is_told_before_and_after_and_in_the_mail(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, post: Post
) -> None:
    month = date(2027, 2, 1)

    def credit(session: Session) -> None:
        bram, at = _bram(session, cast), datetime(2027, 2, 10, 9, tzinfo=UTC)
        stage.add_case(session, bram, CaseState.SUBMITTED, now=at)
        assert bram.organisation_id is not None
        home = {"street": "Markt 1", "postal_code": "9300", "place": "Aalst"}
        session.execute(update(Organisation).where(Organisation.id == bram.organisation_id).values(**home))
        (made,) = issue_month(session, Issue(DEMO, month, month), [bram.organisation_id], MOMENT)
        hugo = Identity(cast.accounts["Hugo"], None, FINANCE_ROLES)
        credit_lines(session, hugo, made.id, {1: 1}, "Twice", "form", MOMENT)

    changed(factory, credit)
    by = "€112.50 is back in the wallet of Immo Peeters already: finance credited it by credit note"
    bram = acting(browser, "bram.claes", "EN").follow("Cases about syndics").follow(stage.LINDEN.name)
    bram.follow("Withdraw this case").reads(f"{by} C2027-000001.").reads_nothing_of("all that was paid goes back")
    bram.press("Withdraw").reads("Withdrawn. What was paid is back in the wallet.")
    assert "Paid back by finance, credit note C2027-000001" in bram.part("Paid and paid back")
    mail = post(bram).follow("Mailbox").follow("Your case about VME Residentie De Linden is withdrawn")
    mail.reads("is back in the wallet of Immo Peeters.", "earlier, by credit note C2027-000001")


def test_a_draft_is_dropped_by_the_word_that_led_there(
    browser: Browser, factory: sessionmaker[Session], cast: Cast
) -> None:
    _case(factory, cast, CaseState.DRAFT)
    bram = acting(browser, "bram.claes", "EN").follow("Cases about syndics").follow(stage.LINDEN.name)
    bram.follow("Drop this draft").reads("Nothing was paid, so nothing is paid back.")
    bram.press("Drop this draft").reads("Withdrawn.")


@pytest.mark.parametrize("language", WORDS)
def test_the_mail_leads_back_twice_in_whichever_context(
    browser: Browser, factory: sessionmaker[Session], cast: Cast, post: Post, language: str
) -> None:
    said = WORDS[language]
    _case(factory, cast, CaseState.DRAFT)

    def keep(session: Session) -> None:
        case = session.scalars(select(Case)).one()
        case.page = "mandate"
        events.record(session, events.Tag.MANDATE_CASE_KEPT, subject_of(case), _bram(session, cast), MOMENT)

    bram = enter(browser, "bram.claes").follow(language)
    changed(factory, keep)
    mail = post(bram).follow(said["mailbox"]).follow(said["subject"])
    link = next(word for word in mail.text.split() if "/mandate-cases/go-on/" in word)
    way = link[link.index("/mandate-cases/") :]
    first = bram.new_tab().typed_address(way).reads(said["acts"])
    assert "/mandate-case/mandate/" in first.url
    assert bram.new_tab().typed_address(way).url == first.url
    stranger = enter(browser, "chloe.dubois")
    assert stranger.typed_address(way).status == 404
