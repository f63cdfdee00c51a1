"""Finding somebody by full number, wherever he is known: name, birth date and sex; each look-up is recorded."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from app import clock
from app.accounts.people import FoundPerson, find_person
from app.errors import Refusal
from app.organisations.queries import is_known_here
from app.policy import Permission, may
from app.transaction import transaction
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import Screen
from views.rights.found import asked_register, facts_of, remember
from views.rights.grant import NumberForm


class FindPersonScreen(Screen):
    """A number in, a person out; the number goes into no address."""

    route_base = "/find-person"

    @expose("/", methods=["GET", "POST"])
    @has_access
    def index(self) -> Response:
        form, shown = NumberForm(), dict[str, Any]()
        if form.validate_on_submit() and form.number.number is not None:
            database, number = db(), form.number.number
            with transaction(database):
                found = find_person(database, identity(), number, clock.now())
            if found is not None:
                remember(found, number)
                shown = _shown(found)
            else:
                told = asked_register(number)
                if told is None:
                    form.refuse(Refusal("accounts.person.nobody", field="number", number=number.masked()))
                else:
                    grants = may(identity(), Permission.RIGHT_GRANT)
                    shown = {"facts": facts_of(told), "from_register": True, "can_grant": grants}
        return self.page(
            "rights/find.html", gettext("Find a person by number"), 422 if form.errors else 200, form=form, **shown
        )


def _shown(found: FoundPerson) -> dict[str, Any]:
    """What the number gives, and where one may go on: to his page where he is known, else to a first relation."""
    known = is_known_here(db(), identity(), found.id)
    grants = may(identity(), Permission.RIGHT_GRANT)
    return {
        "facts": facts_of(found),
        "person_url": url_for("PersonScreen.show", pk=found.id) if known else None,
        "grant_url": url_for("GrantScreen.relation", person_id=found.id) if grants else None,
    }
