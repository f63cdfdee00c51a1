"""An enterprise's legal representative appoints a main access manager, who appoints another as back-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.errors import Outage
from app.organisations.representatives import take_over
from app.outside.businesses import RepresentativesFile
from app.rights.rules import MAIN_ACCESS_MANAGER
from app.transaction import Scope
from app.transaction import enter as act_in
from models.organisations import Organisation, Representative
from models.rights import RightKind, ToolRole
from tests.stories.cast import Cast
from tests.stories.stage import MOMENT, Browser, Time, enter, sign_in
from tests.stories.walker import Walker

IMMO, NUMBER = "Immo Peeters", "0999000030"
NOW = datetime(2027, 3, 15, 8, 0, tzinfo=UTC)


@pytest.fixture
def immo(cast: Cast, factory: sessionmaker[Session]) -> int:
    """An enterprise, and the kind of right by which somebody manages its access."""
    with factory.begin() as session:
        act_in(session, Scope.office())
        made = Organisation(kind="enterprise", name=IMMO, enterprise_number=NUMBER, language="nl", created_at=NOW)
        role = session.scalars(select(ToolRole).order_by(ToolRole.id)).first()
        assert role is not None
        kind = RightKind(
            tool_id=role.tool_id,
            role_id=role.id,
            code=MAIN_ACCESS_MANAGER,
            name_nl="Hoofdtoegangsbeheerder",
            name_fr="Gestionnaire d’accès principal",
            name_en="Main access manager",
            max_months=24,
            government_kinds=["enterprise"],
            categories=["employee", "external"],
            types=["standard"],
        )
        session.add_all([made, kind])
        session.flush()
        return made.id


def _told(folder: Path, *lines: str) -> RepresentativesFile:
    file = folder / "representatives.csv"
    file.write_text("\n".join(lines), encoding="utf-8")
    return RepresentativesFile(file)


def _take_over(factory: sessionmaker[Session], register: RepresentativesFile, now: datetime = NOW) -> int:
    with factory.begin() as session:
        act_in(session, Scope.office())
        return take_over(session, register.representatives(), now)


def _line(cast: Cast, name: str, last_day: str = "") -> str:
    return f"{NUMBER};{cast.numbers[name].digits};Baert;Hugo;Zaakvoerder;2020-01-01;{last_day}"


@dataclass(frozen=True)
class Said:
    """The words on the way, in one language."""

    code: str
    grant_a_right: str
    number: str
    find: str
    make: str
    manager: str
    go_on: str
    grant: str
    granted: str
    by_law: str
    who_administers: str
    organisation: str
    look_up: str
    representative: str
    not_oneself: str


SAID = (
    Said(
        "NL",
        "Recht toekennen",
        "Rijksregisternummer",
        "Zoeken",
        "Relatie aanmaken en verdergaan",
        "Hoofdtoegangsbeheerder",
        "Verder",
        "Toekennen",
        "Toegekend.",
        "joris.vandamme, die het wettelijk vertegenwoordigt",
        "Wie beheert?",
        "Organisatie",
        "Opzoeken",
        "Wettelijke vertegenwoordiger",
        "U kunt uzelf niet de rol van lokale beheerder toekennen.",
    ),
    Said(
        "FR",
        "Octroyer un droit",
        "Numéro de registre national",
        "Rechercher",
        "Créer la relation et continuer",
        "Gestionnaire d’accès principal",
        "Continuer",
        "Octroyer",
        "Octroyé.",
        "joris.vandamme, qui la représente de par la loi",
        "Qui administre ?",
        "Organisation",
        "Chercher",
        "Représentant légal",
        "Vous ne pouvez pas vous octroyer le rôle de gestionnaire local.",
    ),
)


def _appoint(actor: Walker, cast: Cast, name: str, said: Said) -> Walker:
    actor.follow(said.grant_a_right).fill(said.number, str(cast.numbers[name])).press(said.find)
    actor.press(said.make).follow(said.manager)
    return actor.press(said.go_on).press(said.grant).reads(said.granted)


@pytest.mark.parametrize("said", SAID, ids=lambda said: said.code)
def test_he_appoints_one_who_appoints_another(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], immo: int, tmp_path: Path, said: Said
) -> None:
    joris = sign_in(browser().visit(), "joris.vandamme").follow(said.code)
    assert not joris.sees_link(said.grant_a_right)
    assert _take_over(factory, _told(tmp_path, _line(cast, "Joris"))) == 1
    joris.visit().reads(IMMO)
    _appoint(joris, cast, "Bram", said).reads(said.by_law)
    bram = sign_in(browser().visit(), "bram.claes").follow(said.code).follow(said.who_administers)
    bram.fill(said.organisation, "immo").press(said.look_up).follow(IMMO)
    bram.reads("Joris Van Damme", said.representative, "Bram Claes", said.manager)
    _appoint(bram, cast, "An", said)
    bram.follow(said.grant_a_right).fill(said.number, str(cast.numbers["Bram"])).press(said.find)
    bram.follow(said.manager).press(said.go_on).reads(said.not_oneself)


def test_who_is_no_longer_told_administers_nothing_more(
    browser: Browser, cast: Cast, factory: sessionmaker[Session], immo: int, tmp_path: Path, time: Time
) -> None:
    register = _told(tmp_path, _line(cast, "Joris"))
    assert [_take_over(factory, register), _take_over(factory, register)] == [1, 0]
    joris = enter(browser, "joris.vandamme").reads(IMMO)
    assert _take_over(factory, _told(tmp_path, "")) == 1
    joris.visit().reads_nothing_of(IMMO)
    with factory() as session:
        act_in(session, Scope.office())
        assert session.scalars(select(Representative.last_day)).one() == MOMENT.date().replace(day=14)


def test_lines_that_cannot_be_read_make_nobody_a_representative(cast: Cast, tmp_path: Path) -> None:
    good = _line(cast, "Joris")
    register = _told(
        tmp_path,
        "nummer;rijksregisternummer;naam;voornaam;functie;van;tot",
        good.replace(NUMBER, "0999000031"),
        good.replace("2020-01-01", "01/01/2020"),
        good + "2019-12-31",
        good.replace("Baert", ""),
        "x" * 5000,
        good,
    )
    assert [one.enterprise_number for one in register.representatives()] == [NUMBER]
    with pytest.raises(Outage):
        list(RepresentativesFile(tmp_path / "nowhere.csv").representatives())
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00;\x00")
    with pytest.raises(Outage):
        list(RepresentativesFile(tmp_path / "bytes.csv").representatives())
