"""The conditions of the access decision as people read them: what is so, what to do, who can help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.organisations.members import managers_of
from app.rights.access import Check, Condition
from app.rights.access_facts import Answer
from app.rights.administrators import administrators_of
from app.rights.tool_access import ToRegister
from models.rights import Tool
from views.labels import label_of

# What stands in the way, as a sentence; and what one can do about it.
_REMEDIES = {
    Check.ACCOUNT: _l("The account is closed or at rest. Its holder signs in again, or asks the helpdesk."),
    Check.KEY: _l("Show a stronger key: this tool asks for it."),
    Check.ONESELF: _l("Choose the organisation you act for: this tool isn't used as oneself."),
    Check.MEMBER: _l("Ask the organisation to join it, under My organisations."),
    Check.LISTED: _l("Only organisations on its list are admitted. Ask the helpdesk of the tool."),
    Check.REGISTERED: _l("A manager registers the tool for the organisation, under Tools."),
    Check.BRANCH: _l("A manager closed the tool for this branch, and can open it."),
    Check.ORGANISATION: _l("The register has to name the organisation in its next delivery."),
    Check.PERSON: _l("The register has to name the person; My accreditations says why one is missing."),
    Check.BLOCKED: _l("A manager blocked this access, and can undo it."),
    Check.GIVEN: _l("A manager sets who uses the tool, in which role."),
    Check.RIGHT: _l("Ask for the right, under My rights."),
}
_BY_MANAGER = frozenset({Check.MEMBER, Check.REGISTERED, Check.BRANCH, Check.BLOCKED, Check.GIVEN})


@dataclass(frozen=True)
class Line:
    """One condition, as the why-card draws it."""

    check: Check
    met: bool
    text: str
    evidence: str = ""
    remedy: str = ""
    who: str = ""
    url: str | None = None


def lines_of(session: Session, answer: Answer, tool: Tool, day: date) -> list[Line]:
    """Every condition of a decision; names of who can help are read where something is wrong. In office scope."""
    wrong = set(answer.decision.reasons)
    managers = administrators = ""
    if answer.organisation_id is not None and wrong & _BY_MANAGER:
        managers = ", ".join(one.name for one in managers_of(session, answer.organisation_id))
    if answer.organisation_id is not None and Check.RIGHT in wrong:
        administrators = ", ".join(one.name for one in administrators_of(session, answer.organisation_id, day))
    helps = {
        **dict.fromkeys(_BY_MANAGER, managers),
        Check.RIGHT: administrators,
        Check.LISTED: tool.helpdesk_email,
    }
    return [_line(one, answer, helps.get(one.check, "")) for one in answer.decision.conditions]


def sentence_of(one: Condition, answer: Answer) -> str:
    """A condition as one sentence: what is so, or what stands in the way and what can be done."""
    if one.met:
        return label_of(one.check)
    return f"{_evidence(one, answer)} {remedy_of(one.check)}".strip()


def remedy_of(check: Check) -> str:
    """What stands in the way where this isn't met, and what one can do about it."""
    return str(_REMEDIES[check])


def missing_text(missing: ToRegister) -> list[str]:
    """What keeps an organisation from registering a tool, as sentences."""
    said = [str(gettext("Your organisation isn't on the list of this tool."))] if missing.unlisted else []
    return said + [
        str(gettext("Missing: an accreditation by %(registers)s.", registers=_named(lack)))
        for lack in missing.lacks
    ]


def _line(one: Condition, answer: Answer, who: str) -> Line:
    return Line(
        one.check,
        one.met,
        label_of(one.check),
        _evidence(one, answer),
        "" if one.met else remedy_of(one.check),
        "" if one.met else who,
        _url(one.check) if not one.met else None,
    )


def _evidence(one: Condition, answer: Answer) -> str:
    facts = answer.facts
    if one.check is Check.KEY:
        asked, shown = label_of(facts.needs_level), label_of(facts.key_level)
        return str(gettext("Asked: %(asked)s. Signed in with: %(shown)s.", asked=asked, shown=shown))
    if one.check is Check.PERSON and not facts.linked:
        return str(gettext("No eID is linked to the account, and accreditations hang on the national number."))
    if one.check is Check.BRANCH:
        return str(gettext("Works in the branch %(name)s.", name=facts.branch))
    if one.lacks:
        return "; ".join(
            str(gettext("Missing: an accreditation by %(registers)s.", registers=_named(lack)))
            for lack in one.lacks
        )
    if one.check is Check.RIGHT and one.met and not facts.has_right:
        return str(gettext("Represents the organisation by law, which this tool admits."))
    return ""


def _named(registers: tuple[str, ...]) -> str:
    return f" {gettext('or')} ".join(label_of(one) for one in registers)


def _url(check: Check) -> str | None:
    pages = {
        Check.KEY: "StrongerScreen.index",
        Check.MEMBER: "MyOrganisationScreen.index",
        Check.PERSON: "MyAccreditationScreen.index",
        Check.ONESELF: "ContextScreen.index",
        Check.RIGHT: "MyRightScreen.index",
    }
    return url_for(pages[check]) if check in pages else None
