"""Refusals and warnings about what a case about a mandate says, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "syndics.case.incomplete": _l("Not everything is filled in on this page yet."),
    "syndics.case.another_open": _l(
        "Another case of this association is being handled by the business counter. Wait until it is at its end,"
        " or withdraw it first if it is yours."
    ),
    "syndics.association.another_form": _l(
        "In the business register this number belongs to another kind of enterprise, not to an association of"
        " co-owners. Look the association up by its own number or name."
    ),
    "syndics.association.not_found": _l(
        "The business register, as it was last delivered, doesn’t have this number. Check it; if it is right you"
        " can go on."
    ),
    "syndics.association.gone": _l(
        "Since %(day)s the business register no longer delivers this association. Check its number; if it is"
        " right you can go on."
    ),
    "syndics.company.not_found": _l(
        "The business register, as it was last delivered, doesn’t have the number of this company. Check it; if"
        " it is right you can go on."
    ),
    "syndics.company.gone": _l(
        "Since %(day)s the business register no longer delivers this company. Check its number; if it is right"
        " you can go on."
    ),
    "syndics.company.is_association": _l(
        "The number of the syndic is that of an association of co-owners. Fill in the number of the company that"
        " is its syndic."
    ),
    "syndics.dates.far_away": _l("A date lies too far away to count working days. Check the year."),
    "syndics.deadline.late": _l(
        "The last day to submit this was %(day)s. You can still submit it: it is registered as late."
    ),
    "syndics.mandate.provisional_by_laws": _l(
        "By-laws can’t appoint a provisional syndic: only the general assembly or a judge can."
    ),
    "syndics.mandate.ends_before_start": _l(
        "The mandate would end before it starts, on %(day)s. Correct one of the two dates."
    ),
    "syndics.mandate.starts_in_the_past": _l(
        "The mandate started on %(day)s already. You can submit this; check the date."
    ),
    "syndics.mandate.decided_after_start": _l(
        "The decision of %(decision)s came after the start on %(day)s. You can submit this; check both dates."
    ),
    "syndics.mandate.decided_in_the_future": _l(
        "The decision would be taken on %(day)s, which is still to come. You can submit this; check the date."
    ),
    "syndics.mandate.starts_before_the_other_ends": _l(
        "The new mandate would start on %(day)s, while the other one only ends on %(end)s. Two syndics at a time"
        " isn’t possible, unless one of them is provisional."
    ),
    "syndics.mandate.twice": _l(
        "The register has this mandate already: %(who)s is syndic since %(day)s. A renewal without changed data"
        " needn’t be filed."
    ),
    "syndics.mandate.another_runs": _l(
        "In the register %(who)s is syndic since %(day)s, over the same period. Choose end and start in one act,"
        " or register the end first."
    ),
    "syndics.mandate.another_by_list": _l(
        "%(who)s told us to be syndic since %(day)s, over the same period; no act was filed of it. When this one"
        " is filed, that mandate ends the day before."
    ),
    "syndics.mandate.by_list_begins_after": _l(
        "%(who)s told us to be syndic from %(day)s, over the same period; no act was filed of it. When this one"
        " is filed, that mandate begins the day after its last day."
    ),
    "syndics.mandate.by_list_replaced": _l(
        "%(who)s told us to be syndic from %(day)s, within the same period; no act was filed of it. When this one"
        " is filed, it takes the place of that mandate."
    ),
    "syndics.mandate.by_list_dated": _l(
        "By a list %(who)s told us to be syndic from %(day)s; no act was filed of it. When this one is filed, the"
        " mandate begins on the day that it says."
    ),
    "syndics.ending.decided_after": _l(
        "The end was decided on %(decision)s, after it took effect on %(day)s. You can submit this; check both"
        " dates."
    ),
    "syndics.ending.not_registered": _l(
        "The register of mandates here has no mandate of this association that runs until then. You can submit"
        " this; the business counter looks it up."
    ),
    "syndics.ending.before_its_start": _l(
        "This mandate started on %(day)s: it can’t end on that day or before. Correct the day of its end."
    ),
    "syndics.ending.ended_already": _l(
        "In the register this mandate ended on %(day)s already. You can submit this; check the day of its end."
    ),
    "syndics.ending.of_another": _l(
        "In the register the syndic until then is %(who)s, with another number. You can submit this; check whose"
        " mandate ends."
    ),
    "syndics.syndic.no_capacity": _l(
        "%(who)s is no co-owner and has none of the professions a syndic needs: estate agent (BIV/IPI), lawyer,"
        " accountant, surveyor-expert or architect. Without one of them this can’t be submitted."
    ),
    "syndics.syndic.no_biv_number": _l(
        "%(who)s is told as estate agent, but without a BIV/IPI number. Fill in the number, or choose another"
        " capacity."
    ),
    "syndics.representative.named_not_told": _l(
        "The decision names a representative of the company: fill in who that is."
    ),
    "syndics.representative.required": _l(
        "The company isn’t accredited at the BIV/IPI itself, so somebody entitled to estate activities has to"
        " represent it. Fill in who that is."
    ),
    "syndics.representative.needs_biv": _l(
        "The decision names nobody, so whoever represents the company has to be accredited at the BIV/IPI himself."
        " Fill in the number of %(who)s, or leave the representative out."
    ),
    "syndics.representative.not_entitled": _l(
        "%(who)s has to be entitled to estate activities, since the company isn’t accredited at the BIV/IPI"
        " itself: choose the profession, and for an estate agent fill in the BIV/IPI number."
    ),
    "syndics.accreditation.not_listed": _l(
        "The list of the BIV/IPI doesn’t name %(who)s, told with number %(number)s, today. Check the number; if"
        " it is right you can go on."
    ),
    "syndics.evidence.appointment": _l(
        "Add the signed minutes of the general assembly, or an extract of the deed of appointment: another kind"
        " of document doesn’t prove that the assembly appointed."
    ),
    "syndics.evidence.judgment": _l(
        "Add the judgment: another kind of document doesn’t prove that a judge appointed."
    ),
    "syndics.evidence.by_laws": _l(
        "Add the by-laws: another kind of document doesn’t prove that they appoint the syndic."
    ),
    "syndics.evidence.dismissal": _l(
        "Add the proof of dismissal for the mandate that ends. If the minutes tell it, add them once more as"
        " proof of dismissal."
    ),
    "syndics.evidence.decision": _l(
        "Add a document that shows who represents the company from then on, or that nobody does any more."
    ),
    "syndics.evidence.identity": _l(
        "%(who)s has no national or BIS number: add documents that identify this person beyond doubt."
    ),
}
