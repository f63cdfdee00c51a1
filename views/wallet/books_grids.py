"""The grids of the Belgian VAT return, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

GRID_WORDS: dict[str, Any] = {
    "03": _l("Net at 21 %"),
    "02": _l("Net at 12 %"),
    "01": _l("Net at 6 %"),
    "54": _l("VAT on it"),
    "49": _l("Net of credit notes"),
    "64": _l("VAT of credit notes"),
}
