"""A tool asks that somebody be signed out: whether it means this very session, and where he goes afterwards.

In office scope. Source: OpenID Connect RP-Initiated Logout 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.rights.claims import subject_of
from app.rights.clients import client_known
from app.rights.signing_keys import signed_by_us
from models.rights import ToolClient, ToolGrant


@dataclass(frozen=True)
class Leaving:
    """`fits`: the tool showed a token of ours about this very session, so nothing needs asking. `redirect_uri`:
    where he goes then, '' where no registered address was named."""

    client: ToolClient | None
    fits: bool
    redirect_uri: str

    @property
    def origins(self) -> tuple[str, ...]:
        parts = urlsplit(self.redirect_uri)
        return (f"{parts.scheme}://{parts.netloc}",) if self.redirect_uri else ()


def leaving_asked(
    session: Session, told: Mapping[str, str], reference: str, account_id: int, now: datetime
) -> Leaving:
    """What a request to sign out comes to in the browser of that session; '' and 0 where nobody is signed in."""
    text = told.get("id_token_hint", "")
    hint = signed_by_us(session, text, now) if text else None
    audience = str(hint.get("aud", "")) if hint is not None else ""
    named = told.get("client_id", "") or audience
    client = client_known(session, named) if named else None
    # A token that isn't ours, or another tool's, is worth nothing; what is asked along with it neither.
    if client is None or not client.active or (text and audience != client.client_id):
        return Leaving(None, False, "")
    wanted = told.get("post_logout_redirect_uri", "")
    back = wanted if wanted in client.post_logout_redirect_uris else ""
    return Leaving(client, hint is not None and _fits(session, client, hint, reference, account_id), back)


def _fits(session: Session, client: ToolClient, hint: Mapping[str, Any], reference: str, account_id: int) -> bool:
    if hint.get("sub") != subject_of(client.tool_id, account_id):
        return False
    known = exists().where(
        ToolGrant.session_reference == reference,
        ToolGrant.account_id == account_id,
        ToolGrant.tool_client_id == client.id,
        ToolGrant.sid == str(hint.get("sid", "")),
    )
    return bool(session.scalar(select(known)))
