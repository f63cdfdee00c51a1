"""Refusals about whose file it is, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.contact.not_compared": _l(
        "This contact came from a list and isn’t compared with the sanctions lists yet. That is done by itself:"
        " come back in a few minutes, and accept it then."
    ),
    "imports.contacts.country": _l(
        "This country isn’t known here. Write its name in Dutch, French or English, or its code of two letters."
    ),
    "imports.contacts.language": _l("Write Dutch, French, German or English, or NL, FR, DE or EN."),
    "imports.contacts.enterprise_number": _l(
        "This is no Belgian enterprise number: its check digits are wrong. Check it; of a foreign one, fill in the"
        " country."
    ),
    "imports.contacts.no_given_names": _l(
        "A person has first names. Fill them in, or write “organisation” as its kind."
    ),
    "imports.contacts.number_of_a_person": _l(
        "An organisation has no national number. Write “person” as its kind, or leave this empty."
    ),
    "imports.contacts.birth_too_long_ago": _l("Nobody was born that long ago. Check the year."),
    "imports.contacts.twice": _l("This is the same contact as in row %(line)s. Keep one of the two."),
    "imports.contacts.no_birth_date": _l(
        "Without a birth date it comes in as a draft, but can’t be accepted, and looks like more people on the"
        " lists."
    ),
    "imports.contacts.expired": _l("The document has expired: ask for a new one before you accept this contact."),
    "aml.files.same_person": _l("These files are that colleague’s already. Choose somebody else."),
    "aml.files.nothing_chosen": _l("Choose contacts, transactions or both."),
    "aml.files.not_in_tool": _l(
        "Files go to a colleague who uses the tool now. Choose another, or ask a manager to set it under Tools."
    ),
}
