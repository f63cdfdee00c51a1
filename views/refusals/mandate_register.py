"""Refusals of the register of mandates, and of lists that bring mandates in, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "syndics.mandate.runs": _l(
        "%(syndic)s is syndic of this association since %(first_day)s, and no end is registered. File the end of"
        " that mandate first, or ask the applicant to make this an end and start in one act."
    ),
    "syndics.mandate.registered": _l(
        "This mandate is in the register already: %(syndic)s, from %(first_day)s. A mandate renewed without"
        " other data needn’t be filed again. Refuse this case, then the fee goes back."
    ),
    "syndics.mandate.overlaps_with": _l(
        "In that period %(syndic)s is syndic of this association too, from %(first_day)s. Compare the dates with"
        " the register of mandates, and ask the applicant which are right."
    ),
    "syndics.mandate.overlaps": _l(
        "In that period another mandate is registered for this association. Look at its mandates over time, and"
        " correct the dates."
    ),
    "syndics.mandate.end_before_start": _l(
        "A mandate can’t end before it began. Compare both dates with the decision and correct one."
    ),
    "syndics.mandate.undated": _l(
        "Not everything is filled in that the register needs: the day from which it holds, who appointed the"
        " syndic, and who he is. Ask the applicant."
    ),
    "syndics.mandate.not_found": _l(
        "No mandate of this association is in the register, so nothing can be changed. Register its start first."
    ),
    "syndics.mandate.not_a_company": _l(
        "This syndic is a natural person, whom nobody represents. Refuse this case, or ask the applicant what he"
        " meant."
    ),
    "syndics.mandate.another_kind": _l(
        "A natural person doesn’t become a company by a change. Ask the applicant for an end and start in one act."
    ),
    "syndics.mandate.over": _l(
        "The mandate of %(syndic)s ended on %(last_day)s, before this holds. Ask the applicant for the right day."
    ),
    "syndics.representative.overlaps": _l(
        "Somebody else represents this company in that period already. Look at the mandates over time, and correct"
        " the day."
    ),
    "imports.mandates.no_company": _l(
        "Only a company that is syndic brings in mandates. Choose that company under your name first."
    ),
    "imports.mandates.not_begun": _l(
        "This mandate has yet to begin. Register its start with a case, so that it is filed in time."
    ),
    "imports.mandates.unknown_association": _l(
        "The business register doesn’t know this number. Check its ten digits."
    ),
    "imports.mandates.no_association": _l(
        "This number is that of another enterprise, not of an association of co-owners. Check it."
    ),
    "imports.mandates.association_ended": _l(
        "The business register no longer has this association since %(since)s. Fill in the last day."
    ),
    "imports.mandates.end_before_start": _l("The last day comes before the first one. Correct one of both."),
    "imports.mandates.half_a_name": _l(
        "Of a representative both his given names and his family name are needed. Fill in both, or nothing of him."
    ),
    "imports.mandates.twice": _l(
        "Row %(line)s is about the same association in the same period. Keep the one that is right."
    ),
    "imports.mandates.filed": _l(
        "A mandate from %(since)s on, filed by the business counter, covers this period. What is filed stays; if"
        " it is wrong, apply for a change."
    ),
    "imports.mandates.own": _l(
        "Your company brought in a mandate from %(since)s on for this association, which covers this period. Take"
        " that import back first, if it is wrong."
    ),
    "imports.mandates.taken": _l(
        "Another syndic is registered for this association from %(since)s on. If that one has ended, apply for an"
        " end and start in one act."
    ),
}
