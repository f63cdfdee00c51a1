"""An error has a reference, and the helpdesk finds it; a problem is reported, gets a number, and is answered."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from tests.stories.cast import Cast
from tests.stories.stage import Browser, Time, days_for_bram, enter
from tests.stories.walker import Walker
from views.rights.granted import queries


def _reference(walker: Walker) -> str:
    found = re.search(r"Reference: ([0-9a-f]{8})", walker.text)
    assert found is not None, walker.text
    return found.group(1)


def _asked_as_staff(factory: sessionmaker[Session], question: str) -> str:
    with factory() as session:
        session.execute(text("set local role house_office"))
        return str(session.execute(text(question)).all())


@pytest.mark.trust("16.3.2")
@pytest.mark.trust("16.5.1")
def test_a_page_that_is_not_his_has_a_reference_that_dirk_understands(browser: Browser, cast: Cast) -> None:
    bram = enter(browser, "bram.claes").typed_address("/grant/")
    assert bram.status == 403
    reference = _reference(bram)

    dirk = enter(browser, "dirk.maes").search(reference)
    assert dirk.title == f"Reference {reference}"
    dirk.reads("Not allowed", "Bram Claes", "bram.claes", "/grant/", "15/03/2027", "Signed in with success")
    dirk.reads("his local administrator gives the right that opens this page")
    dirk.follow("The person's page")
    assert dirk.title == "Bram Claes"
    # From the list too, and typed in capitals.
    dirk.follow("References").fill("Reference", reference.upper()).press("Search").reads("1 result", "/grant/")
    assert not enter(browser, "bram.claes").sees_link("References")


def test_a_form_that_a_rule_refuses_shows_a_reference_and_keeps_what_was_typed(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    filip = (
        days_for_bram(browser, cast).fill("Last day", "2029-01-01").fill("Reason", "Geheime reden").press("Go on")
    )
    assert filip.status == 422
    reference = _reference(filip)
    assert filip.value("Reason") == "Geheime reden"

    dirk = enter(browser, "dirk.maes").search(reference)
    dirk.reads(
        "A rule said no", "rights.right.longer_than_maximum", "Filip Janssens", "the form says what to put right"
    )
    assert "Geheime" not in _asked_as_staff(factory, "select i::text from case_incident i")


@pytest.mark.trust("16.5.1")
@pytest.mark.trust("National numbers")
def test_a_bug_tells_the_visitor_a_reference_and_nothing_of_itself(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    filip = enter(browser, "filip.janssens").follow("All rights")

    def breaks(*_: object) -> None:
        raise ValueError(f"no row for {cast.numbers['Bram']}")

    monkeypatch.setattr(queries, "earlier_periods", breaks)
    address = filip.page.xpath("//tbody//a/@href")[0]
    answer = filip.client.get(address)
    assert answer.status_code == 500
    shown = answer.get_data(as_text=True)
    for inner in ("ValueError", "earlier_periods", "Traceback", str(cast.numbers["Bram"])):
        assert inner not in shown
    (reference,) = set(re.findall(r"[Rr](?:eference|eferentie): ([0-9a-f]{8})", shown))

    greet = enter(browser, "greet.desmet").reads("Pages that broke, last week", reference)
    greet.search(reference).reads("A page broke (ValueError)", address.rsplit("/", 1)[0])
    assert str(cast.numbers["Bram"]) not in _asked_as_staff(factory, "select i::text from case_incident i")


@pytest.mark.trust("National numbers")
def test_nothing_that_was_typed_is_kept_of_an_address(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    filip = enter(browser, "filip.janssens")
    digits = cast.numbers["Bram"].digits
    for address in (
        f"/nowhere/{digits}",
        f"/persons/show/{digits}",
        "/persons/show/zqsecret",
        "/rights/show/9?q=zqsecret",
    ):
        assert filip.typed_address(address).status == 404
    kept = _asked_as_staff(factory, "select i::text from case_incident i")
    assert digits not in kept
    assert "zqsecret" not in kept
    assert "/persons/show/…" in kept


@pytest.mark.trust("2.4.1")
def test_one_session_leaves_no_more_than_sixty_an_hour(
    browser: Browser, factory: sessionmaker[Session], time: Time
) -> None:
    bram = enter(browser, "bram.claes")
    for _ in range(65):
        bram.client.get("/grant/")
    assert _asked_as_staff(factory, "select count(*) from case_incident") == "[(60,)]"
    time.passes(minutes=19)
    bram.client.get("/")
    time.passes(minutes=19)
    bram.client.get("/")
    time.passes(minutes=19)
    bram.client.get("/")
    time.passes(minutes=19)
    bram.client.get("/grant/")
    assert _asked_as_staff(factory, "select count(*) from case_incident") == "[(61,)]"


def test_bram_reports_a_problem_dirk_answers_and_bram_reads_it(browser: Browser, cast: Cast) -> None:
    bram = enter(browser, "bram.claes").typed_address("/grant/")
    reference = _reference(bram)
    bram.visit().follow("Tools").follow("Report a problem")
    bram.reads("/tools/list/", "Gemeente Voorbeeldegem", reference)
    bram.press("Send the report")
    assert "Say in a few words what went wrong." in bram.error("What went wrong, and what did you expect?")
    bram.fill("What went wrong, and what did you expect?", "Ik kan geen recht toekennen.\n<b>Waarom?</b>")
    bram.press("Send the report")
    assert (bram.status, bram.title) == (200, "Report a problem")
    bram.reads("Your case has number C-000001").follow("Open the case")
    bram.reads("Not yet answered", "<b>Waarom?</b>", reference)

    dirk = enter(browser, "dirk.maes").reads("Open cases", "C-000001")
    dirk.follow("C-000001").reads("Bram Claes", "/tools/list/").follow("What happened").reads(
        "Not allowed", "C-000001"
    )
    assert dirk.visit().search("c-1").title == "Case C-000001"
    dirk.follow("Write an answer").fill("Answer", "Vraag het aan Filip.").press("Send the answer").reads(
        "Answered.", "Closed"
    )
    assert "Case closed" in dirk.part("History")

    bram.visit().follow("Cases").reads("C-000001", "Closed").follow("C-000001")
    bram.reads("Vraag het aan Filip.").reads_nothing_of("dirk.maes")
    assert not bram.sees_link("Answer")


@pytest.mark.trust("Tenants")
def test_a_case_is_there_for_who_reported_it_and_the_helpdesk_only(browser: Browser, cast: Cast) -> None:
    filip = enter(browser, "filip.janssens").follow("Report a problem")
    filip.fill("What went wrong, and what did you expect?", "Zqgeheim").press("Send the report").follow(
        "Open the case"
    )
    address = filip.url
    assert filip.visit().follow("Cases").reads("Zqgeheim").status == 200
    assert filip.visit().reads("Your cases", "C-000001").status == 200
    for username in ("bram.claes", "chloe.dubois", "joris.vandamme", "hugo.baert", "ines.lemaire"):
        stranger = enter(browser, username).typed_address(address)
        assert stranger.status == 404
        stranger.visit().search("C-000001").reads("Nothing found").reads_nothing_of("Zqgeheim")
        stranger.typed_address("/cases/list/").reads_nothing_of("Zqgeheim")
        assert stranger.typed_address(address.replace("show", "answer")).status == 403


@pytest.mark.trust("6.3.1")
def test_who_is_not_signed_in_leaves_an_address_and_reports_three_an_hour(browser: Browser, time: Time) -> None:
    stranger = browser().visit().follow("Report a problem")
    stranger.fill("What went wrong, and what did you expect?", "Ik kan niet binnen").press("Send the report")
    assert "Fill in an address to answer to." in stranger.error("E-mail")
    stranger.fill("E-mail", "zonder apenstaart").press("Send the report")
    assert "An e-mail address has an @ and a dot in it." in stranger.error("E-mail")
    stranger.fill("E-mail", "iemand@example.be").press("Send the report").reads("Your case has number C-000001")
    assert not stranger.sees_link("Open the case")
    for number in ("C-000002", "C-000003"):
        again = browser().visit().follow("Report a problem").fill("E-mail", "iemand@example.be")
        again.fill("What went wrong, and what did you expect?", "Nog eens").press("Send the report").reads(number)
    last = browser().visit().follow("Report a problem").fill("E-mail", "iemand@example.be")
    last.fill("What went wrong, and what did you expect?", "En nog").press("Send the report")
    last.reads("Several problems were reported from here in the last hour already.")
    time.passes(minutes=61)
    later = browser().visit().follow("Report a problem").fill("E-mail", "iemand@example.be")
    later.fill("What went wrong, and what did you expect?", "Later").press("Send the report").reads("C-000004")
    enter(browser, "dirk.maes").follow("Cases").reads("iemand@example.be", "Ik kan niet binnen", "4 results")


@pytest.mark.trust("2.3.4")
def test_a_report_sent_twice_is_one_case(browser: Browser) -> None:
    bram = enter(browser, "bram.claes").follow("Report a problem")
    bram.fill("What went wrong, and what did you expect?", "Dubbel").press("Send the report", times=2)
    bram.reads("C-000001").visit().follow("Cases").reads("1 result")


@pytest.mark.trust("15.3.3")
@pytest.mark.trust("Wider attack list")
def test_what_a_link_says_of_the_page_is_believed_only_where_it_has_the_shape_of_one(browser: Browser) -> None:
    bram = enter(browser, "bram.claes")
    for page in ("https://evil.example/", "//evil", "/a b", "javascript:1", "/x?q=1", "/" + "a" * 500):
        bram.typed_address(f"/report/?page={page.replace('?', '%3F')}&reference=<b>nonsense")
        bram.reads_nothing_of("evil", "nonsense", "a b")
    bram.tamper("page", "<script>alert(1)</script>").tamper("reference", "zzz")
    bram.fill("What went wrong, and what did you expect?", "x" * 4001).press("Send the report")
    assert "At most 4,000 characters." in bram.error("What went wrong, and what did you expect?")
    bram.reads_nothing_of("alert(1)")


@pytest.mark.trust("15.4.2")
def test_of_two_answers_at_once_the_second_is_told(browser: Browser) -> None:
    bram = enter(browser, "bram.claes").follow("Report a problem")
    bram.fill("What went wrong, and what did you expect?", "Traag").press("Send the report")
    dirk = enter(browser, "dirk.maes").follow("C-000001").follow("Write an answer")
    greet = enter(browser, "greet.desmet").follow("C-000001").follow("Write an answer")
    greet.fill("Answer", "Ik kijk het na.").press("Send the answer")
    dirk.fill("Answer", "Opgelost.").press("Send the answer")
    dirk.reads("Somebody changed this in the meantime")
    assert dirk.value("Answer") == "Opgelost."
