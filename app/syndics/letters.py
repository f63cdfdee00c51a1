"""The letters about cases of syndics: at each step to who hands one in, and to the counter where it has to act.

Every link leads to where one goes on, in whichever context one follows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.letters import About, Content, Reader
from app.syndics.readers import case_of, reads_as_counter, step_of
from app.syndics.refunding import came_back
from app.syndics.told import enterprise_in, form_in
from app.words import Words
from models.events import Event
from models.organisations import Organisation
from models.syndics import Case
from models.values import Money
from models.values.mandates import CaseForm
from models.wallet import Transaction


def kept(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who stopped: the way back, as often as he likes."""
    case = case_of(session, event)
    return _content(
        _, site, case,
        _("Go on with your case about %(association)s", association=_named(_, case)),
        [
            _("All you typed is kept. The link leads to the page where you stopped; you can follow it as often as"
              " you like, on any device."),
            _("Nothing is handed in yet, and nothing was paid."),
        ],
        facts=_last_day(_, case),
        label=_("Go on with this case"),
    )  # fmt: skip


def announced(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the counter: an association needs a number; to the applicant: his day stands."""
    case = case_of(session, event)
    if reads_as_counter(session, event, reader):
        return _content(
            _, site, case,
            _("An association without a number was announced: %(association)s", association=_named(_, case)),
            [_("Get it a number in the business register, and fill it in: the applicant then pays and submits.")],
            label=_("See the case"),
        )  # fmt: skip
    return _content(
        _, site, case,
        _("Your case about %(association)s was announced to the business counter", association=_named(_, case)),
        [
            _("The association isn't in the business register yet. The counter first asks a number for it; you get"
              " a message when it is there. Then you pay and submit."),
            _("The day on which you announced it counts: you handed it in then."),
            _("Nothing was paid yet."),
        ],
        facts=_handed_in(_, case),
        label=_("See the case"),
    )  # fmt: skip


def numbered(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the applicant: it is his turn to pay."""
    case = case_of(session, event)
    return _content(
        _, site, case,
        _("%(association)s has its number: you can submit your case", association=_named(_, case)),
        [
            _("The counter registered the association. Look the case through, pay and submit it: only then does"
              " the counter go on."),
            _("The day on which you announced it still counts as the day you handed it in."),
        ],
        facts=_handed_in(_, case),
        label=_("Pay and submit"),
    )  # fmt: skip


def submitted(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the applicant: it is in, when and until when it could be; the proof lies with the case."""
    case = case_of(session, event)
    return _content(
        _, site, case,
        _("Your case about %(association)s was submitted", association=_named(_, case)),
        [
            _("The business counter takes it up in the order of the deadlines. You hear of each step."),
            _("The proof of submission, with the time and the last day, lies with the case."),
        ],
        facts=[*_handed_in(_, case), (_("Paid"), _paid(session, _, case))],
        label=_("See the case and its proof"),
    )  # fmt: skip


def taken(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the applicant: somebody works on it."""
    case = case_of(session, event)
    return _content(
        _, site, case,
        _("The business counter treats your case about %(association)s", association=_named(_, case)),
        [_("You needn't do anything. When you withdraw it from now on, what you paid isn't paid back.")],
        label=_("See the case"),
    )  # fmt: skip


def asked(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the applicant: what the counter wants to know."""
    case = case_of(session, event)
    return _content(
        _, site, case,
        _("The business counter asks you something about %(association)s", association=_named(_, case)),
        [_("The counter asks:"), *_lines(step_of(session, event).text),
         _("Change what is needed in the case, or add a file, and answer there: not by mail.")],
        label=_("Answer the question"),
    )  # fmt: skip


def answered(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who treats it: it is his turn again."""
    case = case_of(session, event)
    fields, files = event.facts.get("changed"), event.facts.get("files")
    changed = len(fields) if isinstance(fields, list) else 0
    return _content(
        _, site, case,
        _("Your question about %(association)s was answered", association=_named(_, case)),
        [_("You see the answer with the case, and only the fields that changed.")],
        facts=[(_("Fields changed"), str(changed)), (_("Files added"), str(files or 0))],
        label=_("See the case"),
    )  # fmt: skip


def written(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the other side: there is a message."""
    case, of_desk = case_of(session, event), step_of(session, event).of_desk
    who = _("The business counter") if of_desk else _("The applicant")
    return _content(
        _, site, case,
        _("A message about %(association)s", association=_named(_, case)),
        [_("%(who)s wrote something about this case. Read it there, and answer there: not by mail.", who=who)],
        label=_("Read the message"),
    )  # fmt: skip


def filed(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the applicant: it stands in the register."""
    case = case_of(session, event)
    return _content(
        _, site, case,
        _("Your case about %(association)s is filed in the business register", association=_named(_, case)),
        [_("The business counter filed it. Everybody can look up who is syndic of this association.")],
        facts=[(_("Reference in the register"), case.reference)],
        label=_("See the case"),
    )  # fmt: skip


def refused(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the applicant: why, and what became of his money."""
    case = case_of(session, event)
    return _content(
        _, site, case,
        _("Your case about %(association)s was refused", association=_named(_, case)),
        [
            _("The business counter can't file it. It says why:"),
            *_lines(step_of(session, event).text),
            _back(session, _, case),
            _("You can begin a new case, which has its own deadline and its own fee."),
        ],
        label=_("See the case"),
    )  # fmt: skip


def withdrawn(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the applicant: what became of his money; to who treated it: stop."""
    case = case_of(session, event)
    if reads_as_counter(session, event, reader):
        return _content(
            _, site, case,
            _("The case about %(association)s was withdrawn", association=_named(_, case)),
            [_("Its applicant withdrew it. Nothing is filed; you needn't do anything.")],
            label=_("See the case"),
        )  # fmt: skip
    kept_fee = _("The counter had taken it up already: what was paid isn't paid back.")
    return _content(
        _, site, case,
        _("Your case about %(association)s is withdrawn", association=_named(_, case)),
        [
            _("Nothing is filed in the register."),
            _back(session, _, case) or kept_fee,
        ],
        label=_("See the case"),
    )  # fmt: skip


def due(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the applicant: the last day comes near; as it stood when he was reminded. Or it got its number,
    and waits to be submitted."""
    case, days = case_of(session, event), event.facts.get("days")
    if event.facts.get("numbered") is True:
        return _content(
            _, site, case,
            _("Your case about %(association)s still waits to be submitted", association=_named(_, case)),
            [
                _("The association has its number. Pay and submit the case: only then does the counter go on."),
                _("The day on which you announced it still counts as the day you handed it in."),
            ],
            facts=_handed_in(_, case),
            label=_("Pay and submit"),
        )  # fmt: skip
    left = days if isinstance(days, int) else 0
    asks = event.facts.get("question") is True
    subject = (
        _("A question about %(association)s waits for your answer", association=_named(_, case))
        if asks
        else _("Hand in your case about %(association)s in time", association=_named(_, case))
    )
    late = _("After it you can still hand it in, but late.")
    return _content(
        _, site, case,
        subject,
        [
            _.ngettext("The last day is in %(num)s day.", "The last day is in %(num)s days.", left)
            if left else _("The last day is today."),
            _("You handed it in in time; the counter can't go on before you answer.") if asks else late,
        ],
        facts=_last_day(_, case),
        label=_("Answer the question") if asks else _("Go on with this case"),
    )  # fmt: skip


def fee_missing(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To the counter: nobody can submit anything before the year has its amount."""
    year = str(event.facts.get("year", ""))
    return Content(
        subject=_("No registration fee is known for %(year)s", year=year),
        paragraphs=[
            _("Somebody wants to submit a case about a syndic, and can't: the table has no amount for that year."),
            _("Fill in the amount and where it stands; then cases can be submitted again."),
        ],
        link=(_("See the registration fees"), f"{site}/registration-fees/list/"),
        about=About.MANDATES,
    )


def gave_way(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who brought in a mandate: something else was filed, and that goes first."""
    facts = event.facts
    was = facts.get("was")
    said = was if isinstance(was, dict) else {}
    stands = facts.get("first_day") is not None
    return Content(
        subject=_("A mandate that you imported was put right: %(association)s",
                  association=str(facts.get("association_name", ""))),
        paragraphs=[
            _("An act was filed that says something else than your list. What is filed goes before what was"
              " imported."),
            _("The days of your mandate in the register were changed.") if stands
            else _("Your mandate isn’t in the register of mandates any more."),
            _("Isn’t that right? Then register the start or the end of your mandate: the register follows it."),
        ],
        facts=[
            (_("Enterprise number"), enterprise_in(str(facts.get("association", "")))),
            (_("You had imported"), _period(_, said)),
            *([(_("Now in the register"), _period(_, facts))] if stands else []),
        ],
        link=(_("See the register of mandates"), f"{site}/mandates/list/"),
        about=About.MANDATES,
    )  # fmt: skip


def management_ended(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who managed an association by a mandate that ended; how it goes on there."""
    name = session.get_one(Organisation, event.organisation_id).name
    day = date.fromisoformat(str(event.facts["first_day_without"]))
    leaves, left = event.facts.get("leaves") is True, event.facts.get("managers_left")
    return Content(
        subject=_("You no longer manage %(organisation)s", organisation=name),
        paragraphs=[
            _("You managed %(organisation)s because of a mandate of syndic. It ended: %(day)s is the first day"
              " without it.", organisation=name, day=_.day(day)),
            _("You can’t act for it any more.") if leaves
            else _("You stay a member of %(organisation)s.", organisation=name),
            "" if left else _("Nobody manages it now. Whoever is syndic next does, as soon as the start of that"
                              " mandate is registered here."),
        ],
        link=(_("See your organisations"), f"{site}/my-organisations/"),
        about=About.ACCOUNT,
    )  # fmt: skip


def many_done(session: Session, event: Event, _: Words, site: str, reader: Reader) -> Content:
    """To who confirmed an act on many mandates: how it went."""
    done, not_done = (int(str(event.facts.get(name, 0))) for name in ("submitted", "refused"))
    return Content(
        subject=_.ngettext("%(num)s case about a representative was submitted",
                           "%(num)s cases about a representative were submitted", done),
        paragraphs=[
            _("The act on many mandates is done. Each association has a case of its own, with its own proof."),
            _.ngettext("%(num)s mandate wasn't done: the page says why.",
                       "%(num)s mandates weren't done: the page says why.", not_done) if not_done else "",
        ],
        link=(_("See what was done"), f"{site}/mandate-batches/show/{event.subject_id}"),
        about=About.MANDATES,
    )  # fmt: skip


def _content(
    _: Words,
    site: str,
    case: Case,
    subject: str,
    paragraphs: Sequence[str],
    *,
    facts: Sequence[tuple[str, str]] = (),
    label: str,
) -> Content:
    return Content(
        subject=subject,
        paragraphs=paragraphs,
        facts=[
            (_("Association"), case.association_name),
            (_("Enterprise number"), enterprise_in(case.association_number or "")),
            (_("What is registered"), form_in(_, CaseForm(case.form))),
            *facts,
        ],
        link=(label, f"{site}/mandate-cases/go-on/{case.id}"),
        about=About.MANDATES,
    )


def _named(_: Words, case: Case) -> str:
    return case.association_name or enterprise_in(case.association_number or "") or _("an association")


def _last_day(_: Words, case: Case) -> list[tuple[str, str]]:
    known = case.starts_on is not None or case.ends_on is not None
    return [(_("Last day to hand in"), _.day(case.due_on))] if known else []


def _period(_: Words, days: Mapping[str, object]) -> str:
    first, last = (
        _.day(date.fromisoformat(str(day))) if (day := days.get(name)) else ""
        for name in ("first_day", "last_day")
    )
    return _("From %(first)s to %(second)s", first=first, second=last) if last else _("From %(day)s on", day=first)


def _handed_in(_: Words, case: Case) -> list[tuple[str, str]]:
    if case.handed_in_at is None:
        return []
    when = case.handed_in_at.astimezone(clock.BRUSSELS)
    late = clock.day_of(case.handed_in_at) > case.due_on
    return [
        (_("Handed in"), f"{_.day(when.date())} {when:%H:%M}"),
        (_("Last day to hand in"), _.day(case.due_on)),
        (_("In time"), _("No: after the last day") if late else _("Yes")),
    ]


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def _gross(session: Session, case: Case) -> Money | None:
    charges = [one for one in (case.charge_id, case.extra_charge_id) if one is not None]
    if not charges:
        return None
    found = session.scalars(
        select(Transaction.gross).where(Transaction.organisation_id == case.payer_id, Transaction.id.in_(charges))
    ).all()
    return Money(sum(found, start=Money.parse("0").euro))


def _paid(session: Session, _: Words, case: Case) -> str:
    gross = _gross(session, case)
    return _.money(gross) if gross is not None else ""


def _back(session: Session, _: Words, case: Case) -> str:
    gross = _gross(session, case)
    if gross is None:
        return _("Nothing was paid, so nothing is paid back.")
    back = came_back(session, case)
    if not back.undone + back.credited:
        return ""
    payer = session.get_one(Organisation, case.payer_id).name
    told = _(
        "%(gross)s is back in the wallet of %(payer)s.", gross=_.money(back.undone + back.credited), payer=payer
    )
    if not back.credited:
        return told
    by_hand = _(
        "Finance credited %(gross)s of it earlier, by credit note %(notes)s; it doesn’t come back a second time.",
        gross=_.money(back.credited), notes=", ".join(back.notes),
    )  # fmt: skip
    return f"{told} {by_hand}"
