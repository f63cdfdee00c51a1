"""The catalogue: tools, and the kinds of right that open their roles."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import joinedload

from app.policy import Identity
from models.rights import RightKind, Tool
from views.framework.register import Column, Fact, Interface, Register
from views.labels import label_of, language, months


class ToolScreen(Register):
    """The tools people reach through us."""

    route_base = "/tools"
    datamodel = Interface(Tool)
    page_title = _l("Tools")
    orders = {"name": Tool.name_nl}
    first_order = "name"
    columns = (
        Column("name", _l("Name"), lambda tool: tool.named(language()), "name"),
        Column("level", _l("Key level"), lambda tool: label_of(tool.key_level)),
        Column("helpdesk", _l("Helpdesk"), lambda tool: tool.helpdesk_email),
    )
    empty_text = _l("No tool yet.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true()

    def title_of(self, item: Any) -> str:
        return str(item.named(language()))

    def describe(self, item: Any) -> dict[str, Any]:
        described = {"nl": item.description_nl, "fr": item.description_fr}.get(language(), item.description_en)
        return {
            "one_line": described,
            "facts": [
                Fact(gettext("Key level"), label_of(item.key_level)),
                Fact(gettext("Helpdesk"), item.helpdesk_email),
                Fact(gettext("Code"), item.code),
            ],
        }


class RightKindScreen(Register):
    """The kinds of right, with their maximum and who may get them."""

    route_base = "/kinds"
    datamodel = Interface(RightKind)
    page_title = _l("Kinds of right")
    one_line = _l("What can be granted, for how long at most, by which governments and to whom.")
    options = (joinedload(RightKind.tool), joinedload(RightKind.role))
    orders = {"name": RightKind.name_nl}
    first_order = "name"
    columns = (
        Column("name", _l("Right"), lambda kind: kind.named(language()), "name"),
        Column("tool", _l("Tool"), lambda kind: kind.tool.named(language())),
        Column("max", _l("At most"), lambda kind: months(kind.max_months), numeric=True),
        Column("to", _l("To"), lambda kind: ", ".join(label_of(c) for c in kind.categories)),
    )
    empty_text = _l("No kind of right yet.")

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return true()

    def title_of(self, item: Any) -> str:
        return str(item.named(language()))

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
        }
