"""What one says of oneself: birth date, sex, and a photo that is drawn anew."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from sqlalchemy.orm import Session, sessionmaker

from app.accounts import passwords
from app.transaction import Scope
from app.transaction import enter as act_as
from models.accounts import Account, Profile
from tests.app.documents.making import picture
from tests.stories.cast import PASSWORD
from tests.stories.stage import MOMENT, Browser, enter, sign_in


@pytest.fixture
def lotte(factory: sessionmaker[Session]) -> str:
    with factory.begin() as session:
        act_as(session, Scope.office())
        names = {"username": "lotte.hermans", "email": "lotte@prive.example", "first_name": "", "last_name": ""}
        account = Account(**names, password=passwords.hashed(PASSWORD), active=True)
        session.add(account)
        session.flush()
        said = {"given_names": "Lotte", "family_name": "Hermans", "terms": "2026-11", "terms_at": MOMENT}
        session.add(Profile(account_id=int(account.id), **said))
    return "lotte.hermans"


def test_who_is_not_known_by_number_says_when_she_was_born(browser: Browser, lotte: str) -> None:
    walker = enter(browser, lotte).follow("My account").follow("My details")
    walker.fill("Birth date", "2030-01-01").press("Keep")
    assert "lies in the future" in walker.error("Birth date")
    walker.fill("Birth date", "1990-05-14").choose("Sex", "Female").press("Keep").reads("Your details are kept.")
    assert walker.value("Birth date") == "1990-05-14"


def test_who_is_known_by_number_reads_what_the_register_says(browser: Browser) -> None:
    bram = enter(browser, "bram.claes").follow("My account").follow("My details")
    bram.reads("Bram Claes", "Birth date", "can't be changed here")
    assert not bram.page.xpath("//input[@name='birth_date']")


@pytest.mark.parametrize(
    ("code", "account", "details", "add", "photo", "keep", "kept"),
    [
        (
            "NL",
            "Mijn account",
            "Mijn gegevens",
            "Een foto toevoegen",
            "Foto",
            "Deze foto bewaren",
            "Uw foto is bewaard.",
        ),
        (
            "FR",
            "Mon compte",
            "Mes données",
            "Ajouter une photo",
            "Photo",
            "Conserver cette photo",
            "Votre photo est conservée.",
        ),
        ("EN", "My account", "My details", "Add a photo", "Photo", "Keep this photo", "Your photo is kept."),
    ],
)
def test_a_photo_is_drawn_anew_and_small(
    browser: Browser, code: str, account: str, details: str, add: str, photo: str, keep: str, kept: str
) -> None:
    bram = sign_in(browser().visit(), "bram.claes").follow(code).follow(account).follow(details).follow(add)
    bram.attach(photo, picture("JPEG", (900, 600)), "ik.jpg").press(keep).reads(kept)
    shown = bram.client.get(bram.page.xpath("//main//img/@src")[0])
    assert shown.mimetype == "image/jpeg"
    with Image.open(io.BytesIO(shown.data)) as drawn:
        assert drawn.size == (400, 267)
        assert not drawn.getexif()


@pytest.mark.trust("5.2.1")
@pytest.mark.trust("5.2.2")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ik.jpg", b"<script>alert(1)</script>", "but the content is"),
        ("ik.svg", b"<svg onload='alert(1)'/>", "Files with this ending aren't taken here."),
        ("ik.png", picture("PNG")[:30], "damaged or incomplete"),
        ("ik.jpg", b"\xff\xd8\xff" + bytes(3 << 20), "larger than 2 MB"),
    ],
    ids=["script", "drawing", "half", "large"],
)
def test_a_photo_that_is_something_else_is_refused(browser: Browser, name: str, content: bytes, said: str) -> None:
    bram = enter(browser, "bram.claes").typed_address("/account/photo")
    bram.attach("Photo", content, name).press("Keep this photo")
    assert said in bram.error("Photo")
    assert bram.client.get("/account/photo/shown").status_code == 404


def test_a_photo_is_nobody_elses_and_can_be_taken_away(browser: Browser) -> None:
    bram = enter(browser, "bram.claes").typed_address("/account/photo")
    tab = bram.attach("Photo", picture("PNG", (60, 60)), "ik.png").new_tab()
    bram.press("Keep this photo").reads("Your photo is kept.")
    tab.attach("Photo", picture("PNG", (80, 80)), "ik.png").press("Keep this photo").reads(
        "Somebody changed this in the meantime"
    )
    chloe = enter(browser, "chloe.dubois")
    assert chloe.client.get("/account/photo/shown").status_code == 404
    bram.follow("Another photo").press("Take the photo away").reads("Your photo is gone.", "Add a photo")
