"""Refusals against laundering, as sentences."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

SENTENCES: dict[str, Any] = {
    "aml.list.underway": _l(
        "This list is being read already. Look at its loads, and load it again when that ended."
    ),
    "aml.list.held": _l("A load of this list waits until somebody decides. Decide about that one first."),
}
