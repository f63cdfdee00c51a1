"""The FIU's codes and required fields: every version with its day and source, and loading one from a file."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from app import clock
from app.aml.goaml import codes
from app.aml.goaml.codes import SOURCE, Beside, NewCodes
from app.aml.goaml.profile import Code, Profile, codes_in
from app.errors import Refusal
from app.policy import Identity, Permission, require
from app.transaction import transaction
from models.aml import ReportProfile
from views.base import DayField
from views.framework.database import db
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import day, instant, language
from views.labels.aml_fiu import CODE_LISTS, SEVERITIES, field_word


@dataclass(frozen=True)
class Standing:
    """A version, and whether it counts today."""

    item: ReportProfile
    tone: str
    word: Any


class LoadCodesForm(HouseForm):
    since = DayField(
        _l("Counts from"),
        [InputRequired(_l("Say from which day on the codes count."))],
        description=_l("The day from which the FIU takes them. It may be in the past, or still to come."),
    )
    source = StringField(
        _l("Source"),
        [
            InputRequired(_l("Say where they were published.")),
            Length(max=SOURCE, message=_l("At most 500 characters.")),
        ],
        description=_l("Where they were published, for example the FIU’s list and its date."),
        render_kw={"autocomplete": "off"},
    )
    file = FileField(
        _l("File"),
        description=_l(
            "A .json file, built as the versions that were loaded; each can be downloaded on its page."
        ),
        render_kw={"accept": ".json"},
    )
    content = HiddenField()


class ReportCodesScreen(Register):
    """For the central team, which loads what the FIU publishes."""

    route_base = "/report-codes"
    datamodel = Interface(ReportProfile)
    page_title = _l("Codes of the FIU")
    one_line = _l(
        "What the FIU’s portal takes in a report: its codes, what has to be there, and how long it may be."
    )
    orders = {"since": ReportProfile.since}
    first_order = "since"
    first_descending = True
    columns = (
        Column("since", _l("Counts from"), lambda seen: seen.item.since, "since"),
        Column("state", _l("State"), lambda seen: seen.word, tone=lambda seen: seen.tone),
        Column("source", _l("Source"), lambda seen: seen.item.source),
        Column("loaded", _l("Loaded on"), lambda seen: seen.item.loaded_at),
    )
    empty_text = _l("No codes were loaded yet.")
    record_template = "aml/report_codes.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return codes.codes_visible_to(who)

    def seen(self, session: Session, items: Sequence[Any], asked: Any) -> Sequence[Any]:
        counting = _counting(session)
        return [_standing(one, counting) for one in items]

    def primary(self) -> tuple[str, str] | None:
        return gettext("Load codes"), url_for("ReportCodesScreen.load")

    def title_of(self, item: Any) -> str:
        return str(gettext("Codes of the FIU, %(day)s", day=day(item.since)))

    def describe(self, item: Any) -> dict[str, Any]:
        standing, profile = _standing(item, _counting(db())), Profile.read(item.data)
        return {
            "facts": [
                Fact(gettext("Counts from"), day(item.since)),
                Fact(gettext("Source"), item.source),
                Fact(gettext("Schema"), profile.schema_version),
                Fact(gettext("Loaded on"), instant(item.loaded_at)),
            ],
            "state": standing.tone,
            "state_word": standing.word,
            **_content(profile),
            "changed": _changed(codes.beside_of(db(), item.since, profile)),
        }

    def told_in(self, item: Any) -> Told | None:
        return Told("report_codes", item.id)

    @expose("/told/<pk>", methods=["GET"])
    @has_access
    def told(self, pk: str) -> Response:
        """The version as a file, to begin the next one with."""
        item = self.record(pk)
        answer = Response(json.dumps(item.data, ensure_ascii=False, indent=1), mimetype="application/json")
        answer.headers.set("Content-Disposition", "attachment", filename=f"fiu-codes-{item.since:%Y-%m-%d}.json")
        return answer

    @expose("/load", methods=["GET", "POST"])
    @has_access
    def load(self) -> Response:
        """A file is brought and read; what it changes is shown before it is kept."""
        require(identity(), Permission.REPORT_CODES_KEEP)
        form = LoadCodesForm()
        new = _brought(form) if form.validate_on_submit() else None
        if new is not None and "sure" in request.form:
            with transaction(db()):
                made = attempt(form, lambda: codes.load_codes(db(), identity(), new, clock.now()))
            if made is not None:
                said = gettext("The codes are loaded. From their day on, reports are made by them.")
                return after(url_for("ReportCodesScreen.show", pk=made.id), said)
        elif new is not None:
            beside = attempt(form, lambda: codes.looked_at(db(), identity(), new))
            if beside is not None:
                form.content.data = json.dumps(new.profile.told(), ensure_ascii=False)
                return self.page(
                    "aml/report_codes_preview.html",
                    gettext("Load these codes?"),
                    form=form,
                    new=new,
                    since=day(new.since),
                    before=day(beside.before.since) if beside.before is not None else "",
                    changed=_changed(beside),
                )
        return self.page(
            "aml/report_codes_load.html", gettext("Load codes"), 422 if form.is_submitted() else 200, form=form
        )


def _brought(form: LoadCodesForm) -> NewCodes | None:
    """What is to be loaded: from the file, or from the page that showed what it held; None where it is refused."""
    since: Any = form.since.data
    if "sure" in request.form:
        file: BinaryIO = io.BytesIO((form.content.data or "").encode("utf-8", "replace"))
    else:
        sent: Any = form.file.data
        if not isinstance(sent, FileStorage) or not sent.filename:
            form.refuse(Refusal("imports.file.missing", field="file"))
            return None
        file = cast("BinaryIO", sent.stream)
    profile = attempt(form, lambda: codes.read_codes(file))
    return NewCodes(since, (form.source.data or "").strip(), profile) if profile is not None else None


def _counting(session: Session) -> int:
    try:
        return codes.codes_in_force(session, clock.today()).id
    except Refusal:
        return 0


def _standing(item: ReportProfile, counting: int) -> Standing:
    if item.id == counting:
        return Standing(item, "good", _l("Counts now"))
    if item.since > clock.today():
        return Standing(item, "wait", _l("Still to come"))
    return Standing(item, "off", _l("Replaced by later codes"))


def _content(profile: Profile) -> dict[str, Any]:
    """Every list of codes, and what has to be there, in the reader's words."""
    return {
        "lists": [
            (str(CODE_LISTS.get(name, name)), [_row(one) for one in found]) for name, found in codes_in(profile)
        ],
        "wanted": [
            (one.element, field_word(one.element, one.field), str(SEVERITIES[one.severity]))
            for one in profile.wanted
        ],
    }


def _row(one: Code) -> tuple[str, str, str]:
    return one.code, one.named(language()), one.ours


def _changed(beside: Beside) -> dict[str, Any]:
    return {
        "lists": [
            {
                "title": str(CODE_LISTS.get(one.name, one.name)),
                "came": [f"{of.code} {of.named(language())}" for of in one.came],
                "went": [f"{of.code} {of.named(language())}" for of in one.went],
                "renamed": [f"{of.code} {of.named(language())}" for of in one.renamed],
            }
            for one in beside.lists
        ],
        "wanted_came": beside.wanted_came,
        "wanted_went": beside.wanted_went,
        "before": day(beside.before.since) if beside.before is not None else "",
    }
