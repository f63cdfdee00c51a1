"""Entering a tool from our own pages: on to its address, for whom and in which role was chosen."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, request, url_for
from flask_appbuilder import expose, has_access

from models.rights import Tool
from views.rights.ways import Onward, WayScreen


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
                to=lambda tool, _: tool.link or url_for("OurToolScreen.index"),
                origins=_origins,
                here=url_for("EnterScreen.index", tool_id=tool_id),
                asks="choose" in request.args,
            ),
        )


def _origins(tool: Tool) -> tuple[str, ...]:
    parts = urlsplit(tool.link)
    return (f"{parts.scheme}://{parts.netloc}",) if tool.link else ()
