"""The roof: builds the application from its rooms, and the command line. The only file that knows every room."""

from __future__ import annotations

import argparse
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, g
from gunicorn.app.base import BaseApplication
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import clock, demo
from app.database import engine_for, session_factory
from config import Settings, UnsafeSettings
from models import keyring, migrations
from models.keyring import Keyring
from models.server import Server
from views import labels
from views.accounts.context import ContextScreen, KeptScreen
from views.accounts.door import LanguageScreen, SignInScreen
from views.accounts.persons import PersonScreen
from views.accounts.staff import AttemptScreen, StaffRoleScreen
from views.desk.audit import EventScreen
from views.desk.home import HomeScreen
from views.framework.frame import frame
from views.framework.house import House
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
    """The web application. `factory` makes the request's sessions, `connect` a connection that commits by itself."""
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
    app.context_processor(lambda: {"frame": g.get("frame") or frame()})
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
        "SEND_FILE_MAX_AGE_DEFAULT": 3600,
    }


def _health(sessions: scoped_session[Session]) -> tuple[dict[str, str], int]:
    revision = sessions().execute(text("select version_num from alembic_version")).scalar()
    fits = revision == migrations.head()
    return {"status": "ok" if fits else "migrate", "revision": str(revision)}, 200 if fits else 503


# -- the command line --------------------------------------------------------------------------------------------


class Installation:
    """This installation's database and keys, started and found."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.server = Server(settings.state / "postgres") if settings.embedded else None

    def start(self) -> None:
        self.settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        given = self.settings.keys
        keyring.install(Keyring.from_text(given) if given else keyring.load_or_make(self.settings.keys_file))
        if self.server is not None:
            self.server.start()
            self.server.prepare()

    def find(self) -> None:
        """As a child of the process that started it: keys and addresses, nothing started."""
        given = self.settings.keys
        keyring.install(Keyring.from_text(given) if given else keyring.load_or_make(self.settings.keys_file))

    @property
    def url(self) -> str:
        return self.server.url("house_app") if self.server else self.settings.database_url

    @property
    def owner_url(self) -> str:
        return self.server.url("house_owner") if self.server else self.settings.database_owner_url

    def migrate(self) -> None:
        owner = create_engine(self.owner_url)
        with owner.connect() as connection:
            revision = migrations.revision_of(connection)
        if revision is not None and not migrations.known(revision):
            sys.exit(
                f"The database is at step {revision}, which this version doesn't know: it belongs to a newer"
                " version. Start that one, or restore the backup made before it."
            )
        migrations.upgrade_to(owner)
        owner.dispose()

    def engine(self) -> Engine:
        return engine_for(self.url, seconds=self.settings.request_seconds)


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


def web(settings: Settings) -> None:
    """Serves pages until told to stop."""
    place = Installation(settings)
    place.find()

    def build() -> Flask:
        engine = place.engine()
        return create_app(settings, session_factory(engine), connect_with(engine))

    _Web(settings, build).run()


def everything(settings: Settings) -> None:
    """The zero-configuration start: database, migrations, demo data, web; ends all of it on a signal."""
    place = Installation(settings)
    place.start()
    place.migrate()
    password = settings.demo_password
    if settings.demo_data:
        password = _demo(place)
    children = [subprocess.Popen([sys.executable, __file__, part]) for part in ("web",)]  # noqa: S603
    print(f"\nSleutelbos: http://{settings.host}:{settings.port}/", flush=True)
    if settings.demo_data:
        print(f"Demo accounts ({', '.join(demo.ACCOUNTS)}), all with password: {password}", flush=True)
    _until_stopped(children)
    if place.server is not None:
        place.server.stop()


def _until_stopped(children: list[subprocess.Popen[bytes]]) -> None:
    stopping = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.append(True))
    while not stopping and all(child.poll() is None for child in children):
        time.sleep(0.2)
    for child in children:
        child.terminate()
    for child in children:
        child.wait(15)


def _demo(place: Installation) -> str:
    """Fills an empty installation with invented people; returns the password all of them have."""
    kept = place.settings.state / "demo-password"
    if not kept.exists():
        kept.write_text(place.settings.demo_password or secrets.token_urlsafe(9))
        kept.chmod(0o600)
    password = kept.read_text().strip()
    engine = place.engine()
    demo.fill(session_factory(engine), password, clock.now(), say=lambda words: print(words, flush=True))
    engine.dispose()
    return password


COMMANDS: dict[str, Callable[[Settings], None]] = {"web": web, "all": everything}


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="run.py", description="Sleutelbos: one account, many tools.")
    parser.add_argument("command", nargs="?", default="all", choices=sorted(COMMANDS))
    chosen = parser.parse_args(arguments)
    os.umask(0o077)
    try:
        settings = config.read()
    except UnsafeSettings as problem:
        sys.exit("Not started, because of these settings:\n" + "\n".join(f"- {line}" for line in problem.reasons))
    COMMANDS[chosen.command](settings)


if __name__ == "__main__":
    main()
