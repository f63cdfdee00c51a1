"""What may run for hours, with new seeds: `python -m tests.long machines --minutes 60`, `… kills --minutes 60`.

It prints its seed and the commit at once, how far it is as it goes, and for what went wrong the command that does
it again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from app.accounts import passwords
from models import keyring
from models.keyring import Keyring
from tests.app.wallet.machine import running
from tests.database import TestServer, make_template, started
from tests.kills.__main__ import run as kill
from tests.kills.__main__ import tell


def say(words: object) -> None:
    """At once, also into a file."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def machines(asked: argparse.Namespace) -> bool:
    """Wallets beside their model; True when all went as the model says."""
    keyring.install(Keyring.fresh())
    passwords.cheapen()
    server = started()
    make_template(server)
    began = time.monotonic()
    try:
        done = running.run(server, asked.seed, asked.lives, asked.minutes * 60, asked.first, say)
    except running.Broken as problem:
        say(problem)
        return False
    finally:
        _erase(server)
    say(f"seed {asked.seed}: {done.told(time.monotonic() - began)}, nothing otherwise than the model")
    return True


def kills(asked: argparse.Namespace) -> bool:
    """Kills at random under load, database included; True when nothing was lost or doubled."""
    return tell(
        kill(asked.seed, asked.minutes * 60, None, database=True, patience=180, rescue=False), asked.minutes
    )


def _erase(server: TestServer) -> None:
    if server.embedded is not None:
        folder = Path(server.embedded.directory).parent
        server.embedded.erase()
        shutil.rmtree(folder, ignore_errors=True)


def _commit() -> str:
    folder = Path(__file__).parent
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=folder, check=False
    )
    return done.stdout.strip() or "unknown"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    parser.add_argument("what", choices=("machines", "kills"))
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--lives", type=int, help="machines: so many at most")
    parser.add_argument("--first", type=int, default=0, help="machines: the number of the first life")
    asked = parser.parse_args()
    say(f"{asked.what}, seed {asked.seed}, commit {_commit()}, process {os.getpid()}")
    sys.exit(0 if {"machines": machines, "kills": kills}[asked.what](asked) else 1)


if __name__ == "__main__":
    main()
