"""What of a pack is made to be read: who a contact is that nobody decided about yet, what was decided of a risk
profile or a transaction and why, and a procedure as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app import pdf
from app.aml.acceptance_paper import levelled, screened
from app.aml.known import known_of, level_in
from app.aml.vigilance.deals import DealFile
from app.aml.vigilance.level import Assessment
from app.aml.vigilance.profiles import ProfileAssessment, ProfileFile
from app.aml.vigilance.rule_set import RuleSet
from app.clock import BRUSSELS
from app.documents.checking import LOCALES
from app.pdf.sheet import Block
from app.words import Words
from models.aml import Contact, MatterDecision, Policy
from models.values.identified import Details
from models.values.vigilance import Level, Verdict


def identification(
    _: Words, contact: Contact, details: Details, office: str, names: Mapping[int, str], now: datetime
) -> bytes:
    """Who a contact is by what is known now, as nothing was decided of this version yet."""
    known = known_of(_, details, contact.national_number, names)
    blocks = (
        pdf.Facts(
            [
                (_("Contact"), contact.name),
                (_("Version"), str(contact.number)),
                (_("Decision"), _("Nothing was decided yet")),
                (_("Vigilance"), level_in(_, Level(contact.level) if contact.level else None)),
            ]
        ),
        pdf.Heading(_("Identification")),
        pdf.Facts([(line.label, line.value) for one in known for line in one.lines]),
    )
    reference = _("Contact no. %(number)s", number=contact.root_id)
    return _made(_, _("Identification of a contact"), office, reference, now, contact.name, blocks)


def decided(
    _: Words, decision: MatterDecision, about: str, office: str, rules: RuleSet, number: int | None, by: str
) -> bytes:
    """What was decided of a risk profile or a transaction (`about`), under which rules (`number`), and why."""
    result = Assessment.read(decision.result)
    accepted = decision.verdict == Verdict.ACCEPTED
    facts = (
        (_("About"), about),
        (_("Decision"), _("Accepted") if accepted else _("Refused")),
        (_("Vigilance"), level_in(_, result.level)),
        (_("Decided on"), f"{decision.decided_at.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"),
        (_("Decided by"), by),
        (_("As AML officer"), _("yes") if decision.as_officer else _("no")),
        (_("Self-decided"), _("yes") if decision.self_decided else ""),
        (_("Reason"), decision.reason),
        (_("Rules of vigilance"), _("version %(number)s", number=number)),
        (_("Lists as they stood"), _("edition %(number)s", number=decision.edition)),
    )
    blocks: list[Block] = [pdf.Facts([(label, value) for label, value in facts if value])]
    if decision.deal_id is None:
        file, read = ProfileFile.read(decision.file), ProfileAssessment.read(decision.result)
        blocks += screened(_, file.contact)
        blocks += [pdf.Heading(_("What the contact’s own file says"))]
        blocks += levelled(_, rules, file.contact.answers, read.screening)
        blocks += [pdf.Heading(_("What the risk profile says"))]
        blocks += levelled(_, rules, file.answers, read.questions)
    else:
        blocks += levelled(_, rules, DealFile.read(decision.file).answers, result)
    blocks.append(pdf.Note(_("The fingerprint of the decision is %(print)s.", print=decision.print.hex())))
    title = _("Decision on a risk profile") if decision.deal_id is None else _("Decision on a client transaction")
    reference = _("Decision no. %(number)s", number=decision.id)
    return _made(_, title, office, reference, decision.decided_at, about, tuple(blocks))


def policy(_: Words, item: Policy, kind: str, office: str, maker: str) -> bytes:
    """A procedure, risk assessment or acceptance policy as it was written."""
    facts = (
        (_("Kind"), kind),
        (_("In force from"), _.day(item.first_day)),
        (_("Last day"), _.day(item.last_day) if item.last_day else ""),
        (_("Written by"), maker),
    )
    blocks = (
        pdf.Facts([(label, value) for label, value in facts if value]),
        pdf.Paragraph(item.body or _("The text stands in the document beside this one.")),
    )
    return _made(_, item.title, office, kind, item.made_at, item.title, blocks)


def _made(
    _: Words, title: str, office: str, reference: str, at: datetime, subject: str, blocks: tuple[Block, ...]
) -> bytes:
    return pdf.made(
        pdf.Sheet(
            title=title,
            language=LOCALES[_.language],
            issuer=office,
            reference=reference,
            issued_at=at,
            page_words=_("Page {page} of {pages}"),
            subject=subject,
            blocks=blocks,
        )
    )
