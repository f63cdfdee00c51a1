"""The roof: builds the application from its rooms, and the command line. The only file that knows every room."""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import archive, clock, demo, fitness, log, operation, pdf
from app.accounts.card_ways import offered
from app.accounts.gates import gates_of
from app.accounts.panels import PANELS as ACCOUNTS
from app.accounts.services import make_one_time_link, make_staff_account
from app.aml.panels import PANELS as AML
from app.aml.shelf import shelf_in
from app.cases.panels import PANELS as CASES
from app.database import engine_for, session_factory
from app.errors import Outage
from app.fitness import Unfit
from app.mail.panels import PANELS as MAIL
from app.mail.post import Post
from app.operation import NotDone
from app.organisations.panels import PANELS as ORGANISATIONS
from app.outside.files import Folder
from app.outside.networks import access_point_of
from app.outside.paying import payments_of
from app.outside.persons import PersonsFile
from app.outside.virus import scanner_at
from app.panels import together
from app.rights.panels import PANELS as RIGHTS
from app.syndics.panels import PANELS as SYNDICS
from app.transaction import Scope, enter, transaction
from app.wallet.panels import PANELS as WALLET
from config import Settings, UnsafeSettings
from models import keyring, migrations
from models.accounts import Account
from models.backup import BackupFailed, NotEmpty
from models.keyring import Keyring, UnknownKey
from models.server import ROLES_SQL, Server, Unusable
from scheduler.clock import keep_time
from scheduler.jobs import work
from scheduler.processes import AlreadyRunning, Lock, end_with, keep_running
from scheduler.stopping import until_told
from scheduler.workplace import Workplace
from views.accounts.cards.certificate import keep_apart
from views.desk.home import HomeScreen
from views.framework.database import let_go
from views.framework.frame import surround
from views.framework.house import ALWAYS, House
from views.framework.metrics import measure, tell_health
from views.framework.serving import serve, taken
from views.framework.sessions import Connect, TableSessions, connect_with
from views.framework.web import guard, language_of_reader
from views.screens import SCREENS
from views.tasks import kinds_of_work
from views.wallet.paying import told_by_practice_bank

HERE = Path(__file__).resolve().parent
# What each domain offers the desk, in the order in which it is shown.
PANELS = (AML, SYNDICS, ORGANISATIONS, RIGHTS, WALLET, CASES, MAIL, ACCOUNTS)


def create_app(settings: Settings, factory: sessionmaker[Session], connect: Connect) -> Flask:
    """The web application. `factory` makes the request's sessions; what `connect` gives commits by itself."""
    app = Flask("views", root_path=str(HERE / "views"))
    app.config.update(SECRET_KEY=keyring.installed().cookie, **ALWAYS, **settings.for_pages)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(HERE / "translations")
    app.session_interface = TableSessions(connect, settings.idle, settings.longest, timedelta(hours=1))
    sessions = scoped_session(factory)
    files, persons = Folder(settings.files), PersonsFile(settings.registers / "persons.csv")
    app.extensions.update(sessions=sessions, panels=together(PANELS), files=files, persons=persons)
    app.extensions.update(scanner=scanner_at(settings.clamav_url), payments_told=told_by_practice_bank)
    app.extensions["gates"] = gates_of(settings.gates, settings.address, stand_in=settings.cards.software)
    app.extensions["payments"] = payments_of(settings.payments, settings.address, settings.practice_bank)
    app.extensions["network"] = access_point_of(settings.network, settings.practice_network)
    app.extensions.update(bank=settings.bank, bank_accounts=settings.bank_accounts, seller=settings.seller)
    app.extensions.update(shelf=shelf_in(settings.state), lists=settings.lists.published(clock.today))
    app.extensions["cards"] = offered(settings.cards, settings.address, settings.state, demo.CARDS)
    app.teardown_appcontext(lambda _: let_go(sessions))
    if hops := settings.behind_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    guard(app)
    keep_apart(app)
    with app.app_context():
        house = House(app, sessions, HomeScreen)
        for screen in SCREENS:
            house.add_view_no_menu(screen)
    app.extensions["babel"].locale_selector = language_of_reader
    surround(app)
    measure(app, settings.metrics_token)
    tell_health(app, sessions, migrations.head())
    return app


class Installation:
    """This installation's database and keys, found or made; what a command started, it stops again.

    `alone`: nobody else may be at work here, which is what the whole application asks, and so does a move.
    """

    def __init__(self, settings: Settings, *, alone: bool = False) -> None:
        self.settings, self._lock = settings, Lock(settings.state / "running.lock")
        self.server = Server(settings.state / "postgres") if settings.embedded else None
        self._alone, self._woke = alone, False

    def __enter__(self) -> Installation:
        self.settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._alone:
            self._lock.take()
        try:
            if self.server is not None:
                self._woke = not self.server.running
                self.server.start()
                self.server.prepare()
            self.joined()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stops the embedded server, but not under somebody who works on it."""
        if self.server is not None and (self._alone or (self._woke and self._lock.is_free())):
            self.server.stop()
        self._lock.release()

    def joined(self) -> Installation:
        """As a process beside others, with the keys: made at the very first start, never anew beside people."""
        file = self.settings.keys_file
        if self.settings.keys:
            keyring.install(Keyring.from_text(self.settings.keys))
        elif not file.exists() and fitness.peopled(engine_for(self.url)):
            raise Unfit(f"{file} is gone, and this database was written with its keys: put it back.")
        else:
            keyring.install(keyring.load_or_make(file), file)
        return self

    @property
    def url(self) -> str:
        return self.server.url("house_app") if self.server else self.settings.database_url

    @property
    def owner_url(self) -> str:
        url = self.server.url("house_owner") if self.server else self.settings.database_owner_url
        if not url:
            sys.exit("DATABASE_OWNER_URL is empty: this command works as the owner of the database. Set it.")
        return url

    def engine(self) -> Engine:
        """The application's engine, once database, role and keys are seen to fit this version."""
        engine = engine_for(self.url, seconds=self.settings.request_seconds)
        fitness.check(engine)
        return engine

    def migrate(self, *, anew: bool = False) -> None:
        """Makes the tables of an empty database; of another too, but in production that is `upgrade`'s."""
        fitness.check_prepared(self.owner_url)
        owner = create_engine(self.owner_url, hide_parameters=True)
        with fitness.reached(owner) as connection:
            revision = migrations.revision_of(connection)
        fitness.check_known(revision)
        if anew:
            migrations.downgrade_to(owner, "base")
        if revision is None or not self.settings.production:
            migrations.upgrade_to(owner)
        owner.dispose()

    @contextmanager
    def session(self, scope: Scope) -> Iterator[Session]:
        """A session for a command, in that scope."""
        engine = self.engine()
        with session_factory(engine)() as session:
            enter(session, scope)
            yield session
        engine.dispose()


def web(settings: Settings, _: argparse.Namespace) -> None:
    """Serves pages until told to stop."""
    place = Installation(settings).joined()
    place.engine().dispose()  # says what doesn't fit once, before there are workers to say it

    def build() -> Flask:
        pdf.prepare()
        engine = place.engine()
        return create_app(settings, session_factory(engine), connect_with(engine))

    many = {"workers": settings.web_workers, "threads": settings.web_threads}
    serve(build, settings.listens, seconds=settings.request_seconds, **many)


def tick(settings: Settings, _: argparse.Namespace) -> None:
    """Plans the jobs of the timetable; of several such processes one does."""
    place = Installation(settings).joined()
    sessions = session_factory(place.engine())
    until_told(lambda stop: keep_time(place.url, sessions, stop))


def worker(settings: Settings, _: argparse.Namespace) -> None:
    """Does the jobs as they come."""
    place = Installation(settings).joined()
    engine = place.engine()
    sessions, sender, server = session_factory(engine), settings.mail_from, settings.mail_server
    post = Post.of(server, settings.mail_ca_file, sender, settings.mail_bounces, settings.address)
    web_too = create_app(settings, sessions, connect_with(engine))
    told = {name: web_too.extensions[name] for name in ("payments", "network", "seller", "lists", "bank_accounts")}
    bench = Workplace(sessions, settings.state, post=post, kinds=kinds_of_work(web_too), **told)
    until_told(lambda stop: work(place.url, replace(bench, stop=stop)))


def demo_tool(_: Settings, __: argparse.Namespace) -> None:
    """The demo tool, which knows of us only what any tool does; its own program, in docs/demo-tool."""
    os.execv(sys.executable, (sys.executable, str(HERE / "docs" / "demo-tool" / "tool.py")))  # noqa: S606


PARTS = {"web": web, "clock": tick, "worker": worker}
BESIDE = {**PARTS, "demo-tool": demo_tool}


def everything(settings: Settings, _: argparse.Namespace) -> None:
    """The zero-configuration start: database, migrations, demo data, web, clock and worker; one signal ends it."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    if why := taken(settings.host, settings.port, seconds=5):
        sys.exit(f"{settings.host}:{settings.port} can't be listened on ({why}). Choose another PORT.")
    with Installation(settings, alone=True) as place:
        place.migrate()
        password = _filled(place) if settings.demo_data else ""
        place.engine().dispose()
        died = _run_parts(settings, place, password)
    if died:
        sys.exit(f"The {died} process keeps dying; everything was stopped. What it said is above.")


def _run_parts(settings: Settings, place: Installation, password: str) -> str | None:
    tool = _demo_tool(settings, place) if password else {}
    figures = settings.state / "metrics"
    shutil.rmtree(figures, ignore_errors=True)
    figures.mkdir()

    def announced() -> bool:
        if not taken(settings.host, settings.port):
            return False
        print(f"\nSleutelbos: {settings.address}/", flush=True)
        if password:
            print(demo.announcement(password, tool.get("TOOL", ""), settings.bank_folder), flush=True)
        return True

    return keep_running(
        {
            part: (sys.executable, __file__, part, "--parent", str(os.getpid()))
            for part in (BESIDE if tool else PARTS)
        },
        {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(figures), **tool},
        begun=announced,
        now_and_then=place.server.start if place.server else lambda: None,  # nothing happens while it runs
    )


def _demo_tool(settings: Settings, place: Installation) -> dict[str, str]:
    """What the demo tool has to know to begin; nothing where there is no room for it."""
    if not settings.demo_tool_port or taken("127.0.0.1", settings.demo_tool_port):
        return {}
    engine = engine_for(place.url)
    told = demo.told_to_tool(session_factory(engine), settings.address, settings.demo_tool_port, clock.now())
    engine.dispose()
    return told


def _filled(place: Installation) -> str:
    """Fills an empty installation with invented people; returns the password all of them have."""
    kept, unfinished = (place.settings.state / name for name in ("demo-password", "demo-unfinished"))
    if not kept.exists():
        kept.write_text(place.settings.demo_password or secrets.token_urlsafe(9))
    password = kept.read_text().strip()
    if unfinished.exists():  # cut off half-way: from the beginning
        place.migrate(anew=True)
    engine, its = engine_for(place.url, seconds=120), place.settings
    if not fitness.peopled(engine):
        unfinished.touch()
    demo.fill(session_factory(engine), password, clock.now(), say=lambda words: print(words, flush=True))
    demo.put_files(session_factory(engine), its.registers, its.bank_folder, its.files)
    unfinished.unlink(missing_ok=True)
    engine.dispose()
    return password


def init(settings: Settings, asked: argparse.Namespace) -> None:
    """An empty production installation: tables, and the first central member by a link that works once."""
    if not asked.username.strip() or "@" not in asked.email:
        sys.exit("A username, and an e-mail address with an @ in it, are needed.")
    with Installation(settings) as place:
        place.migrate()
        now = clock.now()
        with place.session(Scope.office()) as session, transaction(session):
            if session.scalar(select(func.count()).select_from(Account)):
                sys.exit("There are accounts here already: this installation was initialised before.")
            account = make_staff_account(session, asked.username, asked.email, "central", now)
            token = make_one_time_link(session, account, now)
    print(f"Done. {asked.username} chooses a password here, once, within a day:")
    print(f"{settings.address}/password/new/{token}")


def fill_demo(settings: Settings, _: argparse.Namespace) -> None:
    """Invented people and three years of history, in an installation that isn't production."""
    if settings.production:
        sys.exit("Demo data are refused in production.")
    with Installation(settings) as place:
        place.migrate()
        print(f"Password of every demo account: {_filled(place)}")


def upgrade(settings: Settings, _: argparse.Namespace) -> None:
    """Backs up, migrates and verifies in one transaction; when the outcome doesn't verify, nothing was changed."""
    with Installation(settings) as place:
        print(operation.upgrade(place.owner_url, settings.state / "backups", clock.now()))


def backup(settings: Settings, asked: argparse.Namespace) -> None:
    """Database, documents' files and anchors in one file; keep the keys file apart."""
    with Installation(settings) as place:
        with place.session(Scope.office()) as session:
            operation.seal_all(session, settings.anchors_file, clock.now())
        count = archive.pack(place.owner_url, settings.files, settings.anchors_file, asked.file)
    keys = "KEYS" if settings.keys else settings.keys_file
    print(f"Backed up to {asked.file}, with the files of {count} documents. Keep {keys} too, and apart from it.")


def restore(settings: Settings, asked: argparse.Namespace) -> None:
    """A backup into an empty database and its files beside it, verified."""
    with Installation(settings) as place:
        print(operation.restore(asked.file, place.owner_url, settings.anchors_file, settings.files))


def move(settings: Settings, _: argparse.Namespace) -> None:
    """The embedded database to the empty server that DATABASE_URL and DATABASE_OWNER_URL name."""
    if settings.embedded or not settings.database_owner_url:
        sys.exit("Set DATABASE_URL and DATABASE_OWNER_URL to the server that the rows should move to.")
    if not (settings.state / "postgres").exists():
        sys.exit(f"There is no embedded database in {settings.state}.")
    source = Installation(replace(settings, database_url="", database_owner_url=""), alone=True)
    with source:
        print(operation.move(source.owner_url, settings.database_owner_url, settings.state / "move.dump"))


def rotate_key(settings: Settings, asked: argparse.Namespace) -> None:
    """A new encryption key; every number re-encrypted in batches while people work."""
    file = None if settings.keys else settings.keys_file
    with Installation(settings) as place:
        if asked.drop_old:
            print(operation.drop_old_keys(place.owner_url, file))
        else:
            with place.session(Scope.office()) as session:
                print(operation.rotate(session, file))


def verify_events(settings: Settings, asked: argparse.Namespace) -> None:
    """Walks the whole audit trail; names each row that was touched, and exits with 1 when there is one."""
    told = 0
    with Installation(settings) as place, place.session(Scope.office()) as session:
        for grave, sentence in operation.findings(session, settings.anchors_file):
            told += grave
            if grave or asked.all:
                print(sentence)
    print("The audit trail is whole." if not told else f"{told} findings: the audit trail was tampered with.")
    sys.exit(1 if told else 0)


def bounce(settings: Settings, asked: argparse.Namespace) -> None:
    """A report on mail that came back, from standard input: for the pipe of a mail server."""
    try:
        with Installation(settings) as place, place.session(Scope.office()) as session:
            print(operation.take_report(session, sys.stdin.buffer, asked.recipient, clock.now()))
    except (Unfit, Outage):
        sys.exit(os.EX_TEMPFAIL)  # the mail server keeps it, and tries again


def roles_sql(_: Settings, __: argparse.Namespace) -> None:
    """The SQL that makes roles and extensions on a server of one's own."""
    print(ROLES_SQL.read_text())


COMMANDS: dict[str, Callable[[Settings, argparse.Namespace], None]] = {
    "all": everything,
    **BESIDE,
    "init": init,
    "demo": fill_demo,
    "upgrade": upgrade,
    "backup": backup,
    "restore": restore,
    "move": move,
    "rotate-key": rotate_key,
    "verify-events": verify_events,
    "bounce": bounce,
    "roles-sql": roles_sql,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="run.py", description="Sleutelbos: one account, many tools.")
    commands = parser.add_subparsers(dest="command", metavar="command")
    made = {name: commands.add_parser(name, help=(work.__doc__ or "").strip()) for name, work in COMMANDS.items()}
    for part in BESIDE:
        made[part].add_argument("--parent", type=int, help=argparse.SUPPRESS)
    made["init"].add_argument("--username", required=True, help="of the first member of the central team")
    made["init"].add_argument("--email", required=True)
    for name in ("backup", "restore"):
        made[name].add_argument("file", type=Path)
    made["rotate-key"].add_argument("--drop-old", action="store_true", help="forget keys that encrypt nothing")
    made["bounce"].add_argument("--recipient", default="", help="the address the report came to")
    made["verify-events"].add_argument("--all", action="store_true", help="tell erased payloads too")
    return parser


def main(arguments: list[str] | None = None) -> None:
    asked = _parser().parse_args(arguments)
    if getattr(asked, "parent", None):
        end_with(asked.parent)
    os.umask(0o077)
    try:
        settings = config.read()
    except UnsafeSettings as problem:
        sys.exit("Not started, because of these settings:\n" + "\n".join(f"- {line}" for line in problem.reasons))
    log.configure(production=settings.production, level=settings.log_level)
    try:
        COMMANDS[asked.command or "all"](settings, asked)
    except AlreadyRunning:
        sys.exit(
            f"Sleutelbos runs already on {settings.state}: stop it first, or set STATE_DIR to another folder."
        )
    except (Unfit, Unusable, UnknownKey, NotDone, NotEmpty, BackupFailed) as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
