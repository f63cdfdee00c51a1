"""The supervisor: makes the server at first start, finds it running later, wakes it when it was killed.

Convention: whoever owns the data runs the server; for root that is an unprivileged number inside a user
namespace or, where those are forbidden, `nobody`. Not here: the schema, which is the migrations'.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from models.server.programs import Runner, Unusable, binary, run_client, runner_for

DATABASE = "sleutelbos"
ROLES_SQL = Path(__file__).parents[1] / "migrations" / "roles.sql"

_SUPERUSER = "postgres"
_ROLES = ("house_owner", "house_app", "house_reader")
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 107
_PATIENCE = 120  # seconds: a long crash recovery is no failure
_PREDECESSOR = ("postmaster.pid", _SOCKET, "shared memory")  # its name in a log: it isn't quite gone yet


class Server:
    """The one embedded server whose passwords and lock live in `directory`; its data too, where they can."""

    def __init__(self, directory: Path, *, fsync: bool = True, max_connections: int = 60) -> None:
        self.directory = directory.absolute()
        self._settings = {"listen_addresses": "", "unix_socket_permissions": "0700", "jit": "off"}
        self._settings |= {"max_connections": str(max_connections), "fsync": "on" if fsync else "off"}
        if not fsync:
            self._settings |= {"synchronous_commit": "off", "full_page_writes": "off"}

    def start(self) -> None:
        """Starts the server, or finds it running; processes that start at once wait for each other.

        Raises Unusable, with the last lines of the server's log where there are any.
        """
        with self._alone():
            if self.running:
                return
            home = Path(self._recall().get("home", self.directory))
            if home != self.directory and not (home / "data").exists():
                raise Unusable(
                    f"The data of {self.directory} was kept in {home}, which is gone: restore a backup."
                )
            name = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:16]
            runner, home = runner_for(home / "data", Path("/var/lib/sleutelbos") / name)
            if not (home / "data").exists():
                self._make(runner, home)
            if "home" not in self._recall():
                self._remember(home=str(home))
            runner.owns(home / "data")
            self._wake(runner, home / "data")

    def stop(self) -> None:
        """Stops the server for every process that uses it; nothing happens when it isn't running."""
        with self._alone():
            data = self.data
            if (data / "postmaster.pid").exists() and (self.running or self._holders()):
                runner, _ = runner_for(data, data.parent)
                runner(runner.program("pg_ctl"), "stop", "-D", str(data), "-m", "fast", "-t", str(_PATIENCE))

    def erase(self) -> None:
        """Stops the server and removes it with all its data: for tests and demonstrations."""
        self.stop()
        elsewhere = self.data.parent
        for place in (Path(self._recall().get("socket", self.directory)), elsewhere, self.directory):
            shutil.rmtree(place, ignore_errors=True)
        if elsewhere != self.directory:
            with suppress(OSError):  # another installation is there too
                elsewhere.parent.rmdir()

    @property
    def running(self) -> bool:
        """Whether it answers, to our password."""
        if not self._recall():
            return False
        try:
            with self._superuser() as connection:
                return connection.execute("select 1").fetchone() == (1,)
        except psycopg.OperationalError as problem:
            if "password authentication failed" in str(problem):
                raise Unusable(f"{self._memory} doesn't hold this server's passwords.") from problem
            return False

    @property
    def data(self) -> Path:
        """The folder of the cluster: in the directory, or where the user that runs the server can reach it."""
        return Path(self._recall().get("home", self.directory)) / "data"

    @property
    def socket(self) -> Path:
        """The folder of the socket, once the server was started."""
        return Path(self._recall()["socket"])

    def prepare(self, database: str = DATABASE) -> None:
        """Makes the roles, the database and its extensions where absent; the roles get our passwords."""
        with self._alone():
            told = ("-X", "-q", "-v", "ON_ERROR_STOP=1", "-v", f"database={database}", "-f", str(ROLES_SQL))
            self.run("psql", *told, role=_SUPERUSER, database="postgres")
            for role in _ROLES:
                if not self._admits(role, database):
                    self._tell_password(role)

    def url(self, role: str, database: str = DATABASE) -> str:
        """SQLAlchemy's address of the database as that role; it stays good while the directory does."""
        memory = self._recall()
        if not memory:
            raise Unusable(f"No server was ever started in {self.directory}.")
        password, socket = memory["passwords"][role], quote(memory["socket"], safe="")
        return f"postgresql+psycopg://{role}:{password}@/{quote(database)}?host={socket}"

    def admin_url(self, database: str = "postgres") -> str:
        """The same as the superuser: for making databases and for tests, never for the application."""
        return self.url(_SUPERUSER, database)

    def binary(self, name: str) -> Path:
        return binary(name)

    def run(
        self, tool: str, *arguments: str, role: str = "house_owner", database: str = DATABASE, **streams: Any
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a client program (psql, pg_dump, …) as that role; see run_client."""
        return run_client(self.url(role, database), tool, *arguments, **streams)

    @property
    def _memory(self) -> Path:
        return self.directory / "server.json"

    def _recall(self) -> dict[str, Any]:
        """What start() wrote: `home` of the data, `socket` folder, `passwords` by role; empty before."""
        try:
            return dict(json.loads(self._memory.read_text()))
        except FileNotFoundError:
            return {}
        except PermissionError as problem:
            raise Unusable(f"{self.directory} belongs to another user: start as that one.") from problem

    def _remember(self, **facts: Any) -> None:
        beside = self._memory.with_suffix(".new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            if os.geteuid() == 0:  # root came by in an ordinary user's installation: it stays theirs
                owner = self.directory.stat()
                os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
            json.dump(self._recall() | facts, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._memory)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self.directory / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except PermissionError as problem:
            where = problem.filename or self.directory
            raise Unusable(f"{where} is closed to this user: start as its owner, or set STATE_DIR.") from problem

    def _superuser(self) -> psycopg.Connection[Any]:
        password = self._recall()["passwords"][_SUPERUSER]
        return psycopg.connect(
            host=str(self.socket),
            user=_SUPERUSER,
            password=password,
            dbname="postgres",
            autocommit=True,
            connect_timeout=10,
        )

    def _admits(self, role: str, database: str) -> bool:
        memory = self._recall()
        facts = {"host": memory["socket"], "user": role, "password": memory["passwords"][role], "dbname": database}
        try:
            psycopg.connect(**facts).close()
        except psycopg.OperationalError:
            return False
        return True

    def _tell_password(self, role: str) -> None:
        """The server gets the hash only, so that its log never holds the password."""
        with self._superuser() as connection:
            password = self._recall()["passwords"][role].encode()
            hashed = connection.pgconn.encrypt_password(password, role.encode(), b"scram-sha-256").decode()
            connection.execute(
                sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(hashed))
            )

    def _make(self, runner: Runner, home: Path) -> None:
        """A new cluster, made beside its place and put there whole: a kill half-way leaves nothing behind."""
        passwords = {role: secrets.token_urlsafe(24) for role in (_SUPERUSER, *_ROLES)}
        self._remember(passwords=passwords, socket=self._socket_folder(home))
        home.mkdir(parents=True, exist_ok=True)
        if runner.uid is not None:
            home.chmod(0o711)  # passed through, not read
        beside = home / "data.new"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir(mode=0o700)
        with tempfile.NamedTemporaryFile("w", dir=home) as secret:
            secret.write(passwords[_SUPERUSER])
            secret.flush()
            runner.owns(Path(secret.name))
            runner.owns(beside)
            how = [
                "-D",
                str(beside),
                "-U",
                _SUPERUSER,
                f"--pwfile={secret.name}",
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
            ]
            how += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"]
            how += ["--no-sync"] if self._settings["fsync"] == "off" else []
            # Trigrams see letters with accents only under a UTF-8 character type, and not every system has one.
            for locale in ("C.UTF-8", "en_US.UTF-8", "C"):
                done = runner(runner.program("initdb"), *how, locale=locale)
                if done.returncode == 0:
                    break
            else:
                raise Unusable(f"The database could not be made: {(done.stderr or done.stdout).strip()}")
        beside.rename(home / "data")

    def _socket_folder(self, home: Path) -> str:
        """Beside the data; elsewhere, private and short, where that path is too long or holds a comma."""
        inside = str(home / "socket")
        if len(os.fsencode(f"{inside}/{_SOCKET}")) <= _LONGEST_SOCKET_PATH and not set(inside) & set(',"'):
            return inside
        return tempfile.mkdtemp(prefix="sleutelbos-", dir="/tmp")  # 0700, and its name can't be guessed

    def _wake(self, runner: Runner, data: Path) -> None:
        socket = self.socket
        if not socket.exists():
            socket = Path(self._socket_folder(data.parent))
            socket.mkdir(mode=0o700, exist_ok=True)
            self._remember(socket=str(socket))
        runner.owns(socket)
        settings = self._settings | {"unix_socket_directories": str(socket)}
        told = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in settings.items())
        log, patience = data / "server.log", ("-w", "-t", str(_PATIENCE))
        end, trouble = time.monotonic() + _PATIENCE, "it does not answer"
        while time.monotonic() < end:
            if self.running:
                return
            if (
                self._holders()
            ):  # starting or stopping, or orphans about to notice that their postmaster was killed
                time.sleep(0.05)
                continue
            self._forget_the_dead(data, socket)
            said = log.stat().st_size if log.exists() else 0
            done = runner(
                runner.program("pg_ctl"), "start", "-D", str(data), "-l", str(log), *patience, "-o", told
            )
            if done.returncode != 0:
                trouble = (log.read_bytes()[said:].decode(errors="replace") if log.exists() else "") or done.stderr
                if not any(word in trouble for word in _PREDECESSOR):
                    break
                time.sleep(0.3)
        raise Unusable(f"The embedded database in {data} does not start: {trouble.strip()}")

    def _holders(self) -> bool:
        """Whether a server process works in the data; a zombie doesn't, nor a program that got its old number."""
        data = str(self.data.resolve())
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if os.readlink(process / "cwd") == data and "/postgres" in os.readlink(process / "exe"):
                    return True
            except OSError:
                continue
        return False

    def _forget_the_dead(self, data: Path, socket: Path) -> None:
        """Removes the locks of a killed postmaster whose number still exists: unreaped, or another program's.

        PostgreSQL itself removes them when the number is free.
        """
        for lock in (data / "postmaster.pid", socket / f"{_SOCKET}.lock"):
            try:
                number = lock.read_text().split("\n")[0].strip()
            except FileNotFoundError:
                continue
            if number.isdigit() and Path("/proc", number).exists():
                lock.unlink()
