"""Packs for the supervisor, and the export of everything: for an office's AML officers alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload

from app import clock
from app import work as long_work
from app.aml.packs import queries, verifying
from app.aml.packs.asked import Asked, Found, ask, fit, preview
from app.aml.packs.verifying import PackAnswer, Verified
from app.errors import Missing, Refusal
from app.policy import Identity, Permission, require
from app.transaction import transaction
from models.aml import Pack
from models.values.following import PackKind
from models.work import Work
from views.aml.access import AmlScreen
from views.aml.pack_forms import MakeForm, VerifyForm, args_of
from views.base import text_of
from views.framework.columns import written
from views.framework.database import db
from views.framework.filters import Filter, instants_within
from views.framework.history import Told
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.framework.screens import HouseForm, after, attempt
from views.labels import instant, size
from views.labels.aml_packs import ANSWERS, TONES, asked_word, beside_word, kind_word
from views.labels.aml_registers import PACK_KINDS
from views.refusals import sentence

SHORT = 12
"""So many signs of a fingerprint tell packs apart at a glance; what counts is the whole of it."""


def _kinds() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in PACK_KINDS.items()]


class PackScreen(AmlScreen, Register):
    """Those of the office that were made; a pack itself is its maker's, and gone after a week."""

    route_base = "/packs"
    datamodel = Interface(Pack)
    page_title = _l("Inspection packs")
    one_line = _l(
        "One zip that answers the supervisor, or holds all files of the office, with the fingerprint of each file."
        " Only AML officers make and see them."
    )
    options = list_options = (joinedload(Pack.maker),)
    orders = {"made": Pack.made_at}
    first_order = "made"
    first_descending = True
    columns = (
        Column("made", _l("Made"), lambda item: item.made_at, "made"),
        Column("kind", _l("Kind"), lambda item: kind_word(item.kind)),
        Column("asked", _l("What is in it"), lambda item: asked_word(Asked.read(item.asked))),
        Column("files", _l("Files"), lambda item: item.files, numeric=True),
        Column("size", _l("Size"), lambda item: size(item.size), numeric=True, plain=lambda item: item.size),
        Column(
            "print",
            _l("Fingerprint"),
            lambda item: item.print.hex()[:SHORT],
            plain=lambda item: item.print.hex(),
        ),
        Column("by", _l("By"), lambda item: item.maker.username),
    )
    filters = (
        Filter("kind", _l("Kind"), "choice", lambda one: Pack.kind == one, _kinds),
        Filter("made", _l("Made"), "days", instants_within(Pack.made_at)),
    )
    empty_text = _l(
        "No pack was made yet. When the supervisor asks for files, or your office leaves with all it has, make one"
        " here."
    )
    record_template = "aml/pack.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return queries.visible_to(who)

    def primary(self) -> tuple[str, str] | None:
        return str(gettext("Make a pack…")), url_for("PackScreen.make")

    def title_of(self, item: Any) -> str:
        return f"{kind_word(item.kind)}, {instant(item.made_at)}"

    def told_in(self, item: Any) -> Told | None:
        return Told("pack", item.id, item.organisation_id, asks=Permission.FIU_SEE)

    def describe(self, item: Any) -> dict[str, Any]:
        asked = Asked.read(item.asked)
        task = _task_of(identity(), item)
        return {
            "facts": [
                Fact(gettext("Made"), instant(item.made_at), item.maker.username),
                Fact(gettext("What is in it"), asked_word(asked)),
                Fact(gettext("Besides"), beside_word(asked)),
                Fact(gettext("Files"), written(item.files), size(item.size)),
            ],
            "prints": [
                (gettext("Fingerprint of the zip"), item.print.hex()),
                (gettext("Fingerprint of its list (manifest.json)"), item.manifest.hex()),
            ],
            "task_url": url_for("WorkScreen.show", pk=task.id) if task is not None else None,
            "until": instant(task.document.expires_at) if task is not None and task.document is not None else "",
            "own": item.made_by == identity().account_id,
        }

    @expose("/make", methods=["GET"])
    @has_access
    def make(self) -> Response:
        """What is to be in it. Nothing is made by this page: all of it stands in its address."""
        who = identity()
        require(who, Permission.PACK_MAKE)
        form = MakeForm(request.args if "kind" in request.args else None)
        asked, status = form.asked, 200
        if request.args.get("go") == "on":
            if _is_fit(form, asked):
                return make_response(redirect(url_for("PackScreen.confirm", **args_of(asked)), code=303))
            status = 422
        text = text_of(form.sought)
        found = queries.found(db(), who, text) if text else Found()
        kept = queries.chosen(db(), who, asked.contacts, asked.deals)
        return self.page(
            "aml/pack_make.html",
            gettext("Make a pack"),
            status,
            form=form,
            kept=kept,
            found=_but(found, kept),
            sought=text,
            back_url=url_for("PackScreen.list"),
        )

    @expose("/confirm", methods=["GET", "POST"])
    @has_access
    def confirm(self) -> Response:
        """How much it will be and what it holds; then a worker makes it."""
        who, form = identity(), HouseForm()
        require(who, Permission.PACK_MAKE)
        asked = MakeForm(request.args).asked
        change_url = url_for("PackScreen.make", **args_of(asked))
        try:
            fit(asked)
        except Refusal as refusal:
            return after(change_url, sentence(refusal), "danger")
        if form.validate_on_submit():
            with transaction(db()):
                task: Work | None = attempt(form, lambda: ask(db(), who, asked, clock.now()))
            if task is not None:
                return make_response(redirect(url_for("WorkScreen.show", pk=task.id), code=303))
        found = preview(db(), who, asked)
        return self.page(
            "aml/pack_confirm.html",
            gettext("Make this pack?"),
            422 if form.is_submitted() else 200,
            form=form,
            asked=asked,
            everything=asked.kind is PackKind.EVERYTHING,
            reports=asked.with_reports,
            annual=asked.with_annual,
            empty=not (found.contacts or found.deals or asked.everybody),
            facts=[
                Fact(gettext("Kind"), kind_word(asked.kind)),
                Fact(gettext("What is in it"), asked_word(asked)),
                Fact(gettext("Contacts"), written(found.contacts)),
                Fact(gettext("Client transactions"), written(found.deals)),
                Fact(gettext("Files"), gettext("about %(files)s", files=written(found.files))),
                Fact(gettext("Size"), gettext("about %(size)s", size=size(found.size))),
            ],
            change_url=change_url,
        )

    @expose("/verify", methods=["GET", "POST"])
    @has_access
    def verify(self) -> Response:
        """A zip or a fingerprint in, an answer out; nothing of the zip is kept."""
        require(identity(), Permission.PACK_MAKE)
        form, answer = VerifyForm(), None
        if form.validate_on_submit():
            answer = attempt(form, lambda: _verified(form))
        return self.page(
            "aml/pack_verify.html",
            gettext("Is a pack as it was made?"),
            422 if form.is_submitted() and answer is None else 200,
            form=form,
            most=verifying.MOST_BYTES >> 20,
            answer=_shown(answer) if answer is not None else None,
            back_url=url_for("PackScreen.list"),
        )


def _is_fit(form: MakeForm, asked: Asked) -> bool:
    """Whether that can be asked; else the form says what to change."""
    try:
        fit(asked)
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True


def _verified(form: VerifyForm) -> Verified:
    """By the file, where there is one. Raises Refusal."""
    sent, told = form.file.data, text_of(form.print)
    if sent:
        return verifying.by_file(db(), identity(), sent.stream)
    if told:
        return verifying.by_print(db(), identity(), told)
    raise Refusal("aml.pack.file_or_print", field="file")


def _shown(found: Verified) -> dict[str, Any]:
    """The answer, and which files differ."""
    most = verifying.MOST_TOLD
    parts = (
        (gettext("Changed"), found.changed),
        (gettext("Gone"), found.missing),
        (gettext("Added"), found.added),
    )
    pack = found.pack
    return {
        "tone": TONES[found.answer],
        "word": str(ANSWERS[found.answer]),
        "said": _said(found),
        "parts": [(title, names[:most], max(0, len(names) - most)) for title, names in parts if names],
        "facts": [
            Fact(gettext("Made"), instant(pack.made_at), pack.maker.username),
            Fact(gettext("What is in it"), asked_word(Asked.read(pack.asked))),
            Fact(gettext("Files"), written(pack.files), size(pack.size)),
        ]
        if pack is not None
        else [],
        "url": url_for("PackScreen.show", pk=pack.id) if pack is not None else None,
    }


def _said(found: Verified) -> str:
    made = instant(found.pack.made_at) if found.pack is not None else ""
    sentences = {
        PackAnswer.SAME: gettext(
            "It is as it was made on %(made)s: nothing was added, changed or taken out.", made=made
        ),
        PackAnswer.REPACKED: gettext(
            "Every file is as it was made on %(made)s: nothing was added, changed or taken out. The zip around"
            " them was made anew.",
            made=made,
        ),
        PackAnswer.DIFFERS: gettext("It isn’t as it was made on %(made)s. These files differ:", made=made),
        PackAnswer.UNREADABLE: gettext(
            "This file isn’t a whole zip, or it was changed in a way that keeps it from being read. It isn’t as"
            " any pack of your office was made."
        ),
        PackAnswer.UNKNOWN: gettext(
            "No pack of your office is or was like this. Ask for the file as it was handed out."
        ),
    }
    return str(sentences[found.answer])


def _task_of(who: Identity, item: Pack) -> Work | None:
    """The work that made it, while it and its file are there, for whoever asked for it."""
    try:
        task = long_work.work_record(db(), who, int(item.asked.get("work", 0)))
    except Missing:
        return None
    over = task.document is None or task.document.file is None
    return None if over else task


def _but(found: Found, kept: Found) -> Found:
    """What was found and isn't chosen yet."""
    return replace(
        found,
        contacts=tuple(one for one in found.contacts if one not in kept.contacts),
        deals=tuple(one for one in found.deals if one not in kept.deals),
    )
