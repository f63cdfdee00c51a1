"""The embedded server as an installation meets it: at first start, found again, killed, moved, refused.

The servers here are real, without fsync, in folders of their own; one is shared by the tests that only look.
"""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from models.server import Server, Unusable

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    private = tmp_path_factory.mktemp("private")
    private.chmod(0o700)
    server = Server(private / "a path with spaces", fsync=False)
    server.start()
    server.prepare()
    yield server
    server.erase()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "own", fsync=False)
    yield server
    server.erase()


def answer(server: Server, role: str, question: str) -> object:
    engine = create_engine(server.url(role))
    try:
        with engine.connect() as connection:
            return connection.execute(text(question)).scalar()
    finally:
        engine.dispose()


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split("\n")[0])


@pytest.mark.parametrize("role", ["house_owner", "house_app", "house_reader"])
def test_each_role_signs_in_with_its_own_password(server: Server, role: str) -> None:
    assert answer(server, role, "select current_user") == role


@pytest.mark.parametrize("role", ["postgres", "house_owner", "house_app", "house_reader"])
@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_is_refused(server: Server, role: str, password: str) -> None:
    socket = str(server.socket)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=socket, user=role, password=password, dbname="postgres")


def test_no_role_of_ours_is_mighty(server: Server) -> None:
    mighty = "rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication"
    question = f"select count(*) from pg_roles where rolname like 'house_%' and ({mighty})"
    assert answer(server, "house_owner", question) == 0


@pytest.mark.parametrize("role", ["house_office", "house_self"])
def test_the_application_puts_on_a_role_only_when_it_says_so(server: Server, role: str) -> None:
    assert answer(server, "house_app", f"select pg_has_role('{role}', 'usage')") is False
    assert answer(server, "house_app", f"select set_config('role', '{role}', true)") == role


def test_the_reader_puts_on_no_role(server: Server) -> None:
    with pytest.raises(Exception, match="permission denied"):
        answer(server, "house_reader", "select set_config('role', 'house_office', true)")


def test_only_the_owner_makes_tables(server: Server) -> None:
    for role, may in {"house_owner": True, "house_app": False, "house_reader": False}.items():
        assert answer(server, role, "select has_schema_privilege('public', 'create')") is may


def test_the_extensions_are_there_and_sorting_is_the_same_everywhere(server: Server) -> None:
    extensions = "select string_agg(extname, ' ' order by extname) from pg_extension where extname <> 'plpgsql'"
    assert answer(server, "house_app", extensions) == "btree_gist pg_trgm unaccent"
    locale = "select datlocale from pg_database where datname = current_database()"
    assert answer(server, "house_app", locale) == "C.UTF-8"


def test_trigrams_see_letters_with_accents(server: Server) -> None:
    assert "é" in str(answer(server, "house_app", "select show_trgm('é')::text || lower('É')"))


def test_passwords_and_data_are_closed_to_other_users(server: Server) -> None:
    assert stat.S_IMODE((server.directory / "server.json").stat().st_mode) == 0o600
    for folder in (server.data, server.socket):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_second_start_finds_it_running(server: Server) -> None:
    before = postmaster(server)
    again = Server(server.directory)
    assert again.running
    again.start()
    again.prepare()
    assert postmaster(server) == before


def test_a_program_gets_its_password_by_environment(server: Server) -> None:
    assert server.run("psql", "-X", "-A", "-t", "-c", "select current_user").stdout == b"house_owner\n"
    assert answer(server, "house_owner", "select 1") == 1


def test_before_its_first_start_there_is_no_address(own_server: Server) -> None:
    assert not own_server.running
    with pytest.raises(Unusable, match="ever started"):
        own_server.url("house_app")


def test_several_that_start_at_once_share_one_server(own_server: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: Server(own_server.directory, fsync=False).start(), range(4)))
    assert own_server.running


def test_a_killed_postmaster_comes_back_with_its_data(own_server: Server) -> None:
    own_server.start()
    own_server.prepare()
    own_server.run("psql", "-X", "-c", "create table kept as select 7 as it")
    own_server.run("psql", "-X", "-c", "checkpoint", role="postgres")
    os.kill(postmaster(own_server), signal.SIGKILL)
    own_server.start()
    assert answer(own_server, "house_owner", "select it from kept") == 7


UNREAPED = """
import ctypes, os, signal, sys
from pathlib import Path
from models.server import Server
ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: orphans become ours, and we reap none
server = Server(Path(sys.argv[1]), fsync=False)
server.start()
number = int((server.data / "postmaster.pid").read_text().split()[0])
os.kill(number, signal.SIGKILL)
server.start()
print(Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0], server.running)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="zombies are told apart by /proc")
def test_a_killed_postmaster_that_nobody_reaps_is_no_obstacle(own_server: Server) -> None:
    command = [sys.executable, "-c", UNREAPED, str(own_server.directory)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.stdout.split() == ["Z", "True"], done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="programs are told apart by /proc")
def test_a_number_taken_over_by_another_program_is_no_obstacle(own_server: Server) -> None:
    own_server.start()
    own_server.stop()
    lock = own_server.data / "postmaster.pid"
    other = subprocess.Popen(["sleep", "100"])
    try:
        lock.write_text(f"{other.pid}\n{lock.parent}\n")
        lock.chmod(0o600)
        os.chown(lock, lock.parent.stat().st_uid, lock.parent.stat().st_gid)
        own_server.start()
        assert own_server.running
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.parametrize("name", ["a folder/" * 15, "commas, too"], ids=["deep", "comma"])
def test_a_path_no_socket_can_have_works_all_the_same(tmp_path: Path, name: str) -> None:
    server = Server(tmp_path / name, fsync=False)
    try:
        server.start()
        server.prepare()
        assert answer(server, "house_app", "select 1") == 1
    finally:
        server.erase()
    assert not server.directory.exists()


def test_without_user_namespaces_the_data_goes_where_nobody_can_reach_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbidden = tmp_path / "bin" / "unshare"
    forbidden.parent.mkdir()
    forbidden.write_text("#!/bin/sh\nexit 1\n")
    forbidden.chmod(0o755)
    monkeypatch.setenv("PATH", str(forbidden.parent), prepend=os.pathsep)
    tmp_path.chmod(0o700)
    server = Server(tmp_path / "closed", fsync=False)
    try:
        server.start()
        server.prepare()
        socket = Path(str(answer(server, "postgres", "show unix_socket_directories")))
        # Root has to become somebody else, whom a closed folder keeps out; anybody else stays who he is.
        root = os.geteuid() == 0
        assert socket.stat().st_uid == (65534 if root else os.geteuid())
        assert not (root and socket.is_relative_to(tmp_path))
        server.stop()
        server.start()
        assert answer(server, "house_app", "select 1") == 1
    finally:
        server.erase()
    assert not socket.exists()


def test_lost_data_is_said_and_not_replaced_by_an_empty_database(own_server: Server) -> None:
    own_server.directory.mkdir()
    (own_server.directory / "server.json").write_text(
        '{"home": "/no/such", "passwords": {"postgres": ""}, "socket": "/no/s"}'
    )
    with pytest.raises(Unusable, match="restore a backup"):
        own_server.start()
