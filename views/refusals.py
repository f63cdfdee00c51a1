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
    "mail.letter.on_its_way": _l(
        "This mail arrived or is still on its way, so there is nothing to send again. Look at it once more."
    ),
    "mail.letter.forgotten": _l(
        "The text of this mail was removed, after 90 days or with the person's data, so it can't be sent again."
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
    "documents.file.empty": _l("This file is empty. Choose another one."),
    "documents.file.too_big": _l(
        "This file is larger than %(most)s MB. Make it smaller, or split it, and try again."
    ),
    "documents.file.not_taken": _l(
        "Files with this ending aren't taken here. Save it as one of these and try again: %(kinds)s."
    ),
    "documents.file.not_what_it_says": _l(
        "The name says “%(said)s”, but the content is “%(found)s”. Save it anew as what its name says, or give it"
        " the name that fits."
    ),
    "documents.file.damaged": _l(
        "This file is damaged or incomplete. Open it in the program it comes from, save it again, and"
        " try with that."
    ),
    "documents.file.strange": _l(
        "This file isn't put together as its program would do it, so we can't see what is in it. Open"
        " it, save it as a new file, and try with that."
    ),
    "documents.file.bomb": _l(
        "Unpacked, this file becomes far larger than any document. It wasn't taken. Save it anew in the program it"
        " comes from."
    ),
    "documents.file.encrypted": _l(
        "This file is locked with a password. Save it without one and try again; here only those who"
        " may see it can open it."
    ),
    "documents.file.macros": _l(
        "This file contains macros: small programs that run when somebody opens it. Save it as .docx, .xlsx or PDF"
        " without macros, and try again."
    ),
    "documents.file.active": _l(
        "This file does something by itself when it is opened: a script, a form that sends, or a link"
        " that fetches. Print it to a PDF and try with that."
    ),
    "documents.file.embedded": _l(
        "Another file is hidden in this one. Take it out and send it apart, or print the document to a PDF."
    ),
    "documents.file.too_many_pixels": _l(
        "This picture has more than %(most)s million points. Make it smaller and try again."
    ),
    "documents.file.virus": _l(
        "The virus scanner found something in this file, so it wasn't taken. Warn your IT department before you"
        " open it again."
    ),
    "documents.upload.too_many_here": _l(
        "There are %(most)s files here already. Remove one that is no longer needed first."
    ),
    "documents.upload.too_much_today": _l(
        "You uploaded as much today as anybody may in one day. Go on tomorrow, or ask the helpdesk."
    ),
    "documents.issued.sent_twice": _l(
        "This form was sent before; the document is issued once. Look at the list of issued documents."
    ),
    "imports.file.missing": _l("Choose the file to import: a CSV file, or an Excel workbook (.xlsx)."),
    "imports.file.empty": _l("There is nothing in this file. Check that you chose the right one."),
    "imports.file.no_rows": _l("This file has heads, but no row under them. Add the rows and upload it again."),
    "imports.file.unreadable": _l(
        "This is neither a CSV file nor an Excel workbook, whatever its name says. Save the list as CSV or .xlsx."
    ),
    "imports.file.unknown_ending": _l(
        "Only files that end in .csv, .txt, .tsv or .xlsx can be imported. Save it so."
    ),
    "imports.file.workbook_called_text": _l(
        "This file is called a text, but holds an Excel workbook. Save it as CSV, or let its name end in .xlsx."
    ),
    "imports.file.text_called_workbook": _l(
        "This file is called .xlsx, but doesn't hold an Excel workbook. Save it again as a workbook, or as CSV."
    ),
    "imports.file.old_workbook": _l(
        "This is a workbook of before Excel 2007, or one with a password. Save it as .xlsx without password."
    ),
    "imports.file.protected": _l("This workbook has a password. Save it without one and upload it again."),
    "imports.file.macros": _l(
        "This workbook holds macros. Save it as .xlsx, without macros, and upload it again."
    ),
    "imports.file.bomb": _l(
        "This workbook unpacks to far more than it seems to hold, so it wasn't opened. Copy its rows to a new one."
    ),
    "imports.file.damaged": _l("This workbook is damaged. Open it in Excel, save it anew and upload that file."),
    "imports.file.encoding": _l(
        "The letters of line %(line)s can't be read. Save the list as “CSV UTF-8”, or as .xlsx, and try again."
    ),
    "imports.file.mixed_encodings": _l(
        "The file mixes two ways of writing letters; these lines differ from the others: %(lines)s. Open it, check"
        " the accents on those lines, and save it as “CSV UTF-8”."
    ),
    "imports.file.broken_quotes": _l(
        "Row %(row)s has a quotation mark too many or too few, so the rows after it can't be told apart. Check it."
    ),
    "imports.file.cell_too_long": _l(
        "A cell of row %(row)s is so long that a quotation mark must be missing before it. Check that row."
    ),
    "imports.file.too_wide": _l("Row %(row)s has more than %(most)s columns. Remove those that aren't needed."),
    "imports.file.too_many_rows": _l(
        "The file has more than %(most)s rows. Split it, and import the parts in turn."
    ),
    "imports.file.unknown_heads": _l(
        "The first row doesn't hold the heads of such a list: none of %(columns)s is there. Take the heads of the"
        " template, and upload the file again."
    ),
    "imports.columns.missing": _l(
        "Choose which column of the file holds this. Without it nothing can be imported."
    ),
    "imports.columns.twice": _l("This was chosen for two columns of the file. Choose it for one."),
    "imports.run.over": _l("This import is over, so it can't be changed any more. Upload the file again."),
    "imports.run.not_checked": _l("This import hasn't been checked yet. Check it first."),
    "imports.run.not_all_good": _l(
        "Not every row is good, so “all rows, or none” would be none. Choose “only the good rows”, or correct the"
        " file first."
    ),
    "imports.run.nothing_to_do": _l("No row of this file changes anything, so there is nothing to import."),
    "imports.run.changed_meanwhile": _l(
        "Somebody changed the same people at the same moment, so the check was broken off. Check it again."
    ),
    "imports.run.changed_since_check": _l(
        "Something changed since the check, so a row would fare otherwise than was shown. Nothing was imported."
        " Check it again, and look at the outcome before you confirm."
    ),
    "imports.run.not_applied": _l("Only an import that was done can be undone."),
    "imports.run.too_long_ago": _l(
        "This import was done more than 90 days ago, so it can't be undone as a whole."
    ),
    "imports.cell.missing": _l("Nothing is filled in here, and it is needed."),
    "imports.cell.formula": _l("Here stands a formula without its value. Type the value itself."),
    "imports.cell.error": _l("Here stands an error of the spreadsheet, such as #N/A. Type the value itself."),
    "imports.cell.control_characters": _l("There are invisible signs in this text. Type it again."),
    "imports.cell.too_long": _l("This is longer than %(most)s characters. Shorten it."),
    "imports.cell.name": _l("A name has letters and no digits. Check it; the columns may have shifted."),
    "imports.cell.date": _l("This is no day of the calendar. Write it as day/month/year, for example 14/03/2027."),
    "imports.cell.year": _l("The year can't be right. Write it with four digits and check it."),
    "imports.cell.email": _l("This is no e-mail address. Check it, or leave it empty."),
    "imports.cell.phone": _l("This is no telephone number. Write digits, spaces and +, or leave it empty."),
    "imports.cell.unknown_word": _l("This word isn't known here. Write one of these: %(words)s."),
    "imports.cell.shortened_number": _l(
        "The spreadsheet rounded this number (as 8.5E+10). Give the column the format “Text” and type it again."
    ),
    "imports.row.too_many_cells": _l(
        "This row has more cells than there are heads. A separator may stand in a text without quotation marks."
    ),
    "imports.row.twice": _l("This is the same relation as in row %(line)s. Keep one of the two."),
    "imports.row.changed_meanwhile": _l("Somebody else made the same at the same moment. Check the import again."),
    "imports.people.overlaps": _l(
        "This person already has such a relation from %(first_day)s (until %(last_day)s). Take that first day to"
        " change it, or other days for a new one."
    ),
    "imports.people.overlaps_row": _l(
        "This relation has days in common with the same person's in row %(line)s. Change the days of one of them."
    ),
    "imports.people.name_differs": _l(
        "The name differs from the one that goes with this national number. Check both; if both are right, add"
        " this person with “Grant a right”, where you see whom you add."
    ),
    "imports.people.other_name": _l(
        "Row %(line)s gives another name to the same national number. Check both rows."
    ),
    "imports.people.name_noted": _l("The name differs from the one that is known here; the known one stays."),
    "imports.people.born_otherwise": _l(
        "The birth date differs from the one in the national number. Check both; the birth date may stay empty."
    ),
    "imports.people.other_sex": _l(
        "The sex differs from what the national number says. Check both; the sex may stay empty."
    ),
    "imports.undo.used": _l("A right was granted on it since."),
    "imports.undo.changed_since": _l("It was changed after the import."),
    "imports.undo.overlaps": _l("Its earlier days now belong to another relation."),
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
    if isinstance(value, list):
        return ", ".join(label_of(one) for one in value)
    return label_of(value) if isinstance(value, str) else str(value)
