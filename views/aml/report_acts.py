"""What pages of reports that only officers make share: an act behind a form, and the page that asks it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, url_for

from app.transaction import transaction
from views.aml.access import AmlScreen
from views.framework.database import db
from views.framework.screens import HouseForm, attempt


class ReportActs(AmlScreen):
    """Of a screen with a record page."""

    def _done(self, form: HouseForm, act: Callable[[], Any]) -> Any:
        """Runs an act; None where it was refused, which the form tells."""
        with transaction(db()):
            made = attempt(form, act)
        if made is None:
            db().expire_all()
        return made

    def _form(self, template: str, title: str, pk: int, form: HouseForm, **shown: Any) -> Response:
        status = 422 if form.is_submitted() else 200
        return self.page(
            template, title, status, form=form, back_url=url_for(f"{type(self).__name__}.show", pk=pk), **shown
        )
