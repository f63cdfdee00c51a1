"""Contact: the tool, what the screen said, a picture of it, and what is asked about cards; signed in or not."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from tests.app.documents.making import pdf, picture
from tests.stories.stage import Browser, Post, Time, enter, sign_in

TOLD = "What went wrong, and what did you expect?"
PICTURE = "A picture of the whole page"


@pytest.mark.parametrize(
    ("code", "report", "words", "hours"),
    [
        (
            "NL",
            "Probleem melden",
            (
                "Wat ging er mis, en wat had u verwacht?",
                "In welke toepassing?",
                "Wat er op het scherm stond, woord voor woord",
                "Een afbeelding van de hele pagina",
                "De melding versturen",
            ),
            ("Maandag tot vrijdag: 09:00–12:00, 13:00–17:00", "Nu is er iemand."),
        ),
        (
            "FR",
            "Signaler un problème",
            (
                "Qu’est-ce qui n’a pas fonctionné, et qu’attendiez-vous ?",
                "Dans quelle application ?",
                "Ce qui était affiché, mot pour mot",
                "Une image de la page entière",
                "Envoyer le signalement",
            ),
            ("Lundi à vendredi : 09:00–12:00, 13:00–17:00", "Quelqu’un est là en ce moment."),
        ),
        (
            "EN",
            "Report a problem",
            (TOLD, "In which tool?", "What the screen said, word for word", PICTURE, "Send the report"),
            ("Monday to Friday: 09:00–12:00, 13:00–17:00", "Somebody is there now."),
        ),
    ],
)
def test_bram_sends_what_he_saw_and_dirk_opens_it(
    browser: Browser, code: str, report: str, words: tuple[str, ...], hours: tuple[str, str]
) -> None:
    told, tool, screen, shown, send = words
    bram = sign_in(browser().visit(), "bram.claes").follow(code).follow(report).reads(*hours)
    options = bram.page.xpath("//select[@name='tool_id']/option/text()")
    bram.fill(told, "Het doet niets.").choose(tool, options[1]).fill(screen, "Fout 42: <b>niets</b>")
    bram.attach(shown, picture("PNG"), "scherm.png").press(send).reads("C-000001", hours[0])
    dirk = enter(browser, "dirk.maes").follow("C-000001").reads("Fout 42: <b>niets</b>", "scherm.png")
    assert dirk.download("The picture of the page").startswith(b"\x89PNG")
    assert enter(browser, "chloe.dubois").client.get("/cases/picture/1").status_code == 404
    assert bram.client.get("/cases/picture/1").status_code == 200


def test_a_stranger_tells_about_her_card_and_gets_a_mail(browser: Browser, post: Post) -> None:
    walker = browser().visit().follow("Report a problem")
    walker.fill(TOLD, "My card isn't read.").fill("E-mail", "lotte@prive.example")
    walker.fill("Which browsers did you try?", "Firefox, Chrome")
    walker.fill("Which antivirus or firewall guards your computer?", "Schild 4")
    walker.attach(PICTURE, pdf(), "page.pdf").press("Send the report").reads("Your case has number C-000001")
    dirk = enter(browser, "dirk.maes").follow("C-000001").reads("Firefox, Chrome", "Schild 4", "page.pdf")
    assert dirk.download("The picture of the page").startswith(b"%PDF")
    dirk.visit().follow("Documents").reads_nothing_of("page.pdf")
    post(walker)
    dirk.visit().follow("Mails").reads("Your case C-000001")


@pytest.mark.trust("5.2.2")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("scherm.png", b"<html>nothing</html>", "but the content is"),
        ("scherm.docx", b"PK\x03\x04", "Files with this ending aren't taken here."),
        ("scherm.pdf", b"%PDF-1.7" + bytes(6 << 20), "larger than 5 MB"),
        ("scherm.png", picture("PNG")[:60], "damaged or incomplete"),
    ],
    ids=["page", "word", "large", "half"],
)
def test_a_picture_that_is_none_opens_no_case_and_keeps_what_was_told(
    browser: Browser, factory: sessionmaker[Session], name: str, content: bytes, said: str
) -> None:
    bram = enter(browser, "bram.claes").follow("Report a problem").fill(TOLD, "Het doet niets.")
    bram.attach(PICTURE, content, name).press("Send the report")
    assert said in bram.error(PICTURE)
    assert bram.value(TOLD) == "Het doet niets."
    with factory() as session:
        session.execute(text("set local role house_office"))
        assert session.execute(text("select count(*) from case_report")).scalar() == 0
        assert session.execute(text("select count(*) from document where kind = 'screenshot'")).scalar() == 0


def test_the_same_form_sent_twice_is_one_case_with_one_picture(
    browser: Browser, factory: sessionmaker[Session]
) -> None:
    bram = enter(browser, "bram.claes").follow("Report a problem").fill(TOLD, "Het doet niets.")
    bram.attach(PICTURE, picture("PNG"), "scherm.png").press("Send the report", times=2).reads("C-000001")
    with factory() as session:
        session.execute(text("set local role house_office"))
        assert session.execute(text("select count(*) from document where kind = 'screenshot'")).scalar() == 1


def test_the_picture_goes_ninety_days_after_the_case_is_closed(
    browser: Browser, factory: sessionmaker[Session], time: Time
) -> None:
    bram = enter(browser, "bram.claes").follow("Report a problem").fill(TOLD, "Het doet niets.")
    bram.attach(PICTURE, picture("PNG"), "scherm.png").press("Send the report")
    dirk = (
        enter(browser, "dirk.maes")
        .follow("C-000001")
        .follow("Write an answer")
        .fill("Answer", "Herstart uw toestel.")
    )
    dirk.press("Send the answer").reads("Answered.")
    assert bram.client.get("/cases/picture/1").status_code == 200
    time.passes(days=91)
    assert enter(browser, "bram.claes").client.get("/cases/picture/1").status_code == 404


def test_outside_its_hours_nobody_is_there(browser: Browser, time: Time) -> None:
    time.passes(hours=2)
    browser().visit().follow("Report a problem").reads("Nobody is there now; your report waits.")
