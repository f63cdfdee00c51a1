"""Entering a tool from our own pages: on to its address, for whom and in which role was chosen.

A tool that signs people in through us sends the browser back at once: what was chosen a moment ago isn't asked
again then.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Response, request, session, url_for
from flask_appbuilder import expose, has_access

from app import clock
from app.rights.access_facts import Answer
from app.rights.entering import Choice
from models.rights import Tool
from views.rights.ways import Onward, WayScreen

_CHOSEN = "chosen_way"
_MEANT_FOR = timedelta(minutes=2)


class EnterScreen(WayScreen):
    """Everybody comes here, on the way to a tool."""

    route_base = "/enter"

    @expose("/<int:tool_id>", methods=["GET", "POST"])
    @has_access
    def index(self, tool_id: int) -> Response:
        """On to the tool where nothing needs asking; else for whom and in which role, or why not."""
        return self.choose(
            tool_id,
            Onward(
                to=_there,
                origins=_origins,
                here=url_for("EnterScreen.index", tool_id=tool_id),
                asks="choose" in request.args,
            ),
        )


def _there(tool: Tool, answer: Answer) -> str:
    session[_CHOSEN] = {
        "tool_id": tool.id,
        "organisation_id": answer.organisation_id,
        "role_id": answer.role_id,
        "until": (clock.now() + _MEANT_FOR).isoformat(),
    }
    return tool.link or url_for("OurToolScreen.index")


def just_chosen(tool_id: int) -> Choice | None:
    """How somebody chose to enter this tool on our own page, less than two minutes ago; once."""
    kept: dict[str, Any] | None = session.get(_CHOSEN)
    if kept is None or kept["tool_id"] != tool_id:
        return None
    session.pop(_CHOSEN)
    if datetime.fromisoformat(kept["until"]) <= clock.now():
        return None
    return Choice(kept["organisation_id"], kept["role_id"])


def _origins(tool: Tool) -> tuple[str, ...]:
    """Nothing for a tool of this house, whose address has no host."""
    parts = urlsplit(tool.link)
    return (f"{parts.scheme}://{parts.netloc}",) if parts.netloc else ()
