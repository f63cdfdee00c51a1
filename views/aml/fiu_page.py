"""What the page of a report to the FIU shows: what lacks and where it is put right, steps, files, acts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.aml import fiu_queries
from app.aml.fiu_queries import About
from app.aml.fiu_reports import files_of, ready, waits_for_officer
from app.aml.goaml.elements import Whose, WhoseKind
from app.aml.goaml.gathered import Gathered
from app.aml.goaml.moves import CHANGEABLE, becomes, is_back
from app.aml.goaml.profile import Severity
from app.aml.goaml.readiness import Finding, are_required
from app.clock import day_of
from app.policy import Identity
from models.aml import FiuFile, FiuReport
from models.values.fiu import OfficerActKind as Kind
from models.values.fiu import ReportKind
from models.values.fiu import ReportState as State
from models.values.matters import MatterKind
from views.aml.matter_links import matter_url
from views.framework.database import db
from views.framework.register import Fact
from views.labels import day, instant
from views.labels.aml_fiu import (
    OFFICER_ACTS,
    REPORT_KINDS,
    SEVERITIES,
    finding_word,
    report_state,
    report_tone,
)
from views.labels.aml_matters import MATTER_KINDS

_MADE = (State.MADE, State.SENT, State.NO_OBJECTION, State.OPPOSED, State.QUESTION, State.ENDED)
_SENT = (State.SENT, State.NO_OBJECTION, State.OPPOSED, State.QUESTION, State.ENDED)


@dataclass(frozen=True)
class Step:
    """One step of the plan. `tone`: `done`, `next` or `later`; `url` and `label`: where it is done here."""

    words: str
    tone: str
    hint: str = ""
    url: str = ""
    label: str = ""


STEP_TONES = {"done": _l("done"), "next": _l("now"), "later": _l("later")}


def about_link(about: About) -> str:
    """Where what a report is about has its page."""
    if about.matter.kind is MatterKind.CONTACT and about.contact_id is not None:
        return url_for("ContactScreen.show", pk=about.contact_id)
    return matter_url(about.matter)


def about_word(about: About) -> str:
    """What it is, and its name."""
    return f"{MATTER_KINDS[about.matter.kind]}: {about.name}"


def shown_report(who: Identity, item: FiuReport, now: datetime) -> dict[str, Any]:
    """Everything but the heading and the history."""
    database = db()
    about = fiu_queries.abouts(database, [item])[item.id]
    files = files_of(database, item) if item.made_at is not None else []
    changeable = State(item.state) in CHANGEABLE
    known, found = ready(database, who, item, now) if changeable else (None, ())
    return {
        "facts": list(_facts(item, about)),
        "state": report_tone(item.state),
        "state_word": report_state(item.state),
        "pills": [("soon", gettext("waits for you"))] if waits_for_officer(item, now) else [],
        "changeable": changeable,
        "findings": _grouped(item, known, found) if known is not None else [],
        "required": are_required(found),
        "steps": _steps(item, about, found, now),
        "files": [_file(item, one) for one in files],
        "acts": [_act(one) for one in fiu_queries.done_of(database, item)] if _was_acted_on(item) else [],
        "may_end": _may_end(item, now),
    }


def _was_acted_on(item: FiuReport) -> bool:
    return item.made_at is not None or item.ended_at is not None


def _may_end(item: FiuReport, now: datetime) -> bool:
    state = State(item.state)
    if becomes(state, Kind.ENDED) is None:
        return False
    return state is State.DRAFT or is_back(state, item.opposed_until, day_of(now))


def _facts(item: FiuReport, about: About) -> Iterable[Fact]:
    link = Markup('<a href="{}" dir="auto">{}</a>').format(about_link(about), about.name)
    yield Fact(gettext("About"), link, str(MATTER_KINDS[about.matter.kind]))
    yield Fact(gettext("Kind of report"), str(REPORT_KINDS[ReportKind(item.kind)]))
    yield Fact(gettext("Begun"), instant(item.begun_at))
    if item.made_at is not None:
        yield Fact(gettext("Blocked since the first file"), instant(item.made_at))
    if item.fiu_reference:
        yield Fact(gettext("Reference of the portal"), item.fiu_reference)
    if item.opposed_until is not None:
        yield Fact(gettext("Opposed until"), day(item.opposed_until))
    if item.ended_at is not None:
        yield Fact(gettext("Ended"), instant(item.ended_at))


def _grouped(item: FiuReport, known: Gathered, found: Sequence[Finding]) -> list[dict[str, Any]]:
    """By whose it is, in the order in which they came; each with where it is put right."""
    groups: dict[Whose, list[Finding]] = {}
    for one in found:
        groups.setdefault(one.whose, []).append(one)
    drafts = {one.contact_id for one in known.parties if one.is_draft}
    return [
        {
            "title": _title(whose),
            "url": _place(item, whose, drafts),
            "label": gettext("Write it in the report")
            if whose.kind is WhoseKind.REPORT
            else gettext("Open %(name)s", name=whose.name),
            "rows": [
                (
                    finding_word(one),
                    str(SEVERITIES[one.severity]),
                    "bad" if one.severity is Severity.REQUIRED else "soon",
                )
                for one in mine
            ],
        }
        for whose, mine in groups.items()
    ]


def _title(whose: Whose) -> str:
    if whose.kind is WhoseKind.REPORT:
        if whose.name:
            return str(gettext("In the report, about %(name)s", name=whose.name))
        return str(gettext("In the report"))
    return whose.name


def _place(item: FiuReport, whose: Whose, drafts: set[int]) -> str:
    if whose.kind is WhoseKind.REPORT:
        return url_for("FiuReportScreen.write", pk=item.id)
    if whose.kind is WhoseKind.DEAL:
        return url_for("DealScreen.show", pk=whose.id)
    screen = "ContactFileScreen.open" if whose.id in drafts else "ContactScreen.show"
    return url_for(screen, pk=whose.id)


def _steps(item: FiuReport, about: About, found: tuple[Finding, ...], now: datetime) -> list[Step]:
    state, today = State(item.state), day_of(now)
    made, sent = state in _MADE and item.made_at is not None, state in _SENT and item.made_at is not None
    writing = state in CHANGEABLE and are_required(found)
    back = is_back(state, item.opposed_until, today)

    def tone(done: bool, now_: bool) -> str:
        return "done" if done else "next" if now_ else "later"

    def to(name: str) -> str:
        return url_for(f"FiuReportScreen.{name}", pk=item.id)

    uploading, answered = state is State.MADE, state in (State.NO_OBJECTION, State.ENDED)
    steps = [
        Step(
            gettext("Write the report, and put right what lacks"),
            tone(made or (state in CHANGEABLE and not writing), writing),
            url=to("write") if state in CHANGEABLE else "",
            label=gettext("Write the report"),
        ),
        Step(
            gettext("Make the file"),
            tone(made, state in CHANGEABLE and not writing),
            gettext("From that moment it is blocked. Nobody is told why."),
            url=to("make") if state in CHANGEABLE and not writing else "",
            label=gettext("Make the file"),
        ),
        Step(gettext("Log in to the FIU’s portal, goAML"), tone(sent, uploading)),
        Step(
            gettext("Upload the file there, as a report in XML"),
            tone(sent, uploading),
            gettext("The newest one of the files below."),
        ),
        Step(
            gettext("Add the PDFs that prove it"),
            tone(sent, uploading),
            gettext("For example the acceptance document and the papers in the file."),
            url=about_link(about),
            label=gettext("Open %(name)s", name=about.name),
        ),
        Step(
            gettext("Note the reference that the portal gives"),
            tone(sent, uploading),
            url=to("sent") if uploading else "",
            label=gettext("Note the reference"),
        ),
        Step(
            gettext("Note what the FIU answers"),
            tone(answered or back, state in (State.SENT, State.OPPOSED)),
            gettext("It opposes until that day, and it stays blocked.") if state is State.OPPOSED else "",
            url=to("answer") if state in (State.MADE, *_SENT) and state is not State.ENDED else "",
            label=gettext("Note an answer"),
        ),
    ]
    if state is State.QUESTION:
        steps.append(
            Step(
                gettext("Answer the question in the portal, and note it here"),
                "next",
                url=to("answered"),
                label=gettext("Note that it was answered"),
            )
        )
    steps.append(
        Step(
            gettext("Decide what becomes of it"),
            tone(state is State.ENDED, back),
            gettext(
                "What waits for your decision you accept or refuse on its own page. Then the report ends too."
            ),
            url=to("end") if _may_end(item, now) and state is not State.DRAFT else "",
            label=gettext("End the report"),
        )
    )  # fmt: skip
    return steps


def _file(item: FiuReport, one: FiuFile) -> dict[str, Any]:
    return {
        "number": one.number,
        "name": f"{item.kind}-{item.number}-{one.number}.xml",
        "made": instant(one.made_at),
        "print": one.print.hex(),
        "url": url_for("FiuReportScreen.take", pk=item.id, number=one.number),
    }


def _act(one: fiu_queries.Done) -> dict[str, Any]:
    act = one.act
    said = [act.text]
    if act.reference:
        said.insert(0, gettext("Reference: %(reference)s", reference=act.reference))
    if act.until is not None:
        said.insert(0, gettext("Opposed until %(day)s", day=day(act.until)))
    words = one.by.replace(".", " ").split()
    return {
        "by": one.by,
        "initials": "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper(),
        "what": str(OFFICER_ACTS[Kind(act.kind)]),
        "when": instant(act.acted_at),
        "iso": act.acted_at.isoformat(),
        "text": "\n".join(filter(None, said)),
    }
