"""Who comes to imports as a user of the tool against laundering is let in as on its own pages."""

from __future__ import annotations

from flask import Response

from app.policy import Role
from views.aml.access import AmlScreen
from views.framework.identity import standing

_USERS = frozenset({Role.AML_MEMBER, Role.AML_OFFICER})


class Doorway(AmlScreen):
    """Closed to a user of the tool while the tool is; for others it asks nothing."""

    def kept_out(self) -> Response | None:
        found = standing()
        if found is None or not found.identity.roles & _USERS:
            return None
        return super().kept_out()
