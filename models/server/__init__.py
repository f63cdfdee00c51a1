"""The embedded PostgreSQL: its supervisor (supervisor.py) and the programs it runs (programs.py).

An external server (DATABASE_URL) needs only the client programs, and `migrations/roles.sql`.
"""

from models.server.programs import Unusable, binary, client_environment, run_client
from models.server.supervisor import DATABASE, ROLES_SQL, Server

__all__ = ["DATABASE", "ROLES_SQL", "Server", "Unusable", "binary", "client_environment", "run_client"]
