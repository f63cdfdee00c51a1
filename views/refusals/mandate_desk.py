"""Refusals at the business counter's desk, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "syndics.desk.taken_by_other": _l(
        "%(who)s treats this case. Take it over first if you have to go on with it."
    ),
    "syndics.desk.own_begun": _l(
        "You began this case yourself, so you don’t treat it at the counter. Another officer of the business"
        " counter does; you can still answer or withdraw it as its applicant."
    ),
    "syndics.desk.own_organisation": _l(
        "You belong to %(name)s, which has to do with this case, so you don’t treat it. Another officer of the"
        " business counter does."
    ),
    "syndics.desk.own_named": _l(
        "This case names you as syndic or representative, so you don’t treat it. Another officer of the business"
        " counter does."
    ),
    "syndics.desk.take_first": _l(
        "Nobody treats this case yet, so its applicant may still take it back for nothing. Take it up first."
    ),
    "syndics.desk.not_handed_in": _l("This case is with its applicant: it hasn't been submitted yet."),
    "syndics.desk.ended": _l("This case has come to its end: nothing more can be done with it."),
    "syndics.desk.asked_already": _l(
        "A question to the applicant is open already. Wait for the answer, or send a message."
    ),
    "syndics.desk.number_first": _l(
        "This association has no number yet. Fill in the number that the business register gave it; the applicant"
        " then pays and submits."
    ),
    "syndics.desk.not_announced": _l(
        "This case isn't waiting for a number any more. Open it again to see how it stands."
    ),
    "syndics.desk.number_wrong": _l(
        "This isn't an enterprise number: it has ten digits, begins with 0 or 1, and its last two digits check"
        " the others. Compare it with what the register gave."
    ),
    "syndics.desk.number_of_other": _l(
        "This is the number of %(name)s (%(form)s), which isn't an association of co-owners."
    ),
    "syndics.desk.number_gone": _l(
        "The association with this number is no longer in the business register since %(day)s."
    ),
    "syndics.desk.number_used": _l(
        "This number is in use already: another case or a mandate in the register has it. Compare the names and"
        " addresses."
    ),
    "syndics.desk.text_too_short": _l(
        "Write at least %(least)s characters: the applicant has to understand it without you."
    ),
    "syndics.desk.text_too_long": _l("A text has at most %(most)s characters. Shorten it."),
    "syndics.desk.rules_unmet": _l(
        "Not every rule is met (%(count)s). Look at them again, and say that you file the act all the same."
    ),
    "syndics.desk.reference_missing": _l("Fill in the reference that the business register gave."),
    "syndics.desk.reference_length": _l("A reference of the register has %(least)s to %(most)s characters."),
    "syndics.desk.reference_characters": _l(
        "A reference has only letters without accents, digits, blanks and . / : _ -, and begins and ends with a"
        " letter or a digit."
    ),
    "syndics.desk.reference_used": _l(
        "Another case was filed with this reference already. Look at the register's answer again."
    ),
}
