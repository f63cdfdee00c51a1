"""One's own mailbox: the letters that were written to whoever looks. Without a mail server, the only way in."""

from __future__ import annotations

from flask import Response, current_app, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext, ngettext

from app.mail import queries
from app.transaction import Scope, within
from models.mail import Letter
from views.desk.mails import paragraphs
from views.framework.database import db
from views.framework.identity import identity
from views.framework.keyset import Order, mark_of, page_of
from views.framework.listing import Head, Row
from views.framework.register import Fact
from views.framework.screens import Screen
from views.labels import instant

_SIZE = 25


class MailboxScreen(Screen):
    """Letters to oneself, newest first; nobody reads another's here."""

    route_base = "/mailbox"

    @expose("/")
    @has_access
    def index(self) -> Response:
        who, order = identity(), Order(Letter.written_at, Letter.id, descending=True)
        mark = mark_of(request.args.get("at"), Letter.written_at)
        # In one's own scope, whatever one acts for: an administrator's shows no letters at all.
        with within(db(), Scope.own(who.person_id, who.account_id)):
            page = page_of(db(), queries.own_letters(who), order, _SIZE, mark)
        return self.page(
            "mails/mailbox.html",
            gettext("Mailbox"),
            heads=[Head(gettext("Subject"), None, None), Head(gettext("Written"), None, "descending")],
            rows=[
                Row(
                    url_for("MailboxScreen.show", letter_id=letter.id),
                    [letter.subject, instant(letter.written_at)],
                )
                for letter in page.rows
            ],
            earlier=url_for("MailboxScreen.index", at=page.earlier.text()) if page.earlier else None,
            later=url_for("MailboxScreen.index", at=page.later.text()) if page.later else None,
            count_text=ngettext("%(num)s mail on this page", "%(num)s mails on this page", len(page.rows)),
            outside=current_app.config["MAIL_OUTSIDE"],
        )

    @expose("/show/<int:letter_id>")
    @has_access
    def show(self, letter_id: int) -> Response:
        who = identity()
        with within(db(), Scope.own(who.person_id, who.account_id)):
            letter = queries.own_letter(db(), who, letter_id)
        return self.page(
            "mails/own.html",
            letter.subject,
            facts=[
                Fact(gettext("From"), "Sleutelbos"),
                Fact(gettext("To"), letter.name, letter.address),
                Fact(gettext("Written"), instant(letter.written_at)),
            ],
            text=paragraphs(letter.body),
            language=letter.language,
        )
