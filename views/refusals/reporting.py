"""Refusals about reports to the FIU and its codes, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.fiu.not_now": _l(
        "This can’t be done with the report as it stands now. Look at the steps: the next one is marked."
    ),
    "aml.fiu.not_changeable": _l(
        "A file of this report is on its way, so what is in it stays. It can be corrected once the portal"
        " rejects it."
    ),
    "aml.fiu.not_ready": _l(
        "Something that has to be in the file still lacks. Look at the list, and put it right."
    ),
    "aml.fiu.has_it": _l(
        "Report %(number)s about it is still with the FIU. It stays blocked until the FIU lets it go."
    ),
    "aml.fiu.schema": _l(
        "The file isn’t as the FIU’s schema wants it, so it wasn’t made: %(told)s. Put that right, or give this"
        " text to the helpdesk."
    ),
    "aml.fiu.no_schema": _l(
        "The FIU’s schema that this installation names can’t be read, so the file wasn’t made. Tell the helpdesk."
    ),
    "aml.fiu.too_long": _l("This has at most %(most)s characters. Shorten it."),
    "aml.fiu.significance": _l("Significance is a figure from %(least)s to %(most)s."),
    "aml.fiu.text_too_short": _l("Write what there is to say: who reads it later has to understand it."),
    "aml.fiu.text_too_long": _l("A text has at most %(most)s characters. Shorten it."),
    "aml.fiu.reference_missing": _l("Type the reference that the portal gave."),
    "aml.fiu.reference_too_long": _l("A reference has at most %(most)s characters. Check it."),
    "aml.fiu.reference_taken": _l("Another report of your office has this reference. Check it."),
    "aml.fiu.other_report": _l(
        "This is the reference of your report %(number)s, not of this one. Note it on that report, or check it."
    ),
    "aml.fiu.other_reference": _l(
        "This isn’t the reference of this report, which is %(ours)s. Check on which report the answer is."
    ),
    "aml.fiu.no_reference_yet": _l(
        "No reference was noted for this report yet. Note first that it was uploaded; or leave this empty if the"
        " portal rejected the file at once."
    ),
    "aml.fiu.answer": _l("Choose what was answered."),
    "aml.fiu.until_missing": _l("Say until which day the FIU opposes."),
    "aml.fiu.until_past": _l("The FIU opposes until a day that is still to come. Check the date."),
    "aml.codes.none": _l("No codes of the FIU are in force. Ask the helpdesk to load them."),
    "aml.codes.same_day": _l("Other codes count from this day already. Choose another day."),
    "aml.codes.source_missing": _l("Say where the codes were published."),
    "aml.codes.source_too_long": _l("The source has at most %(most)s characters. Shorten it."),
    "aml.codes.too_large": _l("This file is too large to hold codes. Check which one you chose."),
    "aml.codes.not_json": _l("This file isn’t JSON. Take a version that was loaded as an example."),
    "aml.codes.not_codes": _l(
        "This file isn’t built as codes are (%(where)s). Take a version that was loaded as an example."
    ),
    "aml.codes.empty": _l("The list “%(list)s” has no codes, and no report can be made without."),
    "aml.codes.twice": _l("In the list “%(list)s”, “%(which)s” stands twice."),
    "aml.codes.code": _l(
        "In the list “%(list)s”, “%(which)s” can’t be a code: it is empty, too long or unreadable."
    ),
    "aml.codes.words": _l("In the list “%(list)s”, “%(which)s” lacks words in a language, or has too many."),
    "aml.codes.field": _l("No element “%(element)s” has a field “%(name)s”, or it takes no characters."),
}
