"""One right for ten thousand people in one act: three are refused and named, the others have it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.lists.acts import Chosen
from app.rights.granting import Grant, foretell_grants, grant_rights
from app.transaction import Scope, enter
from models.events import Event
from models.organisations import Membership
from models.rights import Right
from tests.stories.cast import VOORBEELDEGEM, assemble, standing_right

NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)
DAYS = date(2027, 3, 15), date(2028, 3, 14)
_PEOPLE = text(
    """with people as (insert into account_person (masked_number, family_name, given_names, sex, source, version,
        created_at) select '', 'Aerts', 'Lies ' || n, 'female', 'hand', 1, now() from generate_series(1, 10000) n
        returning id)
    insert into organisation_membership (organisation_id, person_id, category, type, state, first_day, last_day,
        function, email, phone, note, version, created_at)
    select :here, id, 'employee', 'standard', 'confirmed', '2026-01-01',
        case when row_number() over (order by id) = 1 then date '2027-05-31' end, '', '', '', '', 1, now()
    from people returning id"""
)


@pytest.mark.trust("Rights")
def test_ten_thousand_get_it_at_once_and_three_do_not(session: Session) -> None:
    """One whose relation ends in May, one who has it, one whose relation changed since it was chosen."""
    cast = assemble(session, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
    here = cast.organisations[VOORBEELDEGEM]
    ids = sorted(session.scalars(_PEOPLE, {"here": here}))
    has = standing_right(cast, "Bram", "planner", date(2026, 10, 1), date(2027, 9, 30), NOW)
    has.membership_id = ids[1]
    session.add(has)
    session.flush()
    enter(session, Scope.organisation(here, cast.persons["Filip"]))
    session.execute(text("update organisation_membership set version = 2 where id = :id"), {"id": ids[2]})
    chosen = [Chosen(number, 1) for number in ids]
    values = {**Grant(cast.kinds["planner"], *DAYS).told, "reason": "Nieuwe toepassing"}
    filip = cast.administrator()

    foretold = foretell_grants(session, filip, chosen, values, NOW)
    assert {number: refusal.code for number, refusal in foretold.items()} == {
        ids[0]: "rights.right.outside_relation",
        ids[1]: "rights.right.overlaps",
        ids[2]: "lists.row.changed",
    }
    assert grant_rights(session, filip, chosen, values, NOW).keys() == foretold.keys()
    granted = session.scalars(select(Right.membership_id).where(Right.reason == "Nieuwe toepassing")).all()
    assert sorted(granted) == ids[3:]
    assert session.scalar(select(func.count()).select_from(Membership)) == 10_003
    facts = session.scalars(select(Event.facts).where(Event.tag == "rights.rights.granted")).one()
    assert facts["count"] == 9_997
