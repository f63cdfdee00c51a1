"""Refusals about risk profiles of contacts, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.profile.open": _l(
        "A risk profile of this contact isn’t decided yet. Decide that one first, or give it up."
    ),
    "aml.profile.not_in_force": _l(
        "No version of this contact is accepted, so there is nothing to base a risk profile on. Finish its file"
        " and accept it first."
    ),
    "aml.profile.decided": _l(
        "This risk profile was decided or given up. Make a new one from the contact’s page."
    ),
    "aml.profile.not_assessed": _l(
        "This risk profile has no level yet. Answer its questions and ask for the result."
    ),
    "aml.profile.raised": _l(
        "The vigilance is raised, so you can’t accept it yourself. Hand it to your AML officer with your reasons,"
        " or refuse it."
    ),
    "aml.profile.raised_stays": _l(
        "The vigilance was raised and your AML officer knows, so it can’t be given up. Decide on its result:"
        " refuse it, or hand it to your AML officer, with your reasons."
    ),
    "aml.profile.officer_told": _l(
        "The AML officer was told that the vigilance was raised. Once the officer closed that, you can accept it."
    ),
    "aml.profile.asked_back": _l(
        "Your AML officer asked something about this risk profile. Change the answers where needed and hand it"
        " over again."
    ),
}
