"""Refusals about whose file it is, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.files.same_person": _l("These files are that colleague’s already. Choose somebody else."),
    "aml.files.nothing_chosen": _l("Choose contacts, transactions or both."),
    "aml.files.not_in_tool": _l(
        "Files go to a colleague who uses the tool now. Choose another, or ask a manager to set it under Tools."
    ),
}
