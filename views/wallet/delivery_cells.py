"""How the way of an issued document reads: how far it is, and what keeps it."""

from __future__ import annotations

from models.values import Channel, DeliveryState, WhyNotDelivered
from models.wallet import Delivery
from views.labels.wallet import CHANNELS, DELIVERY_STATES, WHY_NOT_DELIVERED

_TONES = {
    DeliveryState.WAITING: "wait",
    DeliveryState.HANDED_OVER: "wait",
    DeliveryState.DELIVERED: "good",
    DeliveryState.REFUSED: "bad",
    DeliveryState.UNSURE: "soon",
}


def channels() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in CHANNELS.items()]


def states() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in DELIVERY_STATES.items()]


def reasons() -> list[tuple[str, str]]:
    return [(str(one), str(word)) for one, word in WHY_NOT_DELIVERED.items()]


def channel(one: Delivery) -> str:
    return str(CHANNELS[Channel(one.channel)])


def state_word(one: Delivery) -> str:
    return str(DELIVERY_STATES[DeliveryState(one.state)])


def tone(one: Delivery) -> str:
    """Nobody need mind that a receiver isn't in the network: the mail carries the document."""
    return "off" if one.reason == WhyNotDelivered.UNREACHABLE else _TONES[DeliveryState(one.state)]


def why(one: Delivery) -> str:
    """What keeps it, as a sentence; '' for nothing."""
    return str(WHY_NOT_DELIVERED[WhyNotDelivered(one.reason)]) if one.reason else ""
