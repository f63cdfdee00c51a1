"""Refusals of what lies above all domains: forms, lists, jobs, mail, cases, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "cases.case.nothing_told": _l("Say in a few words what went wrong."),
    "cases.case.no_answer": _l("Write an answer."),
    "cases.case.too_long": _l("This is longer than %(most)s characters. Make it shorter."),
    "cases.case.no_address": _l("Fill in an e-mail address to answer to."),
    "cases.case.too_many": _l(
        "Several problems were reported from here in the last hour already. Wait a while, or call the helpdesk."
    ),
    "cases.case.closed_already": _l(
        "This case was closed in the meantime. Whoever still has the problem reports it again."
    ),
    "cases.case.sent_twice": _l("This report was sent before; it stands under one number."),
    "mail.letter.on_its_way": _l(
        "This mail arrived or is still on its way, so there is nothing to send again. Look at it once more."
    ),
    "mail.letter.forgotten": _l(
        "The text of this mail was removed, after 90 days or with the person's data, so it can't be sent again."
    ),
    "mail.letter.held_a_code": _l(
        "This mail held a code or a link that is gone by now. The person asks for a new one on the sign-in page."
    ),
    "mail.letter.no_address": _l(
        "No e-mail address of this person can be used. Fill one in on the relation first, then send it again."
    ),
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
    "work.given_up": _l("This couldn't be done, and the central team gave it up. You can ask for it again."),
    "work.bug": _l("Something broke on our side, and nothing was kept. Ask again; if it breaks again, report it."),
    "jobs.job.waits_already": _l(
        "The same job waits already and will be done soon, so there is nothing to try again. Give this one up."
    ),
    "form.changed_meanwhile": _l(
        "Somebody changed this in the meantime, so nothing was saved. Look at it again before you go on; what you"
        " typed is still here."
    ),
}
