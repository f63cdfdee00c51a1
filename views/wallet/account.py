"""The account of a wallet over a period: what it held before, what happened by kind, what it held after."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import Response, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms.validators import InputRequired

from app import clock, pdf
from app.errors import Missing
from app.policy import Permission, require
from app.wallet import queries, receipts
from app.words import words_in
from models.organisations import Organisation
from views.base import DayField
from views.framework.database import db
from views.framework.identity import identity
from views.framework.screens import HouseForm, Screen
from views.labels import day, label_of, language
from views.rights.organisation import organisation_asked


class PeriodForm(HouseForm):
    """The two days; asked in the address, so that the answer can be kept and sent."""

    class Meta:
        csrf = False

    first = DayField(_l("First day"), validators=[InputRequired(_l("Fill in the first day."))])
    last = DayField(_l("Last day"), validators=[InputRequired(_l("Fill in the last day."))])

    def period(self) -> tuple[date, date] | None:
        """Both days; None where one of them can't be read, or the last comes before the first."""
        if not self.validate():
            return None
        first: Any = self.first.data
        last: Any = self.last.data
        if last < first:
            self.last.errors = [
                *self.last.errors,
                gettext("The last day comes before the first. Turn them around."),
            ]
            return None
        return first, last


class AccountOverScreen(Screen):
    """The account of one's organisation's wallet; for staff, of the organisation that the address names."""

    route_base = "/wallet-account"

    @expose("/", methods=["GET"])
    @has_access
    def index(self) -> Response:
        """The account over the period asked; over this month until today, when none was."""
        require(identity(), Permission.WALLET_SEE)
        organisation, form = organisation_asked(), _form(request.args)
        period = form.period() if organisation is not None else None
        shown: dict[str, Any] = {"account": None}
        if organisation is not None and period is not None:
            account = queries.account_over(db(), organisation.id, *period)
            shown = {
                "account": account,
                "first_day": day(account.first_day),
                "last_day": day(account.last_day),
                "sums": [
                    (label_of(one.kind), one, _list_url(organisation, period, one.kind)) for one in account.sums
                ],
                "list_url": _list_url(organisation, period),
                "paper_url": f"{url_for('AccountOverScreen.receipt')}?{urlencode(_asked(organisation, period))}",
            }
        return self.page(
            "wallet/account.html",
            gettext("Account of the wallet"),
            422 if form.errors else 200,
            form=form,
            organisation=organisation,
            **shown,
        )

    @expose("/paper", methods=["GET"])
    @has_access
    def receipt(self) -> Response:
        """The same on paper, in the reader's language."""
        require(identity(), Permission.WALLET_SEE)
        organisation, period = organisation_asked(), _form(request.args).period()
        if organisation is None or period is None:
            raise Missing("account", "")
        account = queries.account_over(db(), organisation.id, *period)
        made = pdf.made(receipts.account_sheet(words_in(language()), organisation, account, clock.now()))
        between = f"{period[0]:%Y-%m-%d}-{period[1]:%Y-%m-%d}"
        return send_file(
            io.BytesIO(made),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=gettext("account-of-the-wallet-%(days)s", days=between) + ".pdf",
            etag=False,
        )


def _form(values: Any) -> PeriodForm:
    """What was asked; this month until today, when nothing was."""
    if "first" in values or "last" in values:
        return PeriodForm(values)
    today = clock.today()
    return PeriodForm(MultiDict({"first": today.replace(day=1).isoformat(), "last": today.isoformat()}))


def _asked(organisation: Organisation, period: tuple[date, date]) -> dict[str, str]:
    pairs = {"first": period[0].isoformat(), "last": period[1].isoformat()}
    return {**pairs, "organisation": str(organisation.id)} if identity().is_staff else pairs


def _list_url(organisation: Organisation, period: tuple[date, date], kind: str = "") -> str:
    """The transactions of that period, all or of one kind."""
    pairs = {"day_from": period[0].isoformat(), "day_to": period[1].isoformat()}
    if kind:
        pairs["kind"] = str(kind)
    if identity().is_staff:
        pairs["organisation"] = organisation.enterprise_number
    return f"{url_for('TransactionScreen.list')}?{urlencode(pairs)}"
