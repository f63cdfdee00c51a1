"""Every refusal as a sentence: what, where, what to do. The code comes from a rule, the words from here."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from app.errors import Refusal
from models.values.problem import ValueProblem
from views.labels import day, label_of

SENTENCES: dict[str, Any] = {
    "accounts.sign_in.not_recognised": _l(
        "We don't recognise this username and password together. Check both, or ask the helpdesk and name"
        " reference %(reference)s."
    ),
    "accounts.sign_in.too_many_tries": _l(
        "Too many failed attempts in the last hour. Wait an hour, or ask the helpdesk and name reference"
        " %(reference)s."
    ),
    "accounts.link.used_or_expired": _l(
        "This link was used already or is older than a day. Ask whoever gave it to you for a new one."
    ),
    "accounts.password.too_short": _l("This password is too short. Choose one of at least %(least)s characters."),
    "accounts.person.unknown_number": _l(
        "Nobody is known here with national number %(number)s. Check the number, or fill in the person below."
    ),
    "accounts.person.born_in_the_future": _l("The birth date %(day)s lies in the future. Check the date."),
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
    "rights.catalogue.code_taken": _l("This code is in use already. Choose another one."),
    "rights.kind.maximum_out_of_range": _l("The maximum lies between 1 and 120 months."),
    "rights.kind.withdrawn": _l(
        "The application owner no longer offers this right. Choose another one, or ask the application owner."
    ),
    "rights.kind.not_for_this_government": _l(
        "This kind of right can't be granted by your kind of government. Choose another right."
    ),
    "rights.kind.not_for_this_relation": _l(
        "This right isn't meant for a relation of category “%(category)s” and type “%(type)s”. Choose another"
        " right, or another relation."
    ),
    "rights.right.context_missing": _l("Choose for which part of the tool this right counts."),
    "rights.right.own_administration": _l(
        "You can't grant yourself the role of local administrator. Ask another local administrator."
    ),
    "rights.right.end_before_begin": _l(
        "The last day comes before the first day. Choose a last day on or after the first."
    ),
    "rights.right.begins_in_the_past": _l(
        "The first day (%(first_day)s) lies in the past. A right begins today (%(today)s) or later."
    ),
    "rights.right.longer_than_maximum": _l(
        "The last day lies past the longest this right may last: until %(last_allowed)s. Choose an earlier last"
        " day, or a later first day."
    ),
    "rights.right.outside_relation": _l(
        "The relation runs from %(first_day)s to %(last_day)s; a right stays within it. Choose days in that"
        " period, or extend the relation first."
    ),
    "rights.right.before_relation": _l(
        "The relation begins on %(first_day)s only; a right stays within it. Choose that day or a later one."
    ),
    "rights.right.relation_not_standing": _l(
        "This relation isn't in force, so no right can be granted on it. Start the relation again first."
    ),
    "rights.right.overlaps": _l(
        "This person already has this right from %(first_day)s to %(last_day)s. Begin on %(from_day)s or later, or"
        " revoke the other right first."
    ),
    "rights.right.overlaps_meanwhile": _l(
        "Somebody granted this right for the same days a moment ago. Look at the list of rights before you go on."
    ),
    "rights.right.maximum_lowered": _l(
        "The application owner lowered the maximum a moment ago. Open the form again to see the new maximum."
    ),
    "rights.right.outside_relation_meanwhile": _l(
        "The relation was changed a moment ago and no longer covers these days. Open the form again."
    ),
    "rights.right.revoked_is_final": _l("A revoked right never comes back. Grant it again instead."),
    "rights.right.last_administrator": _l(
        "This is the last local administrator of the organisation, so this right can't be revoked. Grant the role"
        " to somebody else first."
    ),
    "rights.right.revoked_already": _l("This right was revoked already, on %(day)s."),
    "rights.right.already_expired": _l(
        "This right ended by itself on %(last_day)s; there is nothing to revoke any more."
    ),
    "rights.right.sent_twice": _l("This form was sent before; the right is granted once. Look at the list."),
    "lists.view.no_name": _l("Give this view a name."),
    "lists.view.name_too_long": _l("This name is too long. Keep it under %(most)s characters."),
    "lists.view.name_taken": _l(
        "You already have a view of this list with that name. Choose another name, or change that view."
    ),
    "lists.view.role_not_held": _l("You can share a view with a role you hold yourself. Choose one of those."),
    "lists.view.too_long": _l("These filters are too long to be saved. Take some away."),
    "lists.view.too_many": _l(
        "You have %(most)s views of this list, which is the most there can be. Delete one you don't use."
    ),
    "lists.act.none_chosen": _l("No row was chosen. Go back and tick the rows you mean."),
    "lists.act.too_many": _l(
        "At most %(most)s rows can be acted on together, and these are more. Narrow the list with its filters."
    ),
    "lists.row.gone": _l("It isn't there any more, or is no longer yours to see."),
    "lists.row.changed": _l("Somebody changed it after you chose it. Look at it again first."),
    "lists.row.not_yours": _l("You may not do this here."),
    "lists.export.longer_than_a_sheet": _l(
        "A spreadsheet holds %(most)s rows at most, and this list is longer. Narrow the list with its filters, or"
        " export it as CSV."
    ),
    "work.forbidden": _l(
        "You no longer have the role under which you asked for this, so it wasn't done. Ask again in the role you"
        " have now."
    ),
    "work.missing": _l("What this is about isn't there any more. Look at the list again."),
    "work.stale": _l("Somebody changed this in the meantime. Look at it again, then ask anew."),
    "work.bug": _l("Something broke on our side, and nothing was kept. Ask again; if it breaks again, report it."),
    "jobs.job.waits_already": _l(
        "The same job waits already and will be done soon, so there is nothing to try again. Give this one up."
    ),
    "form.changed_meanwhile": _l(
        "Somebody changed this in the meantime, so nothing was saved. Look at it again before you go on; what you"
        " typed is still here."
    ),
    "national_number.length": _l("A national number has 11 digits; you typed %(found)s. Check the number."),
    "national_number.characters": _l(
        "A national number has digits only; dots, spaces and dashes are fine. Check the number."
    ),
    "national_number.check_digits": _l(
        "The last two digits of the national number don't fit the others, so there is a typing error in it. Check"
        " the number on the identity card."
    ),
    "national_number.date": _l(
        "The first six digits of a national number are a birth date; these aren't. Check them."
    ),
}


def sentence(refusal: Refusal | ValueProblem) -> str:
    """The sentence for a refusal, in the reader's language, its facts as he writes them."""
    known = SENTENCES.get(refusal.code)
    if known is None:
        return str(_l("This can't be done like this (%(code)s).", code=refusal.code))
    return str(known) % {name: _shown(value) for name, value in refusal.facts.items()}


def _shown(value: object) -> str:
    if isinstance(value, date):
        return day(value)
    return label_of(value) if isinstance(value, str) else str(value)
