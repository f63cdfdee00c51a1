"""Integrations of tools and their tokens, kept by the central team; a token's text is shown once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.errors import Forbidden, Missing
from app.policy import Identity, Permission
from app.rights.integrations import (
    make_integration,
    make_token,
    rename_integration,
    revoke_token,
    successor_of,
    tokens_of,
)
from app.transaction import transaction
from models.rights import Integration, IntegrationToken, Tool
from models.values import ApiScope
from views.base import DayField
from views.framework.database import address, db
from views.framework.filters import Filter, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.reference import Reference
from views.framework.register import Column, Fact, Interface
from views.framework.screens import HouseForm, VersionField, after, attempt
from views.labels import LABELS, instant, label_of, language
from views.rights.catalogue import Several, tool_choices

_A_YEAR = timedelta(days=365)


class IntegrationForm(HouseForm):
    version = VersionField()
    tool_id = SelectField(_l("Tool"), coerce=int)
    name = StringField(
        _l("Name"),
        description=_l("By which you and the makers of the tool know it."),
        validators=[InputRequired(_l("Fill in a name.")), Length(max=100)],
    )


class NewTokenForm(HouseForm):
    scopes = Several(
        _l("What it is good for"),
        choices=[(str(one), LABELS[one]) for one in ApiScope],
        validators=[InputRequired(_l("Choose at least one."))],
    )
    last_day = DayField(
        _l("Last day"),
        description=_l("At most a year from now. The program can make a successor itself, until this day."),
        validators=[InputRequired(_l("Fill in the last day."))],
        default=lambda: clock.today() + _A_YEAR,
    )


class RevokeForm(HouseForm):
    """Nothing but the decision."""


class IntegrationScreen(Reference):
    """Programs of the makers of tools, with their tokens."""

    route_base = "/integrations"
    datamodel = Interface(Integration)
    page_title = _l("Integrations")
    one_title = _l("Integration")
    one_line = _l("Programs of the makers of tools that ask us by themselves whether somebody may use the tool.")
    form_class = IntegrationForm
    fixed = frozenset({"tool_id"})
    record_template = "rights/integration.html"
    options = (joinedload(Integration.tool),)
    orders = {"tool": Integration.tool_id}
    first_order = "tool"
    columns = (
        Column("tool", _l("Tool"), lambda item: item.tool.named(language()), "tool"),
        Column("name", _l("Name"), lambda item: item.name),
        Column("made", _l("Made"), lambda item: instant(item.made_at)),
    )
    filters = (Filter("tool", _l("Tool"), "text", lambda text: _of_tools_named(text)),)
    empty_text = _l("No program asks us anything by itself yet.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true()

    def title_of(self, item: Any) -> str:
        return f"{item.tool.named(language())}: {item.name}"

    def told_in(self, item: Any) -> Told | None:
        return Told("integration", item.id)

    def prepare(self, form: Any) -> None:
        if "tool_id" in form:
            form.tool_id.choices = tool_choices()

    def add_row(self, values: dict[str, Any]) -> Any:
        return make_integration(db(), identity(), values["tool_id"], values["name"], clock.now())

    def change_row(self, item: Any, version: int, values: dict[str, Any]) -> Any:
        return rename_integration(db(), identity(), item.id, version, values["name"], clock.now())

    @expose("/token/<int:pk>", methods=["GET", "POST"])
    @has_access
    def token(self, pk: int) -> Response:
        """One more token; its text stands on the page that follows, and nowhere after that."""
        item, form = self._item(pk), NewTokenForm()
        if form.validate_on_submit():
            with transaction(db()):
                text = attempt(
                    form,
                    lambda: make_token(
                        db(), identity(), item.id, form.scopes.data, form.last_day.data, clock.now()
                    ),
                )
            if text is not None:
                return self.page(
                    "rights/integration_shown.html",
                    gettext("Tell the makers of the tool"),
                    text=text,
                    address=address(),
                    back_url=url_for("IntegrationScreen.show", pk=item.id),
                )
        return self.page(
            "rights/integration_token.html",
            gettext("A token for %(name)s", name=item.name),
            422 if form.is_submitted() else 200,
            form=form,
            back_url=url_for("IntegrationScreen.show", pk=item.id),
        )

    @expose("/revoke/<int:pk>", methods=["GET", "POST"])
    @has_access
    def revoke(self, pk: int) -> Response:
        """Asks first; then the token opens nothing any more."""
        token = db().get(IntegrationToken, pk)
        if token is None:
            raise Missing("integration_token", pk)
        item, form = self._item(token.integration_id), RevokeForm()
        back_url = url_for("IntegrationScreen.show", pk=item.id)
        if form.validate_on_submit():
            with transaction(db()):
                revoke_token(db(), identity(), token.id, clock.now())
            return after(back_url, gettext("The token is revoked."))
        return self.page(
            "rights/integration_revoke.html",
            gettext("Revoke this token of %(name)s?", name=item.name),
            form=form,
            scopes=_scopes(token),
            made=instant(token.made_at),
            followed=successor_of(db(), token.id, clock.now()) is not None,
            back_url=back_url,
        )

    def describe(self, item: Any) -> dict[str, Any]:
        changes = self.edits(item)
        return {
            "facts": [
                Fact(gettext("Tool"), item.tool.named(language())),
                Fact(gettext("Name"), item.name),
                Fact(gettext("Made"), instant(item.made_at)),
            ],
            "edit_url": self.edit_url(item),
            "token_url": url_for("IntegrationScreen.token", pk=item.id) if changes else None,
            "tokens": [_line(one, changes=changes) for one in tokens_of(db(), item.id)],
        }

    def _item(self, pk: int) -> Any:
        item = self.record(str(pk))
        if not self.edits(item):
            raise Forbidden(Permission.TOOL_CHANGE)
        return item


def _line(token: IntegrationToken, *, changes: bool) -> dict[str, Any]:
    """A token as its integration shows it."""
    if token.revoked_at is not None:
        tone, state = "revoked", gettext("Revoked")
    elif token.ends_at <= clock.now():
        tone, state = "expired", gettext("Ended")
    else:
        tone, state = "active", gettext("Active")
    return {
        "scopes": _scopes(token),
        "made": instant(token.made_at),
        "by_itself": token.succeeds_id is not None,
        "ends": instant(token.ends_at),
        "used": instant(token.last_used_at),
        "tone": tone,
        "state": state,
        "revoke_url": url_for("IntegrationScreen.revoke", pk=token.id) if changes and tone == "active" else None,
    }


def _scopes(token: IntegrationToken) -> str:
    return ", ".join(label_of(one) for one in token.scopes)


def _of_tools_named(text: str) -> ColumnElement[bool]:
    pattern = like_pattern(text)
    names = (Tool.name_nl, Tool.name_fr, Tool.name_en)
    return Integration.tool_id.in_(select(Tool.id).where(or_(*(name.ilike(pattern) for name in names))))
