"""Refusals of files to import, their rows and cells, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "imports.file.for_the_house": _l(
        "What a register delivers is for all of Sleutelbos. Choose the staff desk under your name, and"
        " upload it there."
    ),
    "imports.undo.delivered": _l("A delivery is put right by the next one, which is the whole list again."),
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
    "imports.rights.unknown_right": _l(
        "There is no such right, or not in that tool. Write its name as in the list of kinds of right."
    ),
    "imports.rights.ambiguous_right": _l("Several tools have a right of this name. Fill in the tool too."),
    "imports.rights.which_relation": _l(
        "This person has several relations with you on that day. Fill in category and type of the one meant."
    ),
    "imports.rights.no_relation": _l(
        "This person has no relation with you on the first day of the right. To add one, fill in its first day"
        " here, with name and first names."
    ),
    "imports.rights.name_missing": _l("This person is new here: fill in name and first names."),
    "imports.rights.other_relation": _l(
        "Row %(line)s gives other days for the same new relation. Write the same days in both."
    ),
    "imports.rights.relation_noted": _l("A relation is added, from %(first_day)s (until %(last_day)s)."),
    "imports.rights.no_parts": _l("This right isn't given for a part. Leave it empty."),
    "imports.rights.unknown_part": _l("This right has no such part. Write it as in the list of context values."),
    "imports.rights.overlaps_row": _l(
        "This right has days in common with the same one in row %(line)s. Keep one of the two, or change the days."
    ),
    "imports.undo.over": _l("It has ended by itself since."),
    "imports.undo.last_administrator": _l("Nobody else administers your organisation now."),
    "imports.undo.used": _l("A right was granted on it since."),
    "imports.undo.changed_since": _l("It was changed after the import."),
    "imports.undo.overlaps": _l("Its earlier days now belong to another relation."),
}
