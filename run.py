"""The roof: builds the application from its rooms, and the command line. The only file that knows every room."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, g
from gunicorn.app.base import BaseApplication
from sqlalchemy import Connection, Engine, create_engine, func, select, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import chain, clock, demo, log, operation
from app.accounts.services import make_one_time_link, make_staff_account
from app.database import engine_for, session_factory
from app.operation import NotDone
from app.transaction import Scope, enter, transaction
from config import Settings, UnsafeSettings
from models import keyring, migrations
from models.accounts import Account
from models.backup import BackupFailed, NotEmpty, back_up
from models.backup import restore as restore_backup
from models.keyring import Keyring
from models.server import ROLES_SQL, Server, Unusable
from views import labels
from views.accounts.context import ContextScreen, KeptScreen
from views.accounts.door import LanguageScreen, SignInScreen
from views.accounts.persons import PersonScreen
from views.accounts.staff import AttemptScreen, StaffRoleScreen
from views.desk.audit import EventScreen
from views.desk.home import HomeScreen
from views.framework.assets import assets_in
from views.framework.frame import frame
from views.framework.house import House
from views.framework.metrics import measure
from views.framework.sessions import Connect, TableSessions
from views.framework.web import guard, language_of_reader
from views.organisations import OrganisationScreen, RelationScreen
from views.rights.catalogue import ContextValueScreen, RightKindScreen, ToolRoleScreen, ToolScreen
from views.rights.grant import GrantScreen
from views.rights.granted import RightScreen

HERE = Path(__file__).resolve().parent
SCREENS = (
    SignInScreen,
    LanguageScreen,
    ContextScreen,
    KeptScreen,
    GrantScreen,
    RightScreen,
    RelationScreen,
    PersonScreen,
    OrganisationScreen,
    ToolScreen,
    ToolRoleScreen,
    RightKindScreen,
    ContextValueScreen,
    EventScreen,
    AttemptScreen,
    StaffRoleScreen,
)


def create_app(settings: Settings, factory: sessionmaker[Session], connect: Connect) -> Flask:
    """The web application. `factory` makes the request's sessions; what `connect` gives commits by itself."""
    app = Flask("views", root_path=str(HERE / "views"))
    app.config.update(_flask_settings(settings))
    app.session_interface = TableSessions(connect, settings.idle, settings.longest, timedelta(hours=1))
    sessions = scoped_session(factory)
    app.extensions["sessions"] = sessions
    app.teardown_appcontext(lambda _: sessions.remove())
    if settings.behind_proxies:
        hops = settings.behind_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    guard(app)
    with app.app_context():
        house = House(app, sessions, HomeScreen)
        for screen in SCREENS:
            house.add_view_no_menu(screen)
    babel: Any = app.extensions["babel"]
    babel.locale_selector = language_of_reader
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["label"] = labels.label_of
    app.jinja_env.globals["asset"] = assets_in(HERE / "views" / "static")
    app.context_processor(lambda: {"frame": g.get("frame") or frame()})
    measure(app, settings.metrics_token)
    app.add_url_rule("/health", "health", lambda: _health(sessions))
    return app


def _flask_settings(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": keyring.installed().cookie,
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure_cookies else "session",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "TRUSTED_HOSTS": list(settings.trusted_hosts) or None,
        "MAX_CONTENT_LENGTH": 12 * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "WTF_CSRF_TIME_LIMIT": None,  # the token lives as long as the session, and the session has its own limits
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_TRANSLATION_DIRECTORIES": str(HERE / "translations"),
        "LANGUAGES": {code: {"flag": code, "name": code} for code in ("nl", "fr", "en")},
        "FAB_UPDATE_PERMS": False,
        "FAB_CREATE_DB": False,
        "FAB_ADD_SECURITY_VIEWS": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_ADD_OPENAPI_VIEWS": False,
        "FAB_ADD_MENU_API": False,
        "AUTH_TYPE": 1,
        "RATELIMIT_ENABLED": False,  # sign-in is throttled over all ways in by app.accounts
        "DEMO_PASSWORD_IS_HIGH": settings.demo_password_is_high,
        "PASSWORD_LEVEL": "high" if settings.demo_password_is_high else "basic",
        "IDLE_SECONDS": int(settings.idle.total_seconds()),
        "SEND_FILE_MAX_AGE_DEFAULT": 31_536_000,
    }


def _health(sessions: scoped_session[Session]) -> tuple[dict[str, str], int]:
    revision = sessions().execute(text("select version_num from alembic_version")).scalar()
    fits = revision == migrations.head()
    return {"status": "ok" if fits else "migrate", "revision": str(revision)}, 200 if fits else 503


class Installation:
    """This installation's database and keys, found or made."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server = Server(settings.state / "postgres") if settings.embedded else None

    def start(self) -> None:
        """Everything a first process needs: folder, keys, embedded server with its roles."""
        self.settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.find_keys()
        if self.server is not None:
            self.server.start()
            self.server.prepare()

    def find_keys(self) -> None:
        if self.settings.keys:
            keyring.install(Keyring.from_text(self.settings.keys))
        else:
            file = self.settings.keys_file
            keyring.install(keyring.load_or_make(file), file)

    @property
    def url(self) -> str:
        return self.server.url("house_app") if self.server else self.settings.database_url

    @property
    def owner_url(self) -> str:
        return self.server.url("house_owner") if self.server else self.settings.database_owner_url

    def owner(self) -> Engine:
        if not self.owner_url:
            sys.exit("DATABASE_OWNER_URL is empty: this command works as the owner of the database. Set it.")
        return create_engine(self.owner_url, hide_parameters=True)

    def engine(self) -> Engine:
        """The application's engine; refused when its role could walk through the walls."""
        engine = engine_for(self.url, seconds=self.settings.request_seconds)
        with engine.connect() as connection:
            if connection.execute(_TOO_STRONG).scalar():
                sys.exit(
                    "DATABASE_URL signs in as a superuser or owner: rows would not be walled off. Use house_app."
                )
            self.refuse_newer(connection)
        return engine

    def refuse_newer(self, connection: Connection) -> None:
        revision = migrations.revision_of(connection)
        if revision is not None and not migrations.known(revision):
            sys.exit(
                f"The database is at step {revision}, which this version doesn't know: it belongs to a newer"
                " version. Start that one, or restore the backup made before it."
            )

    def migrate(self, check: Callable[[Connection], None] | None = None) -> None:
        owner = self.owner()
        with owner.connect() as connection:
            self.refuse_newer(connection)
        migrations.upgrade_to(owner, check=check)
        owner.dispose()

    @contextmanager
    def session(self, scope: Scope) -> Iterator[Session]:
        """A session for a command, in that scope."""
        engine = self.engine()
        with session_factory(engine)() as session:
            enter(session, scope)
            yield session
        engine.dispose()


_TOO_STRONG = text(
    "select rolsuper or rolbypassrls or exists(select from pg_class where relname = 'rights_right'"
    " and pg_get_userbyid(relowner) = current_user) from pg_roles where rolname = current_user"
)


def connect_with(engine: Engine) -> Connect:
    """Connections that commit by themselves, apart from the request's work."""
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def connect() -> Iterator[Connection]:
        with alone.connect() as connection:
            yield connection

    return connect


class _Web(BaseApplication):  # type: ignore[misc]
    """Gunicorn, told by our settings."""

    def __init__(self, settings: Settings, build: Callable[[], Flask]) -> None:
        self.settings, self.build = settings, build
        super().__init__()

    def load_config(self) -> None:
        told = {
            "bind": f"{self.settings.host}:{self.settings.port}",
            "workers": self.settings.web_workers,
            "threads": self.settings.web_threads,
            "worker_class": "gthread",
            "timeout": self.settings.request_seconds * 2,
            "graceful_timeout": 10,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
        for name, value in told.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.build()


def web(settings: Settings, _: argparse.Namespace) -> None:
    """Serves pages until told to stop."""
    place = Installation(settings)
    place.find_keys()

    def build() -> Flask:
        engine = place.engine()
        return create_app(settings, session_factory(engine), connect_with(engine))

    _Web(settings, build).run()


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def everything(settings: Settings, _: argparse.Namespace) -> None:
    """The zero-configuration start: database, migrations, demo data, web, clock and worker; one signal ends it."""
    stop = _stop_on_signal()
    place = Installation(settings)
    place.start()
    place.migrate()
    password = _filled(place) if settings.demo_data else ""
    figures = settings.state / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir(mode=0o700)
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(figures)}
    children = {
        part: subprocess.Popen([sys.executable, __file__, part], env=environment)  # noqa: S603 - ourselves
        for part in PARTS
    }
    print(f"\nSleutelbos: http://{settings.host}:{settings.port}/", flush=True)
    if password:
        print(f"Demo accounts, all with password {password}:\n  {', '.join(demo.ACCOUNTS)}", flush=True)
    while not stop.wait(0.2):
        ended = [part for part, child in children.items() if child.poll() is not None]
        if ended:
            print(f"The {ended[0]} process ended by itself; everything stops.", file=sys.stderr)
            break
    for child in children.values():
        child.terminate()
    for child in children.values():
        child.wait(15)
    if place.server is not None:
        place.server.stop()


def _filled(place: Installation) -> str:
    """Fills an empty installation with invented people; returns the password all of them have."""
    kept = place.settings.state / "demo-password"
    if not kept.exists():
        kept.write_text(place.settings.demo_password or secrets.token_urlsafe(9))
        kept.chmod(0o600)
    password = kept.read_text().strip()
    engine = engine_for(place.url, seconds=120)
    demo.fill(session_factory(engine), password, clock.now(), say=lambda words: print(words, flush=True))
    engine.dispose()
    return password


def init(settings: Settings, asked: argparse.Namespace) -> None:
    """An empty production installation: tables, and the first central member by a link that works once."""
    place = Installation(settings)
    place.start()
    place.migrate()
    now = clock.now()
    with place.session(Scope.office()) as session, transaction(session):
        if session.scalar(select(func.count()).select_from(Account)):
            sys.exit("There are accounts here already: this installation was initialised before.")
        account = make_staff_account(session, asked.username, asked.email, "central", now)
        token = make_one_time_link(session, account, now)
    host = settings.trusted_hosts[0] if settings.trusted_hosts else f"{settings.host}:{settings.port}"
    scheme = "https" if settings.secure_cookies else "http"
    print(
        f"Done. {asked.username} chooses a password here, once, within a day:\n{scheme}://{host}/sign-in/first/{token}"
    )


def fill_demo(settings: Settings, _: argparse.Namespace) -> None:
    """Invented people and three years of history, in an installation that isn't production."""
    if settings.production:
        sys.exit("Demo data are refused in production.")
    place = Installation(settings)
    place.start()
    place.migrate()
    print(f"Password of every demo account: {_filled(place)}")


def upgrade(settings: Settings, _: argparse.Namespace) -> None:
    """Backs up, migrates and verifies in one transaction; when the outcome doesn't verify, nothing was changed."""
    place = Installation(settings)
    place.start()
    print(operation.upgrade(place.owner_url, settings.state / "backups", clock.now()))


def backup(settings: Settings, asked: argparse.Namespace) -> None:
    """The whole database in one file; keep the keys file apart."""
    place = Installation(settings)
    place.start()
    back_up(place.owner_url, asked.file)
    print(f"Backed up to {asked.file}. The keys are not in it: keep {settings.keys_file} too, and apart.")


def restore(settings: Settings, asked: argparse.Namespace) -> None:
    """A backup into an empty database."""
    place = Installation(settings)
    place.start()
    restore_backup(asked.file, place.owner_url)
    print("Restored. Run verify-events to see that the audit trail is whole.")


def move(settings: Settings, _: argparse.Namespace) -> None:
    """The embedded database to the server DATABASE_OWNER_URL names, which must be empty."""
    if settings.embedded or not settings.database_owner_url:
        sys.exit("Set DATABASE_URL and DATABASE_OWNER_URL to the server that the data should move to.")
    source = Server(settings.state / "postgres")
    source.start()
    print(operation.move(source.url("house_owner"), settings.database_owner_url, settings.state / "move.dump"))
    source.stop()


def rotate_key(settings: Settings, asked: argparse.Namespace) -> None:
    """A new encryption key; every number re-encrypted in batches while people work."""
    if settings.keys:
        sys.exit("KEYS comes from the environment: add a key there and start again; this command keeps a file.")
    place = Installation(settings)
    place.start()
    with place.session(Scope.office()) as session:
        print(operation.rotate(session, settings.keys_file, drop_old=asked.drop_old))


def verify_events(settings: Settings, asked: argparse.Namespace) -> None:
    """Walks the whole audit trail; names each row that was touched, and exits with 1 when there is one."""
    place = Installation(settings)
    place.start()
    grave = 0
    with place.session(Scope.office()) as session:
        for finding in chain.verify(session, settings.anchors_file):
            grave += finding.grave
            if finding.grave or asked.all:
                print(chain.sentence(finding))
    print("The audit trail is whole." if not grave else f"{grave} findings: the audit trail was tampered with.")
    sys.exit(1 if grave else 0)


def roles_sql(_: Settings, __: argparse.Namespace) -> None:
    """The SQL that makes roles and extensions on a server of one's own."""
    print(ROLES_SQL.read_text())


PARTS = ("web",)
COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], None]] = {
    "all": everything,
    "web": web,
    "init": init,
    "demo": fill_demo,
    "upgrade": upgrade,
    "backup": backup,
    "restore": restore,
    "move": move,
    "rotate-key": rotate_key,
    "verify-events": verify_events,
    "roles-sql": roles_sql,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py", description="Sleutelbos: one account, many tools.")
    commands = parser.add_subparsers(dest="command", metavar="command")
    made = {name: commands.add_parser(name, help=(work.__doc__ or "").strip()) for name, work in COMMANDS.items()}
    made["init"].add_argument("--username", required=True, help="of the first member of the central team")
    made["init"].add_argument("--email", required=True)
    for name in ("backup", "restore"):
        made[name].add_argument("file", type=Path)
    made["rotate-key"].add_argument("--drop-old", action="store_true", help="forget keys nothing needs any more")
    made["verify-events"].add_argument("--all", action="store_true", help="tell erased payloads too")
    return parser


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    os.umask(0o077)
    try:
        settings = config.read()
    except UnsafeSettings as problem:
        sys.exit("Not started, because of these settings:\n" + "\n".join(f"- {line}" for line in problem.reasons))
    log.configure(production=settings.production, level=settings.log_level)
    try:
        COMMANDS[asked.command or "all"](settings, asked)
    except (Unusable, NotDone, NotEmpty, BackupFailed) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
