"""What members told the AML officer, and every act that followed, as members may read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aml.packs.contents import Folder
from app.aml.packs.making import Making
from app.aml.packs.tables import csv_chunks
from models.aml import Notification, NotificationAct
from models.columns import among


def said_about(
    session: Session, office: int, found: Mapping[int, Sequence[Notification]]
) -> dict[int, list[NotificationAct]]:
    """The acts about these notifications, by notification, in their order."""
    ids = [one.id for many in found.values() for one in many]
    rows = session.scalars(
        select(NotificationAct)
        .where(NotificationAct.organisation_id == office, among(NotificationAct.notification_id, ids))
        .order_by(NotificationAct.id)
    )
    acts = defaultdict(list)
    for one in rows:
        acts[one.notification_id].append(one)
    return acts


def put_notifications(
    making: Making,
    folder: Folder,
    found: Sequence[Notification],
    acts: Mapping[int, Sequence[NotificationAct]],
) -> None:
    """Each as JSON, and all their acts as one table in the order of time."""
    _ = making.words
    inside = folder.inside(_("Notifications"))
    lines = []
    for one in found:
        his = acts.get(one.id, ())
        told = making.told(one, acts=[making.told(act) for act in his])
        making.packing.json(inside.place(f"{_('notification %(number)s', number=one.id)}.json"), told)
        lines += [(act.acted_at, one.id, act.kind, making.people.name(act.acted_by), act.text) for act in his]
    if lines:
        heads = (_("Moment"), _("Notification"), _("Act"), _("By"), _("Text"))
        making.packing.put(inside.place(f"{_('Timeline')}.csv"), csv_chunks(_, heads, sorted(lines)))
