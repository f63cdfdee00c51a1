"""Bram's rights in Voorbeeldegem, one in each state: one record that shows everything at once."""

from __future__ import annotations

from datetime import timedelta

from app.demo.cast import BRAM
from app.demo.functions import Function
from app.demo.people import Human, Post
from app.demo.plan import Arrival, Draw, Grant, Revocation, working_day
from app.demo.tools import OPENINGS
from models.values import last_day_within

_DAY = timedelta(days=1)
_FUNCTION = Function("Deskundige wonen", "Expert logement", ("municipality",), 0, ())
# code, context, days from today to the first day, days to a last day that was shortened, days to the revocation
_RIGHTS = (
    ("figures-read", "", -500, None, -100),
    ("tender-assess", "", -400, None, None),
    ("permit-handle", "building", -150, None, None),
    ("property-consult", "", -150, 9, None),
    ("subsidy-apply", "culture", 20, None, None),
)


def draw_colleague(draw: Draw) -> None:
    """He is known through the estate agency; one right revoked, expired, active, about to end, and to come."""
    post = Post(
        Human(BRAM.number, BRAM.new_person), _FUNCTION, _FUNCTION.nl, "bram.claes@voorbeeldegem.example", ""
    )
    came = working_day(draw.start + 40 * _DAY)
    arrival = Arrival(draw.instant(came), post, came, known=True)
    draw.acts.append(arrival)
    for code, context, begins, ends, revoked in _RIGHTS:
        first_day = draw.today + begins * _DAY
        last_day = draw.today + ends * _DAY if ends else last_day_within(first_day, OPENINGS[code].max_months)
        granted = draw.instant(working_day(min(first_day, draw.today - 3 * _DAY), -1))
        grant = Grant(granted, arrival, code, first_day, last_day, context, draw.reason("grant", 1))
        draw.acts.append(grant)
        if revoked:
            at = draw.instant(working_day(draw.today + revoked * _DAY, -1))
            draw.acts.append(Revocation(at, grant, draw.reason("revoke", 1)))
