"""Files of the demonstration have owners, and somebody who left has some still."""

from __future__ import annotations

from app.aml.handing_over import holders
from app.clock import day_of
from app.demo.cast import AN, BRAM, ELS
from app.demo.governments import IMMO_PEETERS
from app.demo.portfolio import add_portfolio
from app.demo.wallets import office_of
from app.policy import Role
from app.transaction import Scope, enter
from tests.app.demo.conftest import NOW, Played


def test_els_left_files_that_wait_for_a_colleague(played: Played) -> None:
    with played.sessions() as session:
        enter(session, Scope.office())
        assert add_portfolio(session, NOW) == 7
        assert add_portfolio(session, NOW) == 0
        office = office_of(session, IMMO_PEETERS, (AN, BRAM, ELS))
        known = office.identity(AN)
        who = type(known)(known.account_id, None, frozenset({Role.AML_OFFICER}), office.organisation_id)
        found = {one.account_id: one for one in holders(session, who, day_of(NOW))}
        hers = found[office.identity(ELS).account_id]
        assert (hers.in_tool, hers.contacts, hers.deals) == (False, 5, 2)
        assert all(found[office.identity(one).account_id].contacts > 5 for one in (AN, BRAM))
