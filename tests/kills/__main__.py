"""`python -m tests.kills --minutes 2 --seed 7`: kills at random for that long, then the reckoning."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import create_engine

from app.database import engine_for, session_factory
from tests.kills import money
from tests.kills.load import PEOPLE, Load
from tests.kills.reckoning import Reckoning, reckon, settle
from tests.kills.town import Town
from tests.mailserver import serving
from tests.stories.cast import assemble

CLOCK_LIMIT = 30.0


@dataclass
class Outcome:
    """One run, as it is told."""

    seed: int
    kills: dict[str, int]
    clock_gap: float
    database_gap: float
    pages: int
    cut_off: int
    reckoning: Reckoning
    faults: list[str]

    def told(self) -> str:
        kinds = ", ".join(f"{count} {name}" for name, count in sorted(self.kills.items()))
        found = self.reckoning
        lines = [
            f"seed {self.seed}",
            f"kills {sum(self.kills.values())} ({kinds})",
            f"jobs asked {found.asked}, done {found.done}, doubles {len(found.doubles)}, lost {len(found.lost)},"
            f" tries lost with their worker {found.tried_again}",
            f"letters sent {found.letters}, perhaps sent {found.unsure}, arrived {found.arrived}",
            found.money.told(),
            f"pages {self.pages}, cut off {self.cut_off}, rights granted {found.rights}",
            f"longest time without a clock {self.clock_gap:.1f} s, without a database {self.database_gap:.1f} s",
            *(f"FAULT: {fault}" for fault in self.faults),
        ]
        return "\n".join(lines)


def run(seed: int, seconds: float, kills: int | None, *, database: bool, patience: float, rescue: bool) -> Outcome:
    """Kills for so many seconds, or so many times if that is sooner, under load; then reckons."""
    chance = random.Random(seed)  # noqa: S311 - replayed by its seed
    with (
        tempfile.TemporaryDirectory(prefix="sleutelbos-kills-") as folder,
        serving() as mail,
        Town(Path(folder), chance, mail) as town,
    ):
        engine = engine_for(town.server.url("house_app"))
        sessions = session_factory(engine)
        with sessions.begin() as session:
            cast = assemble(session, datetime(2026, 6, 1, 8, 0, tzinfo=UTC))
        money.prepare(sessions, cast, Path(folder))
        town.open()
        load = Load(town.ports, sessions, cast, seed)
        load.begin()
        load.at_work(120)
        end = time.monotonic() + seconds
        while time.monotonic() < end and (kills is None or sum(town.killed.values()) < kills):
            time.sleep(chance.uniform(0.5, 2.0))
            town.kill_one(database)
        time.sleep(3)
        load.end()
        owner = create_engine(town.server.url("house_owner"), pool_pre_ping=True)
        settled = settle(owner, patience, rescue, Path(folder))
        found = reckon(owner, Path(folder), load.granted, PEOPLE, mail)
        faults = found.faults + load.broken
        if not settled:
            faults.append(f"jobs were still open after {patience:.0f} s")
        if town.clock_gap >= CLOCK_LIMIT:
            faults.append(f"nobody kept the clock for {town.clock_gap:.0f} s")
        if faults:
            kept = Path(tempfile.gettempdir()) / f"kills-{seed}.log"
            kept.write_bytes((Path(folder) / "said.log").read_bytes())
            faults.append(f"what the processes said is in {kept}")
        owner.dispose()
        engine.dispose()
        return Outcome(
            seed, dict(town.killed), town.clock_gap, town.database_gap, load.pages, load.cut_off, found, faults
        )


def tell(outcome: Outcome, minutes: float) -> bool:
    """Prints how it went, and how to do it again where something was lost or doubled; whether nothing was."""
    sys.stdout.write(outcome.told() + "\n")
    if outcome.faults:
        sys.stdout.write(f"Again: python -m tests.kills --minutes {minutes:g} --seed {outcome.seed}\n")
    return not outcome.faults


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--kills", type=int, help="stop after so many")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    sys.stderr.write(f"seed {asked.seed} …\n")
    outcome = run(asked.seed, asked.minutes * 60, asked.kills, database=True, patience=180, rescue=False)
    sys.exit(0 if tell(outcome, asked.minutes) else 1)


if __name__ == "__main__":
    main()
