"""The catalogue: tools, their roles, kinds of right and the values they ask for; the central team edits."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import joinedload
from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from app import clock
from app.policy import Identity, Permission, may
from app.rights.catalogue import EVENT_KINDS, add_row, change_row, keeps, owned_tools
from app.rights.owners import owners_of
from models.rights import ContextValue, RightKind, Tool, ToolRole
from models.values import GovernmentKind, KeyLevel, OpenedBy, OrganisationKind, RelationCategory, RelationType
from views.framework.database import db
from views.framework.filters import Filter, like_pattern, words_of
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.reference import Reference
from views.framework.register import Column, Fact, Interface
from views.framework.screens import HouseForm, VersionField
from views.labels import LABELS, label_of, language, months

REQUIRED = InputRequired(_l("Fill this in."))
_CODE = Regexp(
    r"^[a-z][a-z0-9_-]{1,63}$", message=_l("A code starts with a letter and has small letters, digits, - and _.")
)
_NAME = (REQUIRED, Length(max=200, message=_l("At most 200 characters.")))


class Several(SelectMultipleField):
    """A short closed list, ticked."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class NamedForm(HouseForm):
    version = VersionField()
    code = StringField(_l("Code"), validators=[REQUIRED, _CODE], description=_l("Never changes afterwards."))
    name_nl = StringField(_l("Name in Dutch"), validators=_NAME)
    name_fr = StringField(_l("Name in French"), validators=_NAME)
    name_en = StringField(_l("Name in English"), validators=_NAME)


class ToolForm(NamedForm):
    description_nl = TextAreaField(_l("Description in Dutch"))
    description_fr = TextAreaField(_l("Description in French"))
    description_en = TextAreaField(_l("Description in English"))
    link = StringField(
        _l("Address"),
        # Pages of this house have no host.
        validators=[
            Optional(),
            Regexp(r"^(https://\S+|/[a-z]\S*)$", message=_l("An address starts with https://.")),
        ],
    )
    key_level = RadioField(_l("Key level"), choices=[(str(k), LABELS[k]) for k in KeyLevel], default="high")
    helpdesk_email = StringField(_l("Helpdesk"), validators=[Length(max=320)])
    admits_legal_representative = BooleanField(_l("The legal representative is admitted without a right"))
    usable_as_oneself = BooleanField(_l("May be used as oneself"))
    opened_by = RadioField(
        _l("Opened by"), choices=[(str(one), LABELS[one]) for one in OpenedBy], default="manager"
    )
    listed_only = BooleanField(_l("Only for enterprises on its admission list"))


class ToolRoleForm(NamedForm):
    tool_id = SelectField(_l("Tool"), coerce=int)


class RightKindForm(NamedForm):
    role_id = SelectField(_l("Role it opens"), coerce=int)
    max_months = IntegerField(
        _l("At most, in months"),
        description=_l("A lower maximum counts for new grants and extensions; rights that stand keep their days."),
        validators=[REQUIRED, NumberRange(1, 120, message=_l("Between 1 and 120 months."))],
    )
    government_kinds = Several(
        _l("Granted by"),
        choices=[(str(k), LABELS[k]) for k in (*GovernmentKind, OrganisationKind.ENTERPRISE)],
        validators=[REQUIRED],
    )
    categories = Several(
        _l("To relations of category"),
        choices=[(str(c), LABELS[c]) for c in RelationCategory],
        validators=[REQUIRED],
    )
    types = Several(
        _l("To relations of type"), choices=[(str(t), LABELS[t]) for t in RelationType], validators=[REQUIRED]
    )
    asks_context = BooleanField(_l("Asks for which part of the tool it counts"))
    offered = BooleanField(
        _l("Offered"),
        description=_l("Without the tick nobody can grant or extend it any more; rights that stand run on."),
        default=True,
    )


class ContextValueForm(NamedForm):
    kind_id = SelectField(_l("Kind of right"), coerce=int)


class Catalogue(Reference):
    """What the four screens share: everybody reads; the central team edits, and the owner what is of his tool."""

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true()

    def edits(self, item: Any | None) -> bool:
        return keeps(db(), identity(), self.model, None if item is None else self.tool_of(item))

    def tool_of(self, item: Any) -> int | None:
        """The tool a row belongs to."""
        return None

    def title_of(self, item: Any) -> str:
        return str(item.named(language()))

    def told_in(self, item: Any) -> Told | None:
        return Told(EVENT_KINDS[self.model], item.id)

    def add_row(self, values: dict[str, Any]) -> Any:
        return add_row(db(), identity(), self.model, values, clock.now())

    def change_row(self, item: Any, version: int, values: dict[str, Any]) -> Any:
        return change_row(db(), identity(), self.model, item.id, version, values, clock.now())


def _of_ones_tools(tool_id: Any) -> ColumnElement[bool]:
    """What an owner may choose from: his own tools' rows; the central team all of them."""
    who = identity()
    return true() if may(who, Permission.TOOL_CHANGE) else tool_id.in_(owned_tools(db(), who))


def _by_name(model: Any) -> Filter:
    """Found by a piece of its name in any of the three languages."""
    return Filter(
        "name",
        _l("Name"),
        "text",
        lambda text: or_(
            *(name.ilike(like_pattern(text)) for name in (model.name_nl, model.name_fr, model.name_en))
        ),
    )


def tool_choices() -> list[tuple[int, str]]:
    return [(tool.id, tool.named(language())) for tool in db().scalars(select(Tool).order_by(Tool.name_nl))]


def role_choices() -> list[tuple[int, str]]:
    roles = db().scalars(
        select(ToolRole).options(joinedload(ToolRole.tool)).order_by(ToolRole.tool_id, ToolRole.id)
    )
    return [(role.id, f"{role.tool.named(language())}: {role.named(language())}") for role in roles]


class ToolScreen(Catalogue):
    """The tools people reach through us."""

    route_base = "/tools"
    datamodel = Interface(Tool)
    page_title = _l("Tools")
    one_title = _l("Tool")
    form_class = ToolForm
    orders = {"name": Tool.name_nl}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda tool: tool.named(language()), "name"),
        Column("level", _l("Key level"), lambda tool: label_of(tool.key_level)),
        Column("helpdesk", _l("Helpdesk"), lambda tool: tool.helpdesk_email),
        Column("code", _l("Code"), lambda tool: tool.code, shown=False),
        Column("link", _l("Address"), lambda tool: tool.link, shown=False),
    )
    filters = (
        _by_name(Tool),
        Filter("level", _l("Key level"), "choices", Tool.key_level.in_, words_of(KeyLevel)),
    )
    empty_text = _l("No tool yet.")

    def describe(self, item: Any) -> dict[str, Any]:
        described = {"nl": item.description_nl, "fr": item.description_fr}.get(language(), item.description_en)
        return {
            "one_line": described,
            "facts": [
                Fact(gettext("Key level"), label_of(item.key_level)),
                Fact(gettext("Opened by"), label_of(item.opened_by)),
                Fact(gettext("Helpdesk"), item.helpdesk_email),
                Fact(gettext("Address"), item.link),
                Fact(gettext("Code"), item.code),
                Fact(gettext("Application owners"), ", ".join(one.name for one in owners_of(db(), item.id))),
            ],
            "edit_url": self.edit_url(item),
            "owners_url": url_for("OwnerScreen.of", tool_id=item.id) if self.edits(item) else None,
        }


class ToolRoleScreen(Catalogue):
    """What somebody is inside a tool."""

    route_base = "/tool-roles"
    datamodel = Interface(ToolRole)
    page_title = _l("Roles of tools")
    one_title = _l("Role")
    form_class = ToolRoleForm
    fixed = frozenset({"code", "tool_id"})
    options = (joinedload(ToolRole.tool),)
    orders = {"name": ToolRole.name_nl}
    first_order = "name"
    columns = (
        Column("name", _l("Role"), lambda role: role.named(language()), "name"),
        Column("tool", _l("Tool"), lambda role: role.tool.named(language())),
        Column("code", _l("Code"), lambda role: role.code, shown=False),
    )
    filters = (_by_name(ToolRole),)
    empty_text = _l("No role yet.")

    def prepare(self, form: Any) -> None:
        if "tool_id" in form:
            form.tool_id.choices = tool_choices()

    def describe(self, item: Any) -> dict[str, Any]:
        facts = [Fact(gettext("Tool"), item.tool.named(language())), Fact(gettext("Code"), item.code)]
        return {"facts": facts, "edit_url": self.edit_url(item)}


class RightKindScreen(Catalogue):
    """The kinds of right, with their maximum and who may get them."""

    route_base = "/kinds"
    datamodel = Interface(RightKind)
    page_title = _l("Kinds of right")
    one_title = _l("Kind of right")
    one_line = _l("What can be granted, for how long at most, by which governments and to whom.")
    form_class = RightKindForm
    fixed = frozenset({"code", "role_id"})
    options = (joinedload(RightKind.tool), joinedload(RightKind.role))
    orders = {"name": RightKind.name_nl}
    first_order = "name"
    columns = (
        Column("name", _l("Right"), lambda kind: kind.named(language()), "name"),
        Column("tool", _l("Tool"), lambda kind: kind.tool.named(language())),
        Column(
            "max",
            _l("At most, in months"),
            lambda kind: months(kind.max_months),
            numeric=True,
            plain=lambda kind: kind.max_months,
        ),
        Column("to", _l("To"), lambda kind: ", ".join(label_of(c) for c in kind.categories)),
        Column(
            "by", _l("Granted by"), lambda kind: ", ".join(label_of(k) for k in kind.government_kinds), shown=False
        ),
        Column("offered", _l("Offered"), lambda kind: kind.offered, shown=False),
        Column("code", _l("Code"), lambda kind: kind.code, shown=False),
    )
    filters = (_by_name(RightKind),)
    empty_text = _l("No kind of right yet.")
    permission = Permission.KIND_KEEP

    def tool_of(self, item: Any) -> int | None:
        return int(item.tool_id)

    def prepare(self, form: Any) -> None:
        if "role_id" in form:
            roles = db().scalars(
                select(ToolRole)
                .where(_of_ones_tools(ToolRole.tool_id))
                .options(joinedload(ToolRole.tool))
                .order_by(ToolRole.tool_id)
            )
            form.role_id.choices = [(r.id, f"{r.tool.named(language())}: {r.named(language())}") for r in roles]

    def add_row(self, values: dict[str, Any]) -> Any:
        role = db().get_one(ToolRole, values["role_id"])
        return super().add_row({**values, "tool_id": role.tool_id})

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("Tool"), item.tool.named(language()), item.role.named(language())),
                Fact(gettext("At most"), months(item.max_months)),
                Fact(gettext("Granted by"), ", ".join(label_of(kind) for kind in item.government_kinds)),
                Fact(gettext("To"), ", ".join(label_of(word) for word in (*item.categories, *item.types))),
            ],
            "state": "active" if item.offered else "expired",
            "state_word": gettext("Offered") if item.offered else gettext("Withdrawn"),
            "edit_url": self.edit_url(item),
        }


class ContextValueScreen(Catalogue):
    """The parts of a tool that a right may count for."""

    route_base = "/context-values"
    datamodel = Interface(ContextValue)
    page_title = _l("Context values")
    one_title = _l("Context value")
    one_line = _l("The parts of a tool, such as a module or a district, that a right may count for.")
    form_class = ContextValueForm
    fixed = frozenset({"code", "kind_id"})
    options = (joinedload(ContextValue.kind),)
    orders = {"name": ContextValue.name_nl}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda value: value.named(language()), "name"),
        Column("kind", _l("Kind of right"), lambda value: value.kind.named(language())),
        Column("code", _l("Code"), lambda value: value.code, shown=False),
    )
    filters = (_by_name(ContextValue),)
    empty_text = _l("No context value yet.")
    permission = Permission.KIND_KEEP

    def tool_of(self, item: Any) -> int | None:
        return int(item.kind.tool_id)

    def prepare(self, form: Any) -> None:
        if "kind_id" in form:
            kinds = db().scalars(
                select(RightKind)
                .where(RightKind.asks_context, _of_ones_tools(RightKind.tool_id))
                .order_by(RightKind.name_nl)
            )
            form.kind_id.choices = [(kind.id, kind.named(language())) for kind in kinds]

    def describe(self, item: Any) -> dict[str, Any]:
        facts = [Fact(gettext("Kind of right"), item.kind.named(language())), Fact(gettext("Code"), item.code)]
        return {"facts": facts, "edit_url": self.edit_url(item)}
