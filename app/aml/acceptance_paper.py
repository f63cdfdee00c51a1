"""The paper of a decision about a contact, for the office's own file: who it is, how it was compared with lists,
the level with every reason, and what was decided.

It is made from the decision alone, so that it is the same to the byte each time it is made in one language. What
an office tells or doesn't tell an authority is never in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app import pdf
from app.aml.known import known_of, level_in
from app.aml.vigilance.file import File, FoundHit, Given, RelatedAs
from app.aml.vigilance.level import Assessment
from app.aml.vigilance.rule_set import Rule, RuleSet
from app.clock import BRUSSELS
from app.documents.checking import LOCALES
from app.words import Words
from models.aml import ContactDecision
from models.values import Topic
from models.values.identified import EvidenceKind
from models.values.vigilance import Effect, Verdict

Blocks = Iterator[pdf.Heading | pdf.Facts | pdf.Paragraph | pdf.Table | pdf.Note]


def sheet(_: Words, decision: ContactDecision) -> pdf.Sheet:
    """The paper of a decision, read along with its contact and that one's organisation, its rules and who decided
    it."""
    accepted = decision.verdict == Verdict.ACCEPTED
    return pdf.Sheet(
        title=_("Acceptance of a contact") if accepted else _("Refusal of a contact"),
        language=LOCALES[_.language],
        issuer=decision.contact.organisation.name,
        reference=_("Decision no. %(number)s", number=decision.id),
        issued_at=decision.decided_at,
        page_words=_("Page {page} of {pages}"),
        subject=decision.contact.name,
        blocks=tuple(_blocks(_, decision)),
    )


def file_name(_: Words, decision: ContactDecision) -> str:
    return f"{_('decision-%(number)s', number=decision.id)}.pdf"


def _blocks(_: Words, decision: ContactDecision) -> Blocks:
    file, result = File.read(decision.file), Assessment.read(decision.result)
    rules = RuleSet.read(decision.rule_set.data)
    yield pdf.Facts(_decided(_, decision, result))
    yield from _identified(_, decision, file)
    yield from screened(_, file)
    yield from levelled(_, rules, file.answers, result)
    yield pdf.Note(
        _(
            "For the file of the office. This paper is made from the decision itself, whose fingerprint is"
            " %(print)s: made again it is the same.",
            print=decision.print.hex(),
        )
    )


def _decided(_: Words, decision: ContactDecision, result: Assessment) -> list[tuple[str, str]]:
    accepted = decision.verdict == Verdict.ACCEPTED
    return _filled(
        (_("Contact"), decision.contact.name),
        (_("Version"), str(decision.contact.number)),
        (_("Decision"), _("Accepted") if accepted else _("Refused")),
        (_("Vigilance"), level_in(_, result.level)),
        (_("Decided on"), f"{decision.decided_at.astimezone(BRUSSELS):%d/%m/%Y %H:%M}"),
        (_("Decided by"), decision.decider.username),
        (_("Reason"), decision.reason),
        (_("Rules of vigilance"), _("version %(number)s", number=decision.rule_set.number)),
        (_("Lists as they stood"), _("edition %(number)s", number=decision.edition)),
    )


def _identified(_: Words, decision: ContactDecision, file: File) -> Blocks:
    names = {one.contact_id: one.name for one in file.related}
    yield pdf.Heading(_("Identification"))
    known = known_of(_, file.details, decision.contact.national_number, names)
    yield pdf.Facts([(line.label, line.value) for one in known for line in one.lines])
    if file.evidence:
        yield pdf.Heading(_("Evidence on file"))
        yield pdf.Paragraph("\n".join(evidence_in(_, one) for one in file.evidence))


def screened(_: Words, file: File) -> Blocks:
    """What on the lists looked like it, or like who counts for it."""
    yield pdf.Heading(_("Lists"))
    if file.hits:
        yield _hits(_, file.hits)
    else:
        yield pdf.Paragraph(_("Nothing on the lists looked like this contact."))
    for one in file.related:
        role = {
            RelatedAs.OWNER: _("Owner"),
            RelatedAs.REPRESENTATIVE: _("Representative"),
            RelatedAs.PRINCIPAL: _("Principal"),
        }[one.role]
        yield pdf.Paragraph(
            f"{role}: {one.name}. "
            + (_("Possible matches:") if one.hits else _("Nothing on the lists looked like this contact."))
        )
        if one.hits:
            yield _hits(_, one.hits)


def _hits(_: Words, hits: tuple[FoundHit, ...]) -> pdf.Table:
    states = {"open": _("To decide"), "cleared": _("Somebody else"), "confirmed": _("It is the same")}
    heads = (_("List"), _("Entry"), _("Reason for the listing"), _("Alike"), _("State"))
    rows = [
        (
            _list(_, one.list_code),
            one.key,
            ", ".join(_topic(_, topic) for topic in one.topics),
            _("%(score)s of 100", score=int(float(one.score) * 100)),
            states[one.state],
        )
        for one in hits
    ]
    return pdf.Table(heads, rows, (3, 2, 3, 2, 2))


def levelled(_: Words, rules: RuleSet, answers: Mapping[str, Given], result: Assessment) -> Blocks:
    """The level with every reason, and the answers that change nothing."""
    yield pdf.Heading(_("Vigilance"))
    yield pdf.Paragraph(level_in(_, result.level))
    if result.reasons:
        heads = (_("Question"), _("Answer"), _("What it does"), _("Legal basis"))
        reasons = [
            (
                _question(_, rules, one.rule),
                _answer(_, rules, one.rule, Given(one.option, one.note, one.cannot)),
                ", ".join(effect_in(_, effect) for effect in one.effects),
                rule.basis.in_(_.language) if (rule := rules.rule(one.rule)) else "",
            )
            for one in result.reasons
        ]
        yield pdf.Table(heads, reasons, (4, 3, 2, 3))
    counted = {one.rule for one in result.reasons}
    others = [
        (_question(_, rules, code), _answer(_, rules, code, answers[code]))
        for code in result.asked
        if code not in counted and code in answers
    ]
    if others:
        yield pdf.Heading(_("Answers that change nothing"))
        yield pdf.Table((_("Question"), _("Answer")), others, (3, 2))


def _question(_: Words, rules: RuleSet, code: str) -> str:
    rule: Rule | None = rules.rule(code)
    return f"{code} {rule.question.in_(_.language)}" if rule else code


def _answer(_: Words, rules: RuleSet, code: str, given: Given) -> str:
    """The answer, with the text beside it and why a document can't be obtained."""
    rule = rules.rule(code)
    option = rule.option(given.option) if rule else None
    said = [option.text.in_(_.language) if option else given.option, given.note]
    if given.cannot:
        said.append(_("Can't be obtained: %(why)s", why=given.cannot))
    return "\n".join(filter(None, said))


def effect_in(_: Words, effect: Effect) -> str:
    """What an answer does, in those words."""
    return {
        Effect.RAISED: _("Raises"),
        Effect.STOP: _("Only the officer may accept"),
        Effect.DOCUMENT: _("Wants a document"),
        Effect.LOW: _("Lowers"),
        Effect.WEAK: _("Weak signal: two of them raise"),
        Effect.OFFICER: _("The officer decides"),
    }[effect]


def evidence_in(_: Words, kind: EvidenceKind) -> str:
    """What a file proves, in those words."""
    return {
        EvidenceKind.IDENTITY_CARD: _("Identity card"),
        EvidenceKind.PASSPORT: _("Passport"),
        EvidenceKind.ARTICLES: _("Coordinated articles of association"),
        EvidenceKind.DIRECTORS: _("List of directors, with its publication in the Gazette"),
        EvidenceKind.POWERS: _("Powers of representation, or extract of the register"),
        EvidenceKind.OWNERS_EXTRACT: _("Extract of the UBO register"),
        EvidenceKind.REPRESENTATIVE_IDENTITY: _("Identity of the representative"),
        EvidenceKind.OWNER_IDENTITY: _("Identity of a beneficial owner"),
        EvidenceKind.MANDATE: _("Mandate"),
        EvidenceKind.SOURCE_OF_WEALTH: _("Source of wealth"),
        EvidenceKind.OTHER: _("Something else"),
    }[kind]


def _list(_: Words, code: str) -> str:
    known = {
        "eu": _("EU sanctions list"),
        "un": _("UN sanctions list"),
        "belgium": _("Belgian national list"),
        "opensanctions": _("Sanctions worldwide (OpenSanctions)"),
        "peps": _("Politically exposed persons (OpenSanctions)"),
    }
    return known.get(code, code)


def _topic(_: Words, topic: Topic) -> str:
    return {
        Topic.SANCTION: _("Sanction"),
        Topic.PEP: _("Politically exposed person"),
        Topic.CLOSE_TO_PEP: _("Close to a politically exposed person"),
        Topic.OTHER: _("Other reason"),
    }[topic]


def _filled(*rows: tuple[str, str]) -> list[tuple[str, str]]:
    return [(label, value) for label, value in rows if value]
