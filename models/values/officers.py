"""How somebody becomes AML officer of an office."""

from __future__ import annotations

from enum import StrEnum


class EnrolmentState(StrEnum):
    """Asked: a manager has to say yes; ended: he is officer no more."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"
    ENDED = "ended"
