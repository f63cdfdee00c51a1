"""The demo tool, made known: the office diary of the demonstration signs people in through us, and sells letters.

It runs beside the application (docs/demo-tool), at an address that may differ from one start to the next.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import clock
from app.demo.cast import GREET
from app.policy import Identity, Role
from app.rights.catalogue import change_row
from app.rights.clients import change_client, register_client
from app.rights.integrations import make_integration, make_token, revoke_token, tokens_of
from app.transaction import Scope, enter, transaction
from models.accounts import Account
from models.rights import Integration, Tool, ToolClient
from models.values import ApiScope

_CODE = "office-agenda"
_PROGRAM = "Kantooragenda, brieven"
_SCOPES = (ApiScope.WALLET_READ, ApiScope.WALLET_CHARGE)
_LASTS = timedelta(days=90)


def told_to_tool(sessions: sessionmaker[Session], sleutelbos: str, port: int, now: datetime) -> dict[str, str]:
    """Its environment, once it is known to us at that port of this machine; nothing where the demo isn't."""
    address = f"http://127.0.0.1:{port}"
    name = know_demo_tool(sessions, address, now)
    if not name:
        return {}
    token = token_for_demo_tool(sessions, now)
    return {
        "SLEUTELBOS": sleutelbos,
        "CLIENT_ID": name,
        "API_TOKEN": token,
        "TOOL_PORT": str(port),
        "TOOL": address,
    }


def token_for_demo_tool(sessions: sessionmaker[Session], now: datetime) -> str:
    """A new token to charge wallets with, in place of those of earlier starts, which nobody knows any more."""
    with sessions() as session:
        enter(session, Scope.office())
        with transaction(session):
            tool_id = session.scalars(select(Tool.id).where(Tool.code == _CODE)).one()
            central = _central(session)
            made = session.scalars(
                select(Integration).where(Integration.tool_id == tool_id, Integration.name == _PROGRAM)
            ).first() or make_integration(session, central, tool_id, _PROGRAM, now)
            for old in tokens_of(session, made.id):
                revoke_token(session, central, old.id, now)
            return make_token(session, central, made.id, _SCOPES, clock.day_of(now + _LASTS), now)


def _central(session: Session) -> Identity:
    account_id = session.scalars(select(Account.id).where(Account.username == GREET.username)).one()
    return Identity(account_id, None, frozenset({Role.PERSON, Role.CENTRAL}), key_level="high")


def know_demo_tool(sessions: sessionmaker[Session], address: str, now: datetime) -> str:
    """Registers it at that address, or has it follow there; the name it goes by, '' where the demo isn't.

    It keeps no secret: none has to be handed over. `address` has no slash at the end.
    """
    with sessions() as session:
        enter(session, Scope.office())
        with transaction(session):
            tool = session.scalars(select(Tool).where(Tool.code == _CODE)).one_or_none()
            if tool is None:
                return ""
            central = _central(session)
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
