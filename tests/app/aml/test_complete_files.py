"""Complete files are complete under the rules in force, whichever those are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.aml.assessing import assess, file_of
from app.aml.deciding import accept_contact
from app.aml.pages import lacking_in
from app.transaction import Scope, enter
from models.aml import Contact
from models.values.vigilance import Level
from tests.app.aml.complete_files import add_complete, add_complete_organisation
from tests.app.aml.lists_of_today import aml_office, load
from tests.app.wallet.offices import NOW


@pytest.mark.parametrize("make", [add_complete, add_complete_organisation])
def test_nothing_lacks_nothing_raises_and_a_member_accepts(session: Session, make: Callable[..., Contact]) -> None:
    one = aml_office(session)
    load(session, "eu", [])
    enter(session, Scope.organisation(one.id))
    made = make(session, one.bram, NOW)
    file, found = file_of(session, made, NOW), assess(session, made, NOW)
    assert lacking_in(file.details, file.has_national_number) == ()
    assert (found.unanswered, found.open_documents) == ((), ())
    assert found.level in (Level.SIMPLIFIED, Level.STANDARD), found.reasons
    assert accept_contact(session, one.bram, made.id, made.version, "", NOW).level == found.level
