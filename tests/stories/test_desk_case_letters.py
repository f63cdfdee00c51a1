"""A reported problem is confirmed by mail with its number, and answered by mail; also to who has no account."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.transaction import Scope
from app.transaction import enter as act_as
from models.mail import Letter
from tests.stories.stage import Browser, Post, enter, sign_in


@pytest.mark.parametrize(
    ("code", "report", "told", "send", "mailbox", "arrived", "answered"),
    [
        (
            "NL",
            "Probleem melden",
            "Wat ging er mis, en wat had u verwacht?",
            "De melding versturen",
            "Postvak",
            "Uw dossier C-000001",
            "Een antwoord in uw dossier C-000001",
        ),
        (
            "FR",
            "Signaler un problème",
            "Qu’est-ce qui n’a pas fonctionné, et qu’attendiez-vous ?",
            "Envoyer le signalement",
            "Boîte de réception",
            "Votre dossier C-000001",
            "Une réponse dans votre dossier C-000001",
        ),
    ],
)
def test_who_has_an_account_reads_both_in_his_language(
    browser: Browser,
    post: Post,
    code: str,
    report: str,
    told: str,
    send: str,
    mailbox: str,
    arrived: str,
    answered: str,
) -> None:
    bram = sign_in(browser().visit(), "bram.claes").follow(code).follow(report)
    bram.fill(told, "De lijst blijft leeg").press(send)
    post(bram)
    bram.visit().follow(mailbox).follow(arrived).reads_nothing_of("De lijst blijft leeg")
    dirk = enter(browser, "dirk.maes").follow("C-000001").follow("Write an answer")
    dirk.fill("Answer", "Kijk eens bij de filters.\nZet ze allemaal af.").press("Send the answer")
    post(dirk)
    bram.visit().follow(mailbox).follow(answered).reads("Kijk eens bij de filters.", "Zet ze allemaal af.")


@pytest.mark.trust("Wider attack list")
def test_a_stranger_gets_them_at_his_address_and_nobody_sends_words_to_anothers(
    browser: Browser, post: Post, factory: sessionmaker[Session]
) -> None:
    stranger = browser().visit().follow("Report a problem").fill("E-mail", "iemand@example.be")
    stranger.fill("What went wrong, and what did you expect?", "Koop nu: https://evil.example")
    stranger.press("Send the report")
    post(stranger)
    dirk = (
        enter(browser, "dirk.maes")
        .follow("C-000001")
        .follow("Write an answer")
        .fill("Answer", "Maak een account.")
    )
    post(dirk.press("Send the answer"))
    with factory() as session:
        act_as(session, Scope.office())
        letters = session.scalars(select(Letter).order_by(Letter.id)).all()
        assert [one.address for one in letters] == ["iemand@example.be"] * 2
        assert "evil.example" not in letters[0].body + letters[0].html
        assert "Good day," in letters[0].body
        assert "Maak een account." in letters[1].body
