"""The page of a contact: everything known, what was decided, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext, pgettext

from app.aml import worklist
from app.aml.assessing import answers_of, details_of
from app.aml.dealt import Part
from app.aml.decided import Dossier, Version
from app.aml.known import Known, known_of
from app.aml.ownership_faults import uncountable
from app.aml.vigilance.rule_set import Thresholds
from app.words import words_in
from models.aml import Contact
from models.values import SubjectKind
from models.values.identified import EvidenceKind, OrganisationDetails
from models.values.vigilance import ContactState, Verdict
from views.aml import cells, deal_page, profile_page
from views.aml.hit_rows import hit_row
from views.aml.ownership_graph import Graph, graph_of
from views.aml.reasons import rows_of
from views.aml.wizard.registry import PAGES
from views.framework.register import Fact
from views.labels import instant, language, size
from views.labels.aml_facts import births_text, countries_text, identifier_text
from views.labels.aml_file import EVIDENCE, PAGE_LABELS, PARTS, SIDES
from views.labels.aml_matters import blocked_words
from views.labels.aml_record import VERDICTS, level_tone, level_word, state_tone, state_word


def page_of(
    dossier: Dossier, found: Sequence[worklist.Decided], deals: Sequence[Part], *, listless: bool
) -> dict[str, Any]:
    """What the template shows; `found` are the contact's hits, `listless` says that no list was loaded yet."""
    contact, mine = dossier.contact, dossier.mine
    current = [one for one in found if one.hit.closed_at is None or contact.state == ContactState.REPLACED]
    earlier = [one for one in found if one not in current]
    draft = contact.state == ContactState.DRAFT
    decided, blocked = dossier.result is not None, contact.blocked_since is not None
    uncompared = contact.screened_at is None and draft
    return {
        "facts": list(_facts(contact)),
        "state": cells.contact_state_tone(contact),
        "state_word": cells.contact_state(contact),
        "pills": (
            (level_tone(_level_now(mine)), level_word(_level_now(mine))),
            ("off", gettext("Not compared yet")) if listless or uncompared else _on_lists(current),
        ),
        "listless": listless,
        "uncompared": uncompared,
        "next": _next(dossier),
        "notes": list(_notes(dossier)),
        "drop_url": f"/contact-versions/drop/{contact.id}" if draft and not blocked else None,
        "groups": [_group(dossier, one, draft=draft and not blocked) for one in _known(dossier)],
        "graph": _graph(dossier),
        "evidence": [_evidence(one) for one in dossier.evidence],
        "current": [hit_row(one) for one in current],
        "earlier": [hit_row(one) for one in earlier],
        "answers": rows_of(
            dossier.rules,
            dossier.file.answers if dossier.file else answers_of(contact),
            dossier.result,
        )
        if dossier.rules
        else [],
        "decided": decided,
        "profiles": profile_page.on_contact(dossier.profiles, contact.id),
        "deals": deal_page.on_contact(deals),
        "deals_title": str(pgettext("aml", "Transactions")),
        "versions": [_version(one, contact) for one in dossier.versions],
    }


def _level_now(mine: Version) -> str | None:
    """What the newest rules say of a version that counts, or else what it was decided at."""
    return _level(mine) if mine.state == ContactState.REPLACED else mine.level


def _level(mine: Version) -> str | None:
    return mine.decided_level if mine.decision_id is not None else mine.level


def _facts(contact: Contact) -> Iterable[Fact]:
    subject = cells.subject_of(contact)
    person, dealing = subject.kind is SubjectKind.PERSON, details_of(contact).dealing
    yield Fact(gettext("Kind"), cells.kind(contact))
    yield Fact(gettext("Birth date") if person else gettext("Founded"), births_text(subject.birth_dates))
    yield Fact(gettext("Countries"), countries_text(subject.countries))
    yield Fact(gettext("Numbers"), "\n".join(identifier_text(one) for one in subject.identifiers))
    if dealing.part is not None:
        side = str(SIDES[dealing.side]) if dealing.side is not None else ""
        yield Fact(gettext("Part in the file"), str(PARTS[dealing.part]), side)
    yield Fact(gettext("Last compared"), instant(contact.compared_at))


def _on_lists(current: list[worklist.Decided]) -> tuple[str, str]:
    """How the contact stands: what was confirmed weighs most, then what waits."""
    confirmed = sum(one.hit.state == "confirmed" for one in current)
    waits = sum(one.hit.state == "open" for one in current)
    if confirmed:
        return "bad", gettext("Stands on a list")
    if waits:
        return "soon", str(ngettext("%(num)s possible match", "%(num)s possible matches", waits))
    return "good", gettext("Nothing on the lists")


def _next(dossier: Dossier) -> tuple[str, str] | None:
    """The one thing to do from here, and where."""
    mine, going, shown = dossier.mine, dossier.open, dossier.shown
    if dossier.contact.blocked_since is not None and (shown is None or mine.id == shown.id):
        return None
    if going is not None and dossier.contact.blocked_since is None:
        return gettext("Go on with the file"), url_for("ContactFileScreen.open", pk=going.id)
    if shown is not None and mine.id != shown.id:
        return gettext("Go to the version that counts"), url_for("ContactScreen.show", pk=shown.id)
    return (gettext("Make a new version"), f"/contact-versions/begin/{mine.id}") if shown is not None else None


def _notes(dossier: Dossier) -> Iterable[dict[str, str]]:
    """Which version this is, where that isn't what one would think."""
    mine, going, shown = dossier.mine, dossier.open, dossier.shown
    if (since := dossier.contact.blocked_since) is not None:
        yield {"tone": "bad", "text": blocked_words(since)}
    if mine.state == ContactState.DROPPED:
        yield {"tone": "info", "text": gettext("This version was given up and counts no longer.")}
    yield from _since(mine)
    if going is not None and going.id != mine.id:
        yield {
            "tone": "info",
            "text": _being_made(going.number, in_force=mine.state == ContactState.ACCEPTED),
            "url": url_for("ContactScreen.show", pk=going.id),
            "link": gettext("Look at version %(number)s", number=going.number),
        }
    if shown is not None and shown.id != mine.id:
        text = (
            gettext("This is an earlier version. Version %(number)s counts.", number=shown.number)
            if mine.number < shown.number
            else gettext("Version %(number)s counts until this one is decided.", number=shown.number)
        )
        yield {
            "tone": "info",
            "text": text,
            "url": url_for("ContactScreen.show", pk=shown.id),
            "link": gettext("Look at version %(number)s", number=shown.number),
        }


def _since(mine: Version) -> Iterable[dict[str, str]]:
    """That the level is another one than it was decided at."""
    if mine.decision_id is not None and mine.state != ContactState.REPLACED and mine.level != mine.decided_level:
        yield {
            "tone": "soon",
            "text": gettext(
                "Since the decision the level changed: it was %(then)s, and is %(now)s today.",
                then=level_word(mine.decided_level),
                now=level_word(mine.level),
            ),
            "url": url_for("ContactDecisionScreen.replay", pk=mine.decision_id),
            "link": gettext("What changed"),
        }


def _being_made(number: int, *, in_force: bool) -> str:
    if in_force:
        return str(
            gettext(
                "Version %(number)s is being made. Until it is decided this one stays in force.", number=number
            )
        )
    return str(gettext("Version %(number)s is being made.", number=number))


def _known(dossier: Dossier) -> Sequence[Known]:
    contact = dossier.contact
    names = {root_id: one.name for root_id, one in dossier.others.items()}
    return known_of(words_in(language()), details_of(contact), contact.national_number, names)


def _group(dossier: Dossier, known: Known, *, draft: bool) -> dict[str, Any]:
    others = dossier.others
    change = f"/contact-file/{known.page}/{dossier.id}" if draft and known.page in PAGES else None
    return {
        "label": str(PAGE_LABELS[known.page]),
        "change_url": change,
        "lines": [
            {
                "label": line.label,
                "value": line.value,
                "url": url_for("ContactScreen.show", pk=other.id)
                if line.contact_id is not None and (other := others.get(line.contact_id))
                else None,
            }
            for line in known.lines
        ],
    }


def _graph(dossier: Dossier) -> Graph | None:
    """Who owns it, drawn; None for a person, and where shares can't be counted."""
    details = details_of(dossier.contact)
    if not isinstance(details, OrganisationDetails) or uncountable(details.ownership):
        return None
    thresholds = dossier.rules.thresholds if dossier.rules else Thresholds()
    names = {
        one.key: other.name
        for one in details.ownership.holders
        if one.contact_id is not None and (other := dossier.others.get(one.contact_id))
    }
    return graph_of(details.ownership, thresholds.owner_percent, {**names, "": details.name})


def _evidence(one: Any) -> dict[str, Any]:
    return {
        "kind": str(EVIDENCE[EvidenceKind(one.kind)]),
        "name": one.name,
        "size": size(one.size),
        "added": instant(one.added_at),
        "by": one.added_by,
        "url": f"/contact-evidence/{one.id}",
    }


def _version(one: Version, contact: Contact) -> dict[str, Any]:
    return {
        "number": one.number,
        "current": one.id == contact.id,
        "url": url_for("ContactScreen.show", pk=one.id),
        "state": (state_tone(one.state), state_word(one.state)),
        "level": (level_tone(_level(one)), level_word(_level(one))),
        "made": instant(one.made_at),
        "made_by": one.made_by,
        "verdict": str(VERDICTS[Verdict(one.verdict)]) if one.verdict else "",
        "decided": instant(one.decided_at) if one.decided_at else "",
        "by": one.decided_by,
        "reason": one.reason,
        "rules": one.rules,
        "decision_url": url_for("ContactDecisionScreen.show", pk=one.decision_id) if one.decision_id else None,
        "paper_url": url_for("ContactDecisionScreen.paper", pk=one.decision_id) if one.decision_id else None,
    }
