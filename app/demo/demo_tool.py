"""The demo tool, made known: the office diary of the demonstration signs people in through us.

It runs beside the application (docs/demo-tool), at an address that may differ from one start to the next.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app.demo.cast import GREET
from app.policy import Identity, Role
from app.rights.catalogue import change_row
from app.rights.clients import change_client, register_client
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.rights import Tool, ToolClient

_CODE = "office-agenda"


def told_to_tool(sessions: sessionmaker[Session], sleutelbos: str, port: int, now: datetime) -> dict[str, str]:
    """Its environment, once it is known to us at that port of this machine; nothing where the demo isn't."""
    address = f"http://127.0.0.1:{port}"
    name = know_demo_tool(sessions, address, now)
    known = {"SLEUTELBOS": sleutelbos, "CLIENT_ID": name, "TOOL_PORT": str(port), "TOOL": address}
    return known if name else {}


def know_demo_tool(sessions: sessionmaker[Session], address: str, now: datetime) -> str:
    """Registers it at that address, or has it follow there; the name it goes by, '' where the demo isn't.

    It keeps no secret: none has to be handed over. `address` has no slash at the end.
    """
    with sessions() as session:
        enter(session, Scope.office())
        with transaction(session):
            tool = session.scalars(select(Tool).where(Tool.code == _CODE)).one_or_none()
            account_id = session.scalar(select(Account.id).where(Account.username == GREET.username))
            if tool is None or account_id is None:
                return ""
            central = Identity(account_id, None, frozenset({Role.PERSON, Role.CENTRAL}), key_level="high")
            if tool.link != f"{address}/sign-in":
                change_row(session, central, Tool, tool.id, tool.version, {"link": f"{address}/sign-in"}, now)
            values = {
                "redirect_uris": [f"{address}/callback"],
                "post_logout_redirect_uris": [f"{address}/"],
                "backchannel_logout_uri": f"{address}/signed-out-there",
            }
            known = session.scalars(select(ToolClient).where(ToolClient.tool_id == tool.id)).first()
            if known is None:
                made = {"tool_id": tool.id, "public": True, **values}
                known, _ = register_client(session, central, made, now, local=True)
            else:
                change_client(session, central, known.id, known.version, values, now, local=True)
            return known.client_id
