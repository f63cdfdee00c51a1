"""Where an office works: its manager adds branches, puts people in them, closes tools there; and closes one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.demo.enterprises import put_business_register, unit_of
from app.organisations.business_deliveries import take_in_all
from tests.stories.cast import Cast
from tests.stories.office import acting, furnish
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

COAST = "Immo Peeters Oostende"


@dataclass(frozen=True)
class Said:
    """What one reads and presses, in one language."""

    branches: str
    add: str
    number: str
    add_it: str
    added: str
    members: str
    change: str
    branch: str
    save: str
    tools: str
    closed: str
    my_tools: str
    why: str
    stands: str


SAID = {
    "EN": Said("Branches", "Add a branch", "Establishment unit number", "Add the branch", "was added.", "Members",
               "Change", "Branch", "Save", "Tools in this branch", "Saved. What is closed", "My tools",
               "Why? Office diary, User", "The tool is open in the branch"),
    "NL": Said("Vestigingen", "Een vestiging toevoegen", "Vestigingseenheidsnummer", "De vestiging toevoegen",
               "is toegevoegd.", "Medewerkers", "Wijzigen", "Vestiging", "Bewaren",
               "Toepassingen in deze vestiging", "Bewaard. Wat gesloten is",
               "Mijn toepassingen", "Waarom? Kantooragenda, Gebruiker",
               "De toepassing is open in de vestiging"),
    "FR": Said("Établissements", "Ajouter un établissement", "Numéro d’unité d’établissement",
               "Ajouter l’établissement", "est ajouté.", "Collaborateurs", "Modifier", "Établissement",
               "Enregistrer", "Applications de cet établissement", "Enregistré. Ce qui est fermé",
               "Mes applications", "Pourquoi ? Agenda d’agence, Utilisateur",
               "L’application est ouverte dans l’établissement"),
}  # fmt: skip
DIARY = {"EN": "Office diary", "NL": "Kantooragenda", "FR": "Agenda d’agence"}
USER = {"EN": "User", "NL": "Gebruiker", "FR": "Utilisateur"}
REGISTER = {
    "EN": "Register for the organisation: Office diary",
    "NL": "Registreren voor de organisatie: Kantooragenda",
    "FR": "Enregistrer pour l’organisation: Agenda d’agence",
}


@pytest.fixture(autouse=True)
def _office(factory: sessionmaker[Session], cast: Cast, tmp_path: Path) -> None:
    furnish(factory, cast)
    put_business_register(tmp_path)
    assert take_in_all(factory, tmp_path, clock.now, lambda: False) == 1


def _with_coast(browser: Browser) -> Walker:
    an = acting(browser, "an.peeters").follow("Branches").follow("Add a branch")
    return an.follow("2.999.200.210").press("Add the branch")


def _put(an: Walker, name: str, branch: str) -> Walker:
    an.follow("Members").follow(name).follow("Change")
    return an.choose("Branch", branch).press("Save").reads("Saved.")


@pytest.mark.parametrize("language", SAID)
def test_a_branch_is_added_from_the_register_filled_and_a_tool_closed_there(
    browser: Browser, cast: Cast, language: str
) -> None:
    said = SAID[language]
    an = acting(browser, "an.peeters", language).follow(said.my_tools).press(REGISTER[language])
    an.choose(f"Bram Claes, {USER[language]}", USER[language]).press(said.save)
    an.follow(said.branches).follow(said.add).follow("2.999.200.210")
    assert an.value(said.number) == "2.999.200.210"
    an.press(said.add_it).reads(said.added, COAST)
    an.follow(said.members).follow("Bram Claes").follow(said.change).choose(said.branch, COAST).press(said.save)
    an.reads(COAST)
    bram = acting(browser, "bram.claes", language).follow(said.my_tools).follow(said.why)
    bram.reads(said.stands, COAST)
    an.follow(said.branches).follow(COAST).reads("Bram Claes").follow(said.tools)
    an.tick(DIARY[language], False).press(said.save).reads(said.closed)
    bram.reload()
    assert said.stands in bram.text
    assert {"EN": "It isn't open", "NL": "Ze is niet open", "FR": "n’est pas ouverte"}[language] in bram.text
    an.follow(said.tools).tick(DIARY[language]).press(said.save)
    bram.reload()
    assert {"EN": "It is open", "NL": "Ze is open", "FR": "est ouverte"}[language] in bram.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (str(unit_of(29_992_003)), "gives this establishment to another enterprise, 0999.200.2"),
        ("2.999.200.211", "don't fit the others"),
        ("0999.100.592", "one that begins with 0 or 1 is that of an enterprise"),
        ("2.999.200", "has 10 digits; you typed 7"),
        ("kade", "digits only"),
        ("2.999.200.210", "A branch with this establishment unit number is here already."),
    ],
)
def test_a_number_that_cant_be_says_why_and_loses_nothing(
    browser: Browser, cast: Cast, typed: str, sentence: str
) -> None:
    an = _with_coast(browser).follow("Branches").follow("Add a branch")
    an.fill("Name", "Kade").fill("Establishment unit number", typed).fill("Place", "Gent").press("Add the branch")
    assert sentence in an.error("Establishment unit number")
    assert (an.value("Name"), an.value("Place"), an.status) == ("Kade", "Gent", 422)
    an.fill("Establishment unit number", "").press("Add the branch").reads("Kade was added.")


def test_a_number_the_register_doesnt_know_is_taken_on_the_managers_word(browser: Browser, cast: Cast) -> None:
    an = _with_coast(browser).follow("Branches").follow("Add a branch").fill("Name", "Nieuw kantoor")
    an.fill("Establishment unit number", str(unit_of(29_995_001))).press("Add the branch").reads("was added.")
    an.follow("Change").fill("Name", "Kantoor Zuid").press("Save").reads("Saved.", "Kantoor Zuid")


def test_somebody_changes_his_own_branch_and_a_manager_sees_who_is_there(browser: Browser, cast: Cast) -> None:
    an = _with_coast(browser)
    bram = acting(browser, "bram.claes").follow("My organisations").follow("Immo Peeters")
    bram.follow("Change my details at work").choose("Branch", COAST).press("Save").reads("Saved.", COAST)
    an.reload().reads("Bram Claes").follow("Bram Claes").reads(COAST, "Member put in a branch")
    bram.follow("Change my details at work").choose("Branch", "The whole organisation").press("Save")
    assert COAST not in bram.text
    # A branch of another, or one that isn't there, can't be sent along.
    bram.follow("Change my details at work").omit("branch_id").smuggle("branch_id", "999999").press("Save")
    assert bram.status == 422


def test_closing_a_branch_tells_first_who_is_in_it(browser: Browser, cast: Cast) -> None:
    an = _put(_with_coast(browser), "Bram Claes", COAST)
    an.follow("Branches").follow(COAST).follow("Close the branch").reads(
        "1 member is in this branch", "Bram Claes"
    )
    other = an.new_tab()
    an.press("Close the branch").reads(f"{COAST} is closed.")
    other.press("Close the branch")
    assert other.status == 404
    an.follow("Members").follow("Bram Claes")
    an.follow("Change")
    assert "Branch" not in an.text.split("Work telephone")[-1]
    # What is closed stays readable, and may be added again.
    an.follow("Branches").follow(COAST).reads("Branch closed").follow("Branches")
    an.follow("Add a branch").follow("2.999.200.210").press("Add the branch").reads("was added.")


@pytest.mark.trust("Tenants")
def test_a_member_who_doesnt_manage_and_a_manager_elsewhere_keep_off(browser: Browser, cast: Cast) -> None:
    address = _with_coast(browser).url
    for username in ("bram.claes", "els.wouters", "filip.janssens"):
        stranger = enter(browser, username)
        for act in ("show", "change", "close"):
            stranger.typed_address(address.replace("show", act))
            assert stranger.status in (403, 404), (username, act)
