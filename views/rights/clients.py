"""How tools are known when they sign people in through us: registered by the central team; secrets shown once."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, Field, SelectField, StringField
from wtforms.widgets import TextArea

from app import clock
from app.errors import Forbidden, Missing
from app.policy import Identity, Permission
from app.rights.clients import change_client, register_client, renew_secret
from app.transaction import transaction
from models.rights import Tool, ToolClient
from views.framework.database import address, db
from views.framework.filters import Filter, like_pattern
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.reference import Reference
from views.framework.register import Column, Fact, Interface
from views.framework.screens import HouseForm, VersionField, attempt
from views.labels import instant, language
from views.rights.catalogue import tool_choices


class LinesField(Field):
    """Addresses, one on each line."""

    widget = TextArea()

    def _value(self) -> str:
        return "\n".join(self.data or ())

    def process_formdata(self, valuelist: list[str]) -> None:
        lines = (line.strip() for line in (valuelist[0] if valuelist else "").splitlines())
        self.data = list(dict.fromkeys(line for line in lines if line))


class ClientForm(HouseForm):
    version = VersionField()
    tool_id = SelectField(_l("Tool"), coerce=int)
    public = BooleanField(
        _l("It can keep no secret"),
        description=_l("Such as an app on a phone, which anybody can take apart. Never changes afterwards."),
    )
    redirect_uris = LinesField(
        _l("Addresses people come back to"),
        description=_l("One on each line, exactly as the tool sends it."),
        render_kw={"rows": 3},
    )
    post_logout_redirect_uris = LinesField(
        _l("Addresses after signing out"), description=_l("One on each line."), render_kw={"rows": 2}
    )
    backchannel_logout_uri = StringField(
        _l("Address that is told of signing out"),
        description=_l("We tell it, server to server, when somebody's session is over or a way in is closed."),
    )
    active = BooleanField(_l("Active"), default=True)


class RenewForm(HouseForm):
    """Nothing but the decision."""

    version = VersionField()


class ToolClientScreen(Reference):
    """Registered clients: which tool, where people come back to, who is told of signing out."""

    route_base = "/tool-clients"
    datamodel = Interface(ToolClient)
    page_title = _l("Sign-in of tools")
    one_title = _l("Sign-in of a tool")
    one_line = _l("How tools sign people in through us, by OpenID Connect.")
    form_class = ClientForm
    fixed = frozenset({"tool_id", "public"})
    record_template = "rights/client.html"
    options = (joinedload(ToolClient.tool),)
    orders = {"tool": ToolClient.tool_id}
    first_order = "tool"
    columns = (
        Column("tool", _l("Tool"), lambda item: item.tool.named(language()), "tool"),
        Column("client_id", _l("Client name"), lambda item: item.client_id),
        Column("active", _l("Active"), lambda item: item.active),
        Column(
            "back", _l("Addresses people come back to"), lambda item: ", ".join(item.redirect_uris), shown=False
        ),
    )
    filters = (Filter("tool", _l("Tool"), "text", lambda text: _of_tools_named(text)),)
    empty_text = _l("No tool signs people in through us yet.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true()

    def title_of(self, item: Any) -> str:
        return f"{item.tool.named(language())}: {item.client_id}"

    def told_in(self, item: Any) -> Told | None:
        return Told("tool_client", item.id)

    def prepare(self, form: Any) -> None:
        if "tool_id" in form:
            form.tool_id.choices = tool_choices()

    def change_row(self, item: Any, version: int, values: dict[str, Any]) -> Any:
        return change_client(db(), identity(), item.id, version, values, clock.now(), local=_local())

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Response:
        """Registers one; its secret stands on the page that follows, and nowhere after that."""
        if not self.edits(None):
            raise Forbidden(self.permission)
        form = self.form_class()
        self.prepare(form)
        if form.validate_on_submit():
            values = self.values_of(form)
            with transaction(db()):
                made = attempt(
                    form, lambda: register_client(db(), identity(), values, clock.now(), local=_local())
                )
            if made is not None:
                return self._secret(*made)
        return self._form_page(form, str(gettext("Add: %(what)s", what=self.one_title)), None)

    @expose("/secret/<pk>", methods=["GET", "POST"])
    @has_access
    def secret(self, pk: str) -> Response:
        """Another secret, after asking: the one in use opens nothing from then on."""
        item = self.record(pk)
        if not self.edits(item):
            raise Forbidden(Permission.TOOL_CHANGE)
        if item.public:
            raise Missing("secret", pk)
        form = RenewForm(obj=item)
        if form.validate_on_submit():
            with transaction(db()):
                made = attempt(
                    form, lambda: renew_secret(db(), identity(), item.id, form.version.number, clock.now())
                )
            if made is not None:
                return self._secret(item, made)
            form.version.data = str(item.version)
        return self.page(
            "rights/client_renew.html",
            gettext("Renew the secret of %(name)s?", name=item.client_id),
            422 if form.is_submitted() else 200,
            form=form,
            back_url=url_for("ToolClientScreen.show", pk=item.id),
        )

    def _secret(self, item: ToolClient, secret: str) -> Response:
        return self.page(
            "rights/client_secret.html",
            gettext("Tell the makers of the tool"),
            client=item,
            secret=secret,
            begins=f"{address()}{url_for('DiscoveryScreen.index')}",
            back_url=url_for("ToolClientScreen.show", pk=item.id),
        )

    def describe(self, item: Any) -> dict[str, Any]:
        changes = self.edits(item)
        return {
            "facts": [
                Fact(gettext("Tool"), item.tool.named(language())),
                Fact(gettext("Client name"), item.client_id),
                Fact(gettext("Secret"), gettext("keeps none") if item.public else gettext("kept as a hash only")),
                Fact(gettext("Addresses people come back to"), ", ".join(item.redirect_uris)),
                Fact(gettext("Addresses after signing out"), ", ".join(item.post_logout_redirect_uris)),
                Fact(gettext("Address that is told of signing out"), item.backchannel_logout_uri),
                Fact(gettext("Registered"), instant(item.made_at)),
            ],
            "state": "active" if item.active else "expired",
            "state_word": gettext("Active") if item.active else gettext("Switched off"),
            "edit_url": self.edit_url(item),
            "secret_url": url_for("ToolClientScreen.secret", pk=item.id) if changes and not item.public else None,
        }


def _local() -> bool:
    """Whether addresses on this very machine will do: where people reach us without encryption themselves."""
    return not address().startswith("https://")


def _of_tools_named(text: str) -> ColumnElement[bool]:
    pattern = like_pattern(text)
    names = (Tool.name_nl, Tool.name_fr, Tool.name_en)
    return ToolClient.tool_id.in_(select(Tool.id).where(or_(*(name.ilike(pattern) for name in names))))
