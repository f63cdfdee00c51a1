"""What the pages of a risk profile show: what is known, its level with every reason, and what is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

from app import clock
from app.aml.assessing import Rules
from app.aml.handing import RAISED
from app.aml.matter_decisions import Assessed
from app.aml.profile_assessing import assessed_profile
from app.aml.profiled import Blocked, Looked, Profiles
from app.aml.vigilance.asking import group_of
from app.aml.vigilance.level import Assessment
from app.aml.vigilance.profiles import ProfileAssessment, ProfileFile
from app.aml.vigilance.rule_set import RuleSet
from models.aml import MatterDecision, RiskProfile
from models.values.matters import MatterState
from models.values.vigilance import ContactState
from views.aml.matter_level import Weighed, matter_level
from views.aml.reasons import rows_of
from views.aml.wizard.reasons import duties_of, reasons_of
from views.framework.database import db
from views.framework.register import Fact
from views.labels import day, instant, language
from views.labels.aml_groups import group_word
from views.labels.aml_profiles import profile_state, profile_tone
from views.labels.aml_record import level_tone, level_word

CHANGING = (MatterState.DRAFT, MatterState.ASSESSED, MatterState.ASKED_BACK)
"""States in which a member changes the answers."""


@dataclass(frozen=True)
class Said:
    """What some rules say of a risk profile, and what they looked at."""

    rules: Rules
    file: ProfileFile
    found: ProfileAssessment

    @property
    def parts(self) -> tuple[tuple[str, Assessment], ...]:
        """Of the contact's own file, and of the profile's questions."""
        return (
            (gettext("The contact’s own file"), self.found.screening),
            (gettext("The questions of this risk profile"), self.found.questions),
        )


def assessed_now(looked: Looked) -> Assessed:
    """What the rules in force say."""
    return assessed_profile(db(), looked.profile, clock.now(), contact=looked.contact)


def said_now(assessed: Assessed) -> Said:
    """The same, as pages show it."""
    found = ProfileAssessment.read(assessed.found.told())
    return Said(assessed.rules, ProfileFile.read(assessed.file), found)


def said_then(made: MatterDecision) -> Said:
    """What the rules said when it was decided."""
    rules = Rules(made.rule_set.id, made.rule_set.number or 0, RuleSet.read(made.rule_set.data))
    return Said(rules, ProfileFile.read(made.file), ProfileAssessment.read(made.result))


def told_of(said: Said, *, undecided: bool = True) -> dict[str, Any]:
    """The level, what it means, what is to be done at once, and the reasons of each part."""
    return {
        "level": matter_level(said.found.level, undecided=undecided),
        "duties": duties_of(said),
        "parts_said": [
            {
                "title": title,
                "level": (level_tone(part.level), level_word(part.level)),
                "reasons": reasons_of(Weighed(said.rules, part)),
            }
            for title, part in said.parts
        ],
        "rules_number": said.rules.number,
        "edition": said.file.contact.lists.edition,
    }


def in_the_way(looked: Looked, said: Said) -> list[dict[str, Any]]:
    """Everything that must be done before anybody accepts: what, and where."""
    profile = looked.profile
    again = f"/contact-versions/begin/{profile.contact_id}"
    questions = url_for("ProfileFileScreen.questions", pk=profile.id)
    own, file = said.found.questions, said.found.screening
    found = [
        {"what": group_word(group), "told": told, "url": f"{questions}?group={group}"}
        for group, told in _unanswered(said, own.unanswered)
    ]
    found += [
        {
            "what": group_word(group_of(code)),
            "told": _needed(said, own, code),
            "url": f"{questions}?group={group_of(code)}",
        }
        for code in own.open_documents
    ]
    of_file = [_not_answered(said, file.unanswered)] if file.unanswered else []
    of_file += [_needed(said, file, code) for code in file.open_documents]
    found += [
        {"what": gettext("The contact’s own file, in a new version"), "told": told, "url": again}
        for told in of_file
    ]
    if looked.contact.state != ContactState.ACCEPTED:
        found.append(
            {
                "what": gettext("The contact"),
                "told": gettext("No version of it is accepted any more."),
                "url": url_for("ContactScreen.show", pk=profile.contact_id),
            }
        )
    return found


def _unanswered(said: Said, codes: Sequence[str]) -> list[tuple[str, str]]:
    """By group of questions, with the question where it is alone."""
    groups: dict[str, list[str]] = {}
    for code in codes:
        groups.setdefault(group_of(code), []).append(code)
    return [(group, _not_answered(said, some)) for group, some in groups.items()]


def _not_answered(said: Said, codes: Sequence[str]) -> str:
    return str(
        ngettext(
            "Not answered yet: %(question)s",
            "%(num)s questions not answered yet",
            len(codes),
            question=_question(said, codes[0]),
        )
    )


def _needed(said: Said, part: Assessment, code: str) -> str:
    rule = said.rules.rules.rule(code)
    reason = next((one for one in part.reasons if one.rule == code), None)
    option = rule.option(reason.option) if rule is not None and reason is not None else None
    return option.needed.in_(language()) if option is not None and option.needed else gettext("Document needed")


def _question(said: Said, code: str) -> str:
    rule = said.rules.rules.rule(code)
    return rule.question.in_(language()) if rule is not None else code


def page_of(
    profile: RiskProfile, made: MatterDecision | None, said: Said | None, blocked: Blocked
) -> dict[str, Any]:
    """The record. `said`: what is shown of the level, None while it is a draft."""
    since, state = blocked.since, profile.state
    return {
        "facts": list(_facts(profile, made)),
        "state": profile_tone(state, blocked=blocked.profile is not None),
        "state_word": profile_state(state, blocked=blocked.profile is not None),
        "pills": ((level_tone(profile.level), level_word(profile.level)),),
        "blocked": _blocked(profile, since),
        "asked_back": state == MatterState.ASKED_BACK and blocked.contact is None,
        "said": told_of(said, undecided=state == MatterState.ASSESSED) if said is not None else None,
        "answers": [
            (title, rows_of(said.rules.rules, answers, part))
            for (title, part), answers in zip(
                said.parts, (said.file.contact.answers, said.file.answers), strict=True
            )
        ]
        if said is not None
        else [],
        "next": _next(profile, blocked),
        "drop_url": url_for("ProfileFileScreen.drop", pk=profile.id) if _drops(profile, blocked) else None,
        "contact_url": url_for("ContactScreen.show", pk=profile.contact_id),
    }


def _blocked(profile: RiskProfile, since: Any) -> str:
    if since is None or profile.state == MatterState.ASKED_BACK:
        return ""
    return str(gettext("Blocked, ask your AML officer. Since %(when)s.", when=instant(since)))


def _drops(profile: RiskProfile, blocked: Blocked) -> bool:
    undecided = profile.state in (MatterState.DRAFT, MatterState.ASSESSED)
    return undecided and profile.level not in RAISED and blocked.since is None


def _next(profile: RiskProfile, blocked: Blocked) -> tuple[str, str] | None:
    """The one thing to do from here, and where; none where somebody else has to."""
    if blocked.contact is not None or (blocked.profile is not None and profile.state != MatterState.ASKED_BACK):
        return None
    if profile.state in (MatterState.DRAFT, MatterState.ASKED_BACK):
        return gettext("Go on with the questions"), url_for("ProfileFileScreen.questions", pk=profile.id)
    if profile.state == MatterState.ASSESSED:
        return gettext("Decide"), url_for("ProfileFileScreen.result", pk=profile.id)
    return None


def _facts(profile: RiskProfile, made: MatterDecision | None) -> Iterable[Fact]:
    contact = Markup('<a href="{}">{}</a>').format(
        url_for("ContactScreen.show", pk=profile.contact_id), profile.contact.name
    )
    yield Fact(gettext("Contact"), contact, gettext("version %(number)s", number=profile.contact.number))
    yield Fact(gettext("Begun"), instant(profile.made_at), profile.maker.username)
    if profile.assessed_at is not None:
        yield Fact(gettext("Level told"), instant(profile.assessed_at))
    if profile.handed_at is not None:
        yield Fact(gettext("Handed to the officer"), instant(profile.handed_at))
    if made is not None:
        officer = gettext("as the AML officer") if made.as_officer else ""
        yield Fact(gettext("Decided on"), instant(made.decided_at))
        yield Fact(gettext("Decided by"), made.decider.username, officer)
        if made.reason:
            yield Fact(gettext("Reason"), made.reason)
        yield Fact(gettext("Rules of vigilance"), gettext("version %(number)s", number=made.rule_set.number))
        yield Fact(gettext("Fingerprint"), Markup("<code>{}</code>").format(made.print.hex()[:16]))
    if profile.review_on is not None:
        yield Fact(gettext("Next review"), day(profile.review_on))


def on_contact(found: Profiles, contact_id: int) -> dict[str, Any]:
    """The part of a contact's page about its risk profiles."""
    going = found.open
    return {
        "rows": [
            {
                "number": one.number,
                "url": url_for("ProfileScreen.show", pk=one.id),
                "state": (
                    profile_tone(one.state, blocked=one.since is not None),
                    profile_state(one.state, blocked=one.since is not None),
                ),
                "level": (level_tone(one.level), level_word(one.level)),
                "made": instant(one.made_at),
                "by": one.made_by,
                "decided": instant(one.decided_at) if one.decided_at else "",
                "review": day(one.review_on) if one.review_on else "",
            }
            for one in found.rows
        ],
        "blocked": gettext("Blocked, ask your AML officer. Since %(when)s.", when=instant(found.blocked))
        if found.blocked
        else "",
        "skips": found.skips,
        "in_force": found.in_force,
        "in_deal": found.in_deal,
        "go_on_url": url_for("ProfileFileScreen.open", pk=going.id)
        if going is not None and going.state in CHANGING and going.id in _free(found)
        else None,
        "begin_url": url_for("ProfileFileScreen.begin", contact_id=contact_id) if found.begins else None,
    }


def _free(found: Profiles) -> set[int]:
    """The profiles on which a member can work."""
    if found.blocked is not None:
        return set()
    return {one.id for one in found.rows if one.state == MatterState.ASKED_BACK or one.since is None}
