"""Refusals of the rules of vigilance and of lists of countries, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.rules.draft_exists": _l("There is a draft already. Go on with that one, or throw it away first."),
    "aml.rules.published": _l("These rules were published and never change. Begin a draft to change something."),
    "aml.rules.published_meanwhile": _l(
        "Somebody published rules meanwhile. Look at those, and begin a new draft."
    ),
    "aml.rules.code": _l("A code is one to six capitals and up to three figures, for example GEO5."),
    "aml.rules.code_taken": _l("There is a rule %(rule)s already. Choose another code."),
    "aml.rules.too_many": _l("There are %(most)s rules, which is the most. Switch one off and use that instead."),
    "aml.rules.too_many_options": _l("A rule has at most %(most)s answers. Remove one."),
    "aml.rules.option_code": _l(
        "A code is small letters, figures and underscores, for example not_shown. Nobody but the machine reads it."
    ),
    "aml.rules.stays": _l("%(rule)s was published once, so it stays. You can switch it off."),
    "aml.rules.faults": _l(
        "Something is still wrong with the draft. What it is stands on this page; put it right first."
    ),
    "aml.rules.same": _l("The draft says the same as the rules that count now. Change something first."),
    "aml.rules.not_tried": _l(
        "The draft wasn't tried on the files as it stands now. Try it first, so that you know what it does."
    ),
    "aml.rules.note_too_short": _l("Say what changed, in at least %(least)s characters. All offices read it."),
    "aml.rules.note_too_long": _l("A note has at most %(most)s characters. Shorten it."),
    "aml.rules.being_tried": _l("The draft is being tried already. Wait until that has ended."),
    "aml.rules.changed_while_tried": _l(
        "The draft was changed while it was tried, so nothing was kept. Try it again."
    ),
    "aml.rules.fault.no_rules": _l("There isn't a single rule."),
    "aml.rules.fault.rule_gone": _l("This rule must be there; it may be switched off."),
    "aml.rules.fault.code_empty": _l("Fill in the code."),
    "aml.rules.fault.code_twice": _l("This code stands there twice. Give each its own."),
    "aml.rules.fault.words_missing": _l("This text is missing. Fill it in in all three languages."),
    "aml.rules.fault.asked_of_nobody": _l("Say of whom this is asked: tick at least one."),
    "aml.rules.fault.no_options": _l("A question needs an answer. Add one."),
    "aml.rules.fault.effect_twice": _l("The same effect stands there twice."),
    "aml.rules.fault.document_unnamed": _l("This answer wants a document. Say which, in all three languages."),
    "aml.rules.fault.evidence_unasked": _l(
        "Kinds of evidence count only where the answer wants a document. Tick that effect, or take them away."
    ),
    "aml.rules.fault.derived_unknown": _l("The file can't answer this by itself. Choose one from the list."),
    "aml.rules.fault.derived_unanswered": _l(
        "The file may give an answer that isn't among those below. Choose another, or add that answer with its"
        " code."
    ),
    "aml.rules.fault.when_unknown": _l("This condition isn't known. Choose one from the list."),
    "aml.rules.fault.threshold_out_of_range": _l(
        "This is too little or too much. The hint says between what it may be."
    ),
    "aml.countries.which": _l("Choose which list this is."),
    "aml.countries.ending": _l("Bring a .csv or .txt file: one country code on each line."),
    "aml.countries.empty": _l("There is no country in this file. Check that you chose the right one."),
    "aml.countries.too_long": _l(
        "A list of countries has at most %(most)s lines. Check that you chose the right file."
    ),
    "aml.countries.unknown": _l(
        "Line %(line)s: “%(value)s” is no country code. Write the two letters of ISO 3166, for example BE."
    ),
    "aml.countries.twice": _l("Line %(line)s: “%(value)s” stands on line %(first)s already. Remove one of them."),
    "aml.countries.source_missing": _l(
        "Say where the list was published, for example the Official Journal and its number."
    ),
    "aml.countries.source_too_long": _l("A source has at most %(most)s characters. Shorten it."),
    "aml.countries.same_day": _l(
        "There is a list of this day already, and a list that was loaded stays. Choose the day on which yours"
        " begins."
    ),
}  # fmt: skip
