"""Words of “do I need to file?”: what is asked, what may be answered, and why one has to or needn't."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.syndics.rules.filing import FilingQuestion, Happened, WhyFile

QUESTIONS: dict[FilingQuestion, Any] = {
    FilingQuestion.HAPPENED: _l("What happened?"),
    FilingQuestion.NUMBER: _l("Does the association have an enterprise number already?"),
    FilingQuestion.CHANGED: _l("Did the syndic’s address, number or other data change?"),
    FilingQuestion.COMPANY: _l("Is the syndic a company?"),
    FilingQuestion.OWN_BIV: _l("Is the company accredited at the BIV/IPI itself?"),
    FilingQuestion.REPRESENTED: _l("Does the register say who represents the company?"),
}
HINTS: dict[FilingQuestion, Any] = {
    FilingQuestion.NUMBER: _l("It stands in the business register, as 0123.456.789."),
    FilingQuestion.OWN_BIV: _l("The company itself, not only somebody who works there."),
    FilingQuestion.REPRESENTED: _l("Look the association up in the register of mandates if you aren’t sure."),
}
HAPPENED: dict[Happened, Any] = {
    Happened.FIRST: _l("The association appoints a syndic, and had none in the register"),
    Happened.REPLACED: _l("One syndic ends, another one starts"),
    Happened.ENDED: _l("A mandate ends, and nobody is appointed yet"),
    Happened.RENEWED: _l("The mandate of the same syndic is renewed or goes on"),
    Happened.DATA: _l("The syndic has another address, number or name"),
    Happened.REPRESENTATIVE: _l("Somebody else represents the company that is syndic, or nobody does any more"),
    Happened.NOTHING: _l("None of these"),
}
WHY: dict[WhyFile, Any] = {
    WhyFile.STARTS: _l("A mandate starts: register its start."),
    WhyFile.REPLACES: _l(
        "One mandate ends and another one starts. In one act you pay once; as two separate acts you would pay"
        " twice."
    ),
    WhyFile.ENDS: _l("A mandate ends: register its end. The start of the next one is another act."),
    WhyFile.CHANGES: _l("Data of the syndic in the register change: register the change."),
    WhyFile.REPRESENTED_BY_ANOTHER: _l("Who represents the syndic stands in the register: register the change."),
    WhyFile.COMPLETES: _l(
        "A renewal by itself needn’t be filed. But a company that isn’t accredited at the BIV/IPI itself needs a"
        " representative in the register, and a renewal is an occasion on which a missing one is added."
    ),
    WhyFile.RENEWED: _l(
        "A renewed mandate changes nothing that stands in the register: you don’t have to file anything and you"
        " pay nothing."
    ),
    WhyFile.NOTHING: _l(
        "Only a start, an end or a change of what stands in the register is filed. Come back when that happens."
    ),
}
