"""Words of risk profiles: how one stands, as members read it."""

from __future__ import annotations

from flask_babel import gettext

from models.values.matters import MatterState
from views.labels.aml_matters import MATTER_STATES, MATTER_TONES


def shown_state(state: str, *, blocked: bool) -> MatterState:
    """As it reads: what is blocked reads so, however it stands, but for what the officer asks back about."""
    stands = MatterState(state)
    return MatterState.WITH_OFFICER if blocked and stands is not MatterState.ASKED_BACK else stands


def profile_state(state: str, *, blocked: bool) -> str:
    return str(MATTER_STATES[shown_state(state, blocked=blocked)])


def profile_tone(state: str, *, blocked: bool) -> str:
    return MATTER_TONES[shown_state(state, blocked=blocked)]


def profile_title(name: str, number: int) -> str:
    """How a profile is called."""
    return str(gettext("Risk profile %(number)s of %(name)s", number=number, name=name))
