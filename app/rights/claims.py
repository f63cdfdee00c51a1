"""What a tool hears of somebody: who he is to this tool alone, for whom he acts, as what, and with which key.

Two tools can't compare whom they see, and no tool ever hears a national number. In office scope.
Source: OpenID Connect Core 1.0, 2, 5.1 and 8.1; Back-Channel Logout 1.0, 2.4.
"""

from __future__ import annotations

import base64
import secrets
from datetime import datetime, timedelta
from typing import Any

from authlib.oidc.core.util import create_half_hash
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from app import clock
from app.rights.signing_keys import ALGORITHM, sign
from models import keyring
from models.accounts import Account, Person, Profile
from models.organisations import Branch, Member, Organisation, Placement
from models.rights import ToolGrant, ToolRole
from models.values import MembershipState

ID_TOKEN_LASTS = timedelta(minutes=10)
_LOGOUT_LASTS = timedelta(minutes=2)
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


def subject_of(tool_id: int, account_id: int) -> str:
    """What this tool, and no other, calls him."""
    return _keyed(f"openid-subject:{tool_id}:{account_id}")


def sid_of(client_id: int, account_id: int, reference: str, acting: str) -> str:
    """What a tool calls this session of his: the same as long as he acts there for the same, in the same role."""
    return _keyed(f"openid-session:{client_id}:{account_id}:{reference}:{acting}")


def claims_of(session: Session, grant: ToolGrant, now: datetime) -> dict[str, Any]:
    """What the tool may know of him now, by the names of OpenID Connect and our own `context`."""
    row = session.execute(
        select(
            Account.username,
            Account.language,
            func.coalesce(Person.given_names, Profile.given_names, "").label("given_names"),
            func.coalesce(Person.family_name, Profile.family_name, "").label("family_name"),
            Organisation.enterprise_number,
            Organisation.name,
            Organisation.kind,
            Branch.name.label("branch"),
            Branch.unit_number,
            ToolRole.code,
        )
        .select_from(Account)
        .join(ToolRole, ToolRole.id == grant.role_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .outerjoin(Profile, Profile.account_id == Account.id)
        .outerjoin(Organisation, Organisation.id == grant.organisation_id)
        .outerjoin(Branch, Branch.id == _branch_of(grant, now))
        .where(Account.id == grant.account_id)
    ).one()
    found: dict[str, Any] = {
        "sub": subject_of(grant.tool_id, grant.account_id or 0),
        "acr": grant.key_level,
        "context": {
            "organisation": {"enterprise_number": row.enterprise_number, "name": row.name, "kind": row.kind}
            if grant.organisation_id is not None
            else None,
            "branch": {"name": row.branch, "unit_number": row.unit_number} if row.branch else None,
            "role": row.code,
        },
    }
    if "profile" in grant.scope.split():
        name = f"{row.given_names} {row.family_name}".strip()
        told = {"given_name": row.given_names, "family_name": row.family_name, "locale": row.language}
        found |= {"name": name or row.username, **{key: value for key, value in told.items() if value}}
    return found


def _branch_of(grant: ToolGrant, now: datetime) -> Any:
    """The branch he is in today, where he acts for an organisation."""
    day = clock.day_of(now)
    return (
        select(Placement.branch_id)
        .join(
            Member,
            and_(Member.id == Placement.membership_id, Member.organisation_id == Placement.organisation_id),
        )
        .where(
            Member.account_id == grant.account_id,
            Member.organisation_id == grant.organisation_id,
            Member.state == MembershipState.CONFIRMED,
            Placement.placed_on <= day,
            or_(Placement.ended_on.is_(None), Placement.ended_on > day),
        )
        .limit(1)
        .scalar_subquery()
    )


def id_token(session: Session, grant: ToolGrant, access_token: str, issuer: str, now: datetime) -> str:
    """The signed statement about his signing in, for this client alone, with this access token."""
    claims = {
        **claims_of(session, grant, now),
        "iss": issuer,
        "aud": grant.client.client_id,
        "iat": _seconds(now),
        "exp": _seconds(now + ID_TOKEN_LASTS),
        "auth_time": _seconds(grant.authenticated_at),
        "sid": grant.sid,
        "at_hash": create_half_hash(access_token, ALGORITHM).decode(),
        **({"nonce": grant.nonce} if grant.nonce else {}),
    }
    return sign(session, claims, now)


def logout_token(session: Session, grant: ToolGrant, issuer: str, now: datetime) -> str:
    """The signed message that this session is over."""
    claims = {
        "iss": issuer,
        "aud": grant.client.client_id,
        "iat": _seconds(now),
        "exp": _seconds(now + _LOGOUT_LASTS),
        "jti": secrets.token_urlsafe(16),
        "events": {LOGOUT: {}},
        **({"sub": subject_of(grant.tool_id, grant.account_id)} if grant.account_id is not None else {}),
        "sid": grant.sid,
    }
    return sign(session, claims, now, "logout+jwt")


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _keyed(name: str) -> str:
    return base64.urlsafe_b64encode(keyring.installed().lookup_hash(name)).decode().rstrip("=")
