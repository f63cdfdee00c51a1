"""Refusals of relations and organisations, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "organisations.relation.overlaps": _l(
        "This person already has such a relation in that period. Choose another first day, or use the relation"
        " that stands."
    ),
    "organisations.relation.end_before_begin": _l(
        "The last day comes before the first day. Choose a last day on or after the first."
    ),
    "organisations.relation.rights_stand": _l(
        "Rights still stand on this relation after that day. Revoke those rights first, or choose a later day."
    ),
    "organisations.relation.no_organisation": _l(
        "You are not acting for an organisation. Choose one under your name, at the top of the page."
    ),
    "organisations.relation.merged": _l(
        "By then this government is part of another one: nothing runs further here. Choose a last day before the"
        " merger, and add the person at the other government from that day on."
    ),
    "organisations.relation.over": _l(
        "This relation ended on %(last_day)s already. Start it again if the person is back."
    ),
    "organisations.relation.rights_unfit": _l(
        "Rights stand on this relation (%(count)s) that aren't meant for such a relation. Revoke those first."
    ),
    "organisations.extract.not_a_zip": _l(
        "%(file)s isn't a whole zip file. Download it again from the business register and put it back."
    ),
    "organisations.extract.too_large": _l(
        "%(file)s would unpack to more than the whole register can be. Check where it comes from."
    ),
    "organisations.extract.missing": _l("%(file)s isn't in the zip. Download the delivery again."),
    "organisations.extract.truncated": _l(
        "%(file)s breaks off or is damaged. Nothing of it was kept: download the delivery again."
    ),
    "organisations.extract.meta": _l(
        "meta.csv in %(file)s doesn't say which delivery it is: number, kind and day. Download the delivery again."
    ),
    "organisations.extract.columns": _l(
        "The columns of %(file)s aren't those of the register. Not known: %(strange)s. Missing: %(missing)s."
        " Nothing of it was kept: tell who looks after this application."
    ),
    "organisations.extract.line": _l(
        "Line %(line)s of %(file)s can't be read. Nothing of this file was kept: download the delivery again."
    ),
    "organisations.extract.halved": _l(
        "%(file)s names %(found)s of the %(stand)s that stand: it must be cut off. Nothing of it was kept:"
        " download the delivery again."
    ),
    "organisations.extract.full_first": _l(
        "%(file)s holds changes only, and there is nothing here yet to change. Put a full extract beside it first."
    ),
    "organisations.extract.out_of_order": _l(
        "%(file)s is delivery %(found)s, while delivery %(expected)s is next. Put that one beside it, or a newer"
        " full extract."
    ),
    "organisations.extract.replaced": _l("%(file)s was taken away before all of it was taken in."),
    "organisations.organisation.exists": _l(
        "This organisation was added meanwhile. Find it again, and ask to join it."
    ),
    "organisations.organisation.ended": _l(
        "This enterprise has ended: the business register no longer names it since %(since)s. Check the number."
    ),
    "organisations.organisation.government": _l(
        "This is a public authority. A local government is registered by its secretary, under Registrations of"
        " governments."
    ),
    "organisations.organisation.email": _l(
        "No mail can be sent to this e-mail address. Write it like name@office.be."
    ),
    "organisations.member.government": _l(
        "A local government isn't joined: its local administrator adds you, by your national number."
    ),
    "organisations.member.asked_already": _l(
        "You asked this organisation already. Its managers got a mail; wait for their answer."
    ),
    "organisations.member.is_member": _l("You are a member of this organisation already."),
    "organisations.member.decided": _l("Somebody decided on this request meanwhile. Look at it again."),
    "organisations.member.over": _l("This membership ended already. Nothing was changed."),
    "organisations.member.last_manager": _l(
        "This is the only manager of the organisation. Name another member manager first; then this can be done."
    ),
    "organisations.member.reason_too_long": _l("Keep the reason under %(most)s characters."),
    "organisations.invitation.over": _l(
        "This invitation no longer counts: it was used, taken back, or more than 14 days old. Ask for another one."
    ),
    "organisations.invitation.too_many": _l(
        "%(most)s invitations wait already. Take some back, or wait until they are accepted."
    ),
    "organisations.branch.of_another": _l(
        "The business register gives this establishment to another enterprise, %(enterprise)s. Check the number."
    ),
    "organisations.branch.exists": _l("A branch with this establishment unit number is here already."),
    "organisations.branch.over": _l("This branch was closed meanwhile. Nothing was changed."),
    "organisations.branch.too_many": _l(
        "More than %(most)s branches can't be kept. Close those that are no more."
    ),
    "organisations.takeover.government": _l(
        "A local government isn't taken over here: its secretary signs again, under Registrations of governments."
    ),
    "organisations.takeover.nobody": _l(
        "No active account has this username or e-mail address. Have the person make an account first."
    ),
    "organisations.takeover.no_reason": _l("Say why, so that a colleague can decide."),
    "organisations.takeover.reason_too_long": _l("Keep the reason under %(most)s characters."),
    "organisations.takeover.underway": _l(
        "Taking over this organisation was asked already. Decide on that first, under Organisations taken over."
    ),
    "organisations.takeover.own": _l("You asked this yourself: another member of the central team decides."),
    "organisations.takeover.decided": _l("This was decided already. Nothing was changed."),
}
