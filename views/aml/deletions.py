"""What was deleted once it had been kept for ten years: the protocol, and how much goes in which year. For an
office's AML officers alone, since a report to the FIU may have been among it."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from app.aml import kept
from app.policy import Identity
from models.aml import Deletion
from models.values.following import DeletedKind
from views.aml.access import AmlScreen
from views.framework.database import db
from views.framework.filters import Filter, instants_within
from views.framework.identity import identity
from views.framework.listing import listing
from views.framework.register import Column, Fact, Interface, Register
from views.labels import day, instant
from views.labels.aml_registers import DELETED_KINDS
from views.labels.aml_retention import counted_rows, files_word, kind_word, rows_of
from views.wallet.charts import HEIGHT, Piece, Stack, Stacks

_KINDS = (DeletedKind.CONTACT, DeletedKind.DEAL)


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in DELETED_KINDS.items()]


class DeletionScreen(AmlScreen, Register):
    """Written by the job that deletes; nobody changes it."""

    route_base = "/deletions"
    datamodel = Interface(Deletion)
    page_title = _l("Deleted after ten years")
    one_line = _l(
        "What your office knows is kept for ten years after the relation or the transaction ended, and then"
        " deleted at night. Nobody can do it sooner; what went stands here, without a name."
    )
    orders = {"deleted": Deletion.deleted_at}
    first_order = "deleted"
    first_descending = True
    columns = (
        Column("kind", _l("What"), kind_word),
        Column("number", _l("Number"), lambda item: item.matter_id, numeric=True),
        Column("ended", _l("Ended on"), lambda item: item.ended_on),
        Column("until", _l("Kept until"), lambda item: item.kept_until),
        Column("deleted", _l("Deleted"), lambda item: item.deleted_at, "deleted"),
        Column("rows", _l("Rows"), rows_of, numeric=True),
        Column("files", _l("Files"), lambda item: item.files, numeric=True),
    )
    filters = (
        Filter("kind", _l("What"), "choice", lambda one: Deletion.kind == one, _kinds),
        Filter("deleted", _l("Deleted"), "days", instants_within(Deletion.deleted_at)),
    )
    empty_text = _l(
        "Nothing was deleted yet: no file was kept for ten years after it ended. It goes by itself, each night."
    )
    record_template = "aml/deletion.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return kept.deletions_visible_to(who)

    @expose("/list/")
    @has_access
    def list(self) -> Response:
        """The protocol, and above it what goes when."""
        shown = listing(self, request.args)
        years = kept.forecast(db(), identity().organisation_id or 0)
        return self.page(
            "aml/deletions.html", str(self.page_title), **shown, years=_lines(years), bars=bars_of(years),
            height=HEIGHT, kinds=[str(DELETED_KINDS[one]) for one in _KINDS],
        )  # fmt: skip

    def title_of(self, item: Any) -> str:
        return f"{kind_word(item)} {item.matter_id}"

    def describe(self, item: Any) -> dict[str, Any]:
        return {
            "facts": [
                Fact(gettext("What"), kind_word(item)),
                Fact(gettext("Number"), str(item.matter_id)),
                Fact(gettext("Ended on"), day(item.ended_on)),
                Fact(gettext("Kept until"), day(item.kept_until)),
                Fact(gettext("Deleted"), instant(item.deleted_at), files_word(item.files)),
            ],
            "state": "off",
            "state_word": gettext("Deleted"),
            "counted": counted_rows(item),
        }


def _lines(years: list[kept.Year]) -> list[tuple[int, list[int]]]:
    return [(one.year, [one.counts[kind] for kind in _KINDS]) for one in years]


def bars_of(years: list[kept.Year]) -> Stacks | None:
    """A bar for each year in which something goes, contacts below; None where nothing is known to go."""
    if not years:
        return None
    most, slot = max(sum(one.counts.values()) for one in years), 100 / len(years)
    stacks = []
    for place, one in enumerate(years):
        floor, pieces = float(HEIGHT), []
        for series, kind in enumerate(_KINDS):
            if count := one.counts[kind]:
                height = HEIGHT * count / most
                floor -= height
                pieces.append(Piece(series, round(floor, 2), round(height, 2)))
        left = slot * place
        stacks.append(
            Stack(
                str(one.year),
                round(left + slot * 0.2, 2),
                round(slot * 0.6, 2),
                round(left + slot / 2, 2),
                tuple(pieces),
            )
        )
    return Stacks(tuple(stacks), ())
