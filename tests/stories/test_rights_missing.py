"""For a right that is missing: the one cause, and who can put it right."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from app.rights.missing import Held, MissingFacts, WhyNot, cause_of
from app.transaction import Scope
from app.transaction import enter as act_in
from models.organisations import Membership
from models.rights import RightKind
from tests.stories.cast import Cast, standing_right
from tests.stories.stage import Browser, enter

GRANTED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
DAY = date(2027, 3, 15)


def _facts(*held: Held, **changed: object) -> MissingFacts:
    usual: dict[str, object] = {
        "day": DAY,
        "relation_confirmed": True,
        "relation_first_day": date(2026, 1, 1),
        "relation_last_day": None,
        "held": held,
        "kind_offered": True,
        "government_kind": "municipality",
        "government_kinds": ["municipality"],
        "category": "employee",
        "categories": ["employee"],
        "type": "standard",
        "types": ["standard"],
    }
    return MissingFacts(**{**usual, **changed})  # type: ignore[arg-type]


_OLD = Held(date(2026, 1, 1), date(2026, 12, 31), None)
_REVOKED = Held(date(2027, 1, 1), date(2027, 12, 31), date(2027, 2, 1))


@pytest.mark.parametrize(
    ("facts", "cause"),
    [
        (_facts(), WhyNot.NEVER_GRANTED),
        (_facts(_OLD), WhyNot.EXPIRED),
        (_facts(_REVOKED, _OLD), WhyNot.REVOKED),
        (_facts(Held(date(2027, 4, 1), date(2027, 5, 1), None), _OLD), WhyNot.PENDING),
        (_facts(_REVOKED, Held(date(2027, 1, 1), date(2027, 3, 15), None)), WhyNot.HAS_IT),
        (_facts(_OLD, relation_last_day=date(2027, 3, 14)), WhyNot.RELATION),
        (_facts(relation_confirmed=False), WhyNot.RELATION),
        (_facts(kind_offered=False), WhyNot.WITHDRAWN),
        (_facts(government_kinds=["city"]), WhyNot.GOVERNMENT),
        (_facts(categories=["external"]), WhyNot.CATEGORY),
        (_facts(types=["secretary"], kind_offered=False), WhyNot.WITHDRAWN),
    ],
)
def test_the_cause_is_the_first_one_would_look_for(facts: MissingFacts, cause: WhyNot) -> None:
    assert cause_of(facts)[0] is cause


@pytest.mark.parametrize(
    ("code", "link", "ask", "planner", "never", "by", "grant"),
    [
        (
            "NL",
            "Waarom ontbreekt een recht?",
            "Uitleggen",
            "Dossiers behandelen · Omgevingsloket",
            "Niemand kende het ooit toe.",
            "een lokale beheerder van Gemeente Voorbeeldegem",
            "Nu toekennen",
        ),
        (
            "FR",
            "Pourquoi un droit manque-t-il ?",
            "Expliquer",
            "Traiter les dossiers · Guichet de l'urbanisme",
            "Personne ne l’a jamais octroyé.",
            "un gestionnaire local pour Gemeente Voorbeeldegem",
            "L’octroyer maintenant",
        ),
    ],
    ids=["NL", "FR"],
)
def test_nobody_granted_it_and_from_here_it_is_granted(
    browser: Browser, cast: Cast, code: str, link: str, ask: str, planner: str, never: str, by: str, grant: str
) -> None:
    filip = enter(browser, "filip.janssens").follow(code)
    filip.typed_address(f"/relations/show/{cast.relations['Bram']}").follow(link)
    (control,) = filip.page.xpath("//select[@name='kind']")
    control.value = str(cast.kinds["planner"])
    filip.press(ask).reads(never, by, planner.split(" · ", maxsplit=1)[0]).follow(grant)
    assert filip.page.xpath("//input[@name='first_day']/@value") == ["2027-03-15"]


def test_the_helpdesk_reads_why_and_can_change_nothing(
    browser: Browser, cast: Cast, factory: sessionmaker[Session]
) -> None:
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.add(standing_right(cast, "Bram", "planner", date(2026, 4, 1), date(2027, 3, 14), GRANTED))
    dirk = enter(browser, "dirk.maes").follow("EN")
    here = f"/why-not/{cast.relations['Bram']}?kind="
    dirk.typed_address(f"{here}{cast.kinds['planner']}").reads("The right is over.", "01/04/2026 – 14/03/2027")
    assert not dirk.sees_link("Grant it now")
    dirk.typed_address(f"{here}{cast.kinds['for_cities']}").reads("isn't offered to such an organisation")
    of_an = f"/why-not/{cast.relations['An']}?kind="
    dirk.typed_address(f"{of_an}{cast.kinds['half_year']}").reads("for such a relation")
    with factory.begin() as session:
        act_in(session, Scope.office())
        session.execute(update(RightKind).where(RightKind.id == cast.kinds["half_year"]).values(offered=False))
        session.execute(
            update(Membership).where(Membership.id == cast.relations["An"]).values(last_day=date(2027, 3, 1))
        )
    dirk.typed_address(f"{here}{cast.kinds['half_year']}").reads("no longer offered", "the owner of Grant guide")
    dirk.typed_address(f"{of_an}{cast.kinds['planner']}")
    dirk.reads("The relation with Gemeente Voorbeeldegem isn't in force.")
    assert dirk.typed_address(f"{here}99999").status == 404


@pytest.mark.trust("Tenants")
def test_another_governments_relation_isnt_explained(browser: Browser, cast: Cast) -> None:
    chloe = enter(browser, "chloe.dubois")
    assert chloe.typed_address(f"/why-not/{cast.relations['Bram']}").status == 404
