"""When the relation with a contact ended, and when a transaction was closed: each asks first, and says what
follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app import clock
from app.aml import relation_ends
from app.aml.dealt import deal_record
from app.aml.keeping import ten_years_after
from app.aml.queries import contact_version
from app.policy import Permission, require
from app.transaction import transaction
from views.aml.access import AmlScreen
from views.base import DayField
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, after, attempt
from views.labels import day


class EndForm(HouseForm):
    """On which day."""

    day = DayField(_l("Last day"), validators=[InputRequired(_l("Fill in a day."))])

    @property
    def chosen(self) -> date:
        found: Any = self.day.data
        assert isinstance(found, date)  # noqa: S101 - validated
        return found


class KeepingScreen(AmlScreen):
    """For whoever works in the tool; `pk`: of a contact its first version."""

    route_base = "/keeping"

    @expose("/end/<int:pk>", methods=["GET", "POST"])
    @has_access
    def end(self, pk: int) -> Response:
        """The relation with a contact ended."""
        contact, form = contact_version(db(), identity(), pk), EndForm()
        require(identity(), Permission.RELATION_CLOSE, contact)
        name = contact.name
        return self._asked(
            form,
            lambda: relation_ends.end_relation(db(), identity(), pk, form.chosen, clock.now()),
            url_for("ContactScreen.show", pk=pk),
            title=gettext("The relation with %(name)s ended", name=name),
            said=gettext("Noted: the relation with %(name)s ended.", name=name),
            verb=gettext("Note the end"),
            effects=[
                gettext("The contact isn’t reviewed any more."),
                gettext(
                    "The file is kept for ten years after that day, or after the last decision or transaction"
                    " where that is later: if it ended today until %(day)s. Then it is deleted, and can’t be"
                    " brought back.",
                    day=day(ten_years_after(clock.today())),
                ),
                gettext("Until then you can take it back, if the day was wrong or the relation goes on."),
            ],
        )

    @expose("/goes-on/<int:pk>", methods=["GET", "POST"])
    @has_access
    def goes_on(self, pk: int) -> Response:
        """What was noted was a mistake."""
        contact, form = contact_version(db(), identity(), pk), HouseForm()
        require(identity(), Permission.RELATION_CLOSE, contact)
        name = contact.name
        return self._asked(
            form,
            lambda: relation_ends.take_back_end(db(), identity(), pk, clock.now()),
            url_for("ContactScreen.show", pk=pk),
            title=gettext("The relation with %(name)s goes on", name=name),
            said=gettext("Noted: the relation with %(name)s goes on.", name=name),
            verb=gettext("Take the end back"),
            effects=[
                gettext("The contact is reviewed again when that is due."),
                gettext("That an end was noted, and by whom, stays in the history."),
            ],
        )

    @expose("/closed/<int:pk>", methods=["GET", "POST"])
    @has_access
    def closed(self, pk: int) -> Response:
        """A transaction was closed on another day than it was accepted."""
        deal = deal_record(db(), identity(), pk)
        form = EndForm(data={"day": deal.closed_on})
        require(identity(), Permission.RELATION_CLOSE, deal)
        form.day.label.text = gettext("Closed on")
        return self._asked(
            form,
            lambda: relation_ends.note_closed_on(db(), identity(), pk, form.chosen, clock.now()),
            url_for("DealScreen.show", pk=pk),
            title=gettext("When was transaction %(reference)s closed?", reference=deal.reference),
            said=gettext("Noted on which day the transaction was closed."),
            verb=gettext("Note the day"),
            effects=[
                gettext("For example the day of the deed. It counts for the annual report and for keeping."),
                gettext("The file is kept for ten years after that day."),
            ],
        )

    def _asked(
        self,
        form: HouseForm,
        act: Callable[[], object],
        url: str,
        *,
        title: str,
        said: str,
        verb: str,
        effects: list[str],
    ) -> Response:
        """Done, or the page that asks, with what was typed and why not."""
        if form.validate_on_submit():
            with transaction(db()):
                done = attempt(form, act)
            if done is not None:
                return after(url, said)
            db().expire_all()
        return self.page(
            "aml/keeping_ask.html",
            title,
            422 if form.is_submitted() else 200,
            form=form,
            verb=verb,
            effects=effects,
            back_url=url,
        )
