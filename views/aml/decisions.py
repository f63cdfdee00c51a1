"""Decisions about contacts: the list, what each rests on, its paper, and the same file looked at once more."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from flask import Response, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup
from sqlalchemy import ColumnElement, Select, func
from sqlalchemy.orm import defer, joinedload

from app import clock, pdf
from app.aml import acceptance_paper, decided, known, replaying
from app.aml.vigilance.file import File, FoundHit
from app.aml.vigilance.level import Assessment
from app.aml.vigilance.rule_set import RuleSet
from app.policy import Identity
from app.words import words_in
from models.aml import Contact, ContactDecision
from models.aml import RuleSet as KeptRules
from models.values.vigilance import Level, Verdict
from views.aml import cells
from views.aml.access import AmlScreen
from views.aml.reasons import reason_row, rows_of
from views.framework.database import db
from views.framework.filters import Filter, instants_within, like_pattern
from views.framework.identity import identity
from views.framework.register import Column, Fact, Interface, Register
from views.labels import instant, language
from views.labels.aml_facts import topic_word
from views.labels.aml_file import EVIDENCE, LEVELS, PAGE_LABELS
from views.labels.aml_record import (
    PARTS_REPLAYED,
    RELATED_AS,
    VERDICT_TONES,
    VERDICTS,
    level_tone,
    level_word,
)


def _levels() -> list[tuple[str, str]]:
    """The last two read the same: which is which is said here."""
    told = [(str(one), str(LEVELS[one])) for one in Level if one is not Level.STOP]
    return [*told, (str(Level.STOP), gettext("Raised vigilance, only the officer may accept"))]


def _verdicts() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in VERDICTS.items()]


def _in_spite() -> list[tuple[str, str]]:
    return [("yes", gettext("Accepted in spite of it")), ("no", gettext("Anything else"))]


def _with_contact(statement: Select[Any]) -> Select[Any]:
    same = (Contact.organisation_id == ContactDecision.organisation_id) & (
        Contact.id == ContactDecision.contact_id
    )
    return statement.join(Contact, same)


class ContactDecisionScreen(AmlScreen, Register):
    """For whoever works in the tool; nothing here is changed."""

    route_base = "/contact-decisions"
    datamodel = Interface(ContactDecision)
    page_title = _l("Decisions about contacts")
    one_line = _l(
        "Who was accepted or refused, by whom, and on what. Each can be looked at once more as it was then."
    )
    list_options = (
        defer(ContactDecision.file),
        defer(ContactDecision.result),
        joinedload(ContactDecision.contact).load_only(Contact.name, Contact.number, Contact.version),
        joinedload(ContactDecision.rule_set).load_only(KeptRules.number, KeptRules.version),
        joinedload(ContactDecision.decider),
    )
    options = (
        joinedload(ContactDecision.contact).joinedload(Contact.organisation),
        joinedload(ContactDecision.rule_set),
        joinedload(ContactDecision.decider),
    )
    orders = {"decided": ContactDecision.decided_at}
    first_order = "decided"
    first_descending = True
    columns = (
        Column("contact", _l("Contact"), lambda item: item.contact.name),
        Column("version", _l("Version"), lambda item: item.contact.number, numeric=True),
        Column(
            "verdict",
            _l("Decision"),
            lambda item: str(VERDICTS[Verdict(item.verdict)]),
            tone=lambda item: VERDICT_TONES[Verdict(item.verdict)],
        ),
        Column(
            "level",
            _l("Vigilance"),
            lambda item: level_word(item.level),
            tone=lambda item: level_tone(item.level),
        ),
        Column("in_spite", _l("In spite of raised vigilance"), lambda item: item.in_spite, shown=False),
        Column("by", _l("Decided by"), lambda item: item.decider.username),
        Column("decided", _l("Decided on"), lambda item: item.decided_at, "decided"),
        Column("rules", _l("Rules"), lambda item: item.rule_set.number, numeric=True),
        Column("edition", _l("Edition of the lists"), lambda item: item.edition, numeric=True, shown=False),
        Column("reason", _l("Reason"), lambda item: item.reason, shown=False),
    )
    filters = (
        Filter(
            "name",
            _l("Contact"),
            "text",
            lambda text: Contact.sort_name.like(func.house_sort_name(like_pattern(text))),
            join=_with_contact,
        ),
        Filter("verdict", _l("Decision"), "choice", lambda one: ContactDecision.verdict == one, _verdicts),
        Filter("level", _l("Vigilance"), "choice", lambda one: ContactDecision.level == one, _levels),
        Filter("decided", _l("Decided on"), "days", instants_within(ContactDecision.decided_at)),
        Filter(
            "in_spite",
            _l("In spite of raised vigilance"),
            "choice",
            lambda one: ContactDecision.in_spite.is_(one == "yes"),
            _in_spite,
            more=True,
        ),
    )
    empty_text = _l(
        "Nothing was decided yet. A decision appears here as soon as a contact is accepted or refused."
    )
    record_template = "aml/decision.html"

    def rows(self, who: Identity) -> ColumnElement[bool]:
        return decided.decisions_visible_to(who)

    def title_of(self, item: Any) -> str:
        return str(gettext("Decision about %(name)s", name=item.contact.name))

    def describe(self, item: Any) -> dict[str, Any]:
        file, rules = File.read(item.file), RuleSet.read(item.rule_set.data)
        result = Assessment.read(item.result)
        names = {one.contact_id: one.name for one in file.related}
        told = known.known_of(words_in(language()), file.details, item.contact.national_number, names)
        return {
            "facts": _facts(item),
            "state": VERDICT_TONES[Verdict(item.verdict)],
            "state_word": str(VERDICTS[Verdict(item.verdict)]),
            "pills": ((level_tone(item.level), level_word(item.level)),),
            "reasons": [reason_row(rules, one) for one in result.reasons],
            "answers": rows_of(rules, file.answers, result),
            "groups": [{"label": str(PAGE_LABELS[one.page]), "lines": one.lines} for one in told if one.lines],
            "evidence": [str(EVIDENCE[one]) for one in file.evidence],
            "hits": [_hit(one) for one in file.hits],
            "related": _related(file),
            "replay_url": url_for("ContactDecisionScreen.replay", pk=item.id),
            "paper_url": url_for("ContactDecisionScreen.paper", pk=item.id),
            "contact_url": url_for("ContactScreen.show", pk=item.contact_id),
        }

    @expose("/paper/<int:pk>", methods=["GET"])
    @has_access
    def paper(self, pk: int) -> Response:
        """The paper of a decision for the office's own file, in the reader's language."""
        item, words = decided.decision_record(db(), identity(), pk), words_in(language())
        return send_file(
            io.BytesIO(pdf.made(acceptance_paper.sheet(words, item))),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=acceptance_paper.file_name(words, item),
            etag=False,
        )

    @expose("/replay/<int:pk>", methods=["GET"])
    @has_access
    def replay(self, pk: int) -> Response:
        """The file built anew from what is kept, and what today makes of it. `whole`: all entries of that edition
        are searched as well, where they aren't too many."""
        database, now, whole = db(), clock.now(), "whole" in request.args
        mine = decided.decisions_visible_to(identity())
        item, found = replaying.replay_of(database, mine, pk, now, complete=whole)
        return self.page(
            "aml/replay.html",
            gettext("Replay of the decision about %(name)s", name=item.contact.name),
            item=item,
            found=found,
            whole=whole,
            differs=[str(PARTS_REPLAYED[one]) for one in found.differs],
            taken=[str(PARTS_REPLAYED[one]) for one in found.taken_from_decision],
            columns=_columns(found, item),
            whole_url=url_for("ContactDecisionScreen.replay", pk=pk, whole=1),
            back_url=url_for("ContactDecisionScreen.show", pk=pk),
        )


def _columns(found: replaying.Replay, item: ContactDecision) -> Sequence[dict[str, Any]]:
    """Then and now beside each other: level, rules, lists, and the reasons that one has and the other hasn't."""
    went, came = set(found.went), set(found.came)
    return [
        {
            "title": gettext("Then"),
            "at": instant(item.decided_at),
            "level": (level_tone(found.then.level), level_word(found.then.level)),
            "rules": found.rules.number,
            "edition": item.edition,
            "reasons": [(reason_row(found.rules.rules, one), one in went) for one in found.then.reasons],
            "said": gettext("No longer a reason"),
        },
        {
            "title": gettext("Today"),
            "at": "",
            "level": (level_tone(found.today.level), level_word(found.today.level)),
            "rules": found.today_rules.number,
            "edition": found.today_edition,
            "reasons": [(reason_row(found.today_rules.rules, one), one in came) for one in found.today.reasons],
            "said": gettext("New"),
        },
    ]


def _facts(item: ContactDecision) -> list[Fact]:
    officer = gettext("as the AML officer") if item.as_officer else ""
    contact = Markup('<a href="{}">{}</a>').format(
        url_for("ContactScreen.show", pk=item.contact_id), item.contact.name
    )
    return [
        Fact(gettext("Contact"), contact, gettext("version %(number)s", number=item.contact.number)),
        Fact(gettext("Decided on"), instant(item.decided_at)),
        Fact(gettext("Decided by"), item.decider.username, officer),
        *([Fact(gettext("Reason"), item.reason)] if item.reason else []),
        Fact(gettext("Rules of vigilance"), gettext("version %(number)s", number=item.rule_set.number)),
        Fact(gettext("Lists as they stood"), gettext("edition %(number)s", number=item.edition)),
        Fact(gettext("Fingerprint"), Markup("<code>{}</code>").format(item.print.hex()[:16])),
    ]


def _hit(one: FoundHit) -> dict[str, Any]:
    return {
        "entry": f"{one.list_code} · {one.key}",
        "topics": ", ".join(topic_word(topic) for topic in one.topics),
        "score": int(float(one.score) * 100),
        "tone": cells.TONES[one.state],
        "word": str(cells.HIT_STATES[one.state]),
    }


def _related(file: File) -> list[dict[str, Any]]:
    return [
        {"role": str(RELATED_AS[one.role]), "name": one.name, "hits": [_hit(hit) for hit in one.hits]}
        for one in file.related
    ]
