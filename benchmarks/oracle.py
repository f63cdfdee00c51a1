"""Whether the doors tell by their time who has an account: known against unknown, at each door, in turn.

The figure that counts is the AUC: how often a guesser who sees one time of each would be right. 0.5 is a coin;
we aim at 0.45 to 0.55. The size is how often each is asked; a run fails when an AUC lies further off than chance
explains at that size (two standard errors past the aim). `--sizes 600` is the serious one.
"""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Callable, Iterator

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

import config
from app import clock, log
from app.accounts import passwords, sign_up
from app.accounts.sign_up import NewAccount
from app.database import engine_for, session_factory
from app.transaction import Scope, enter, transaction
from benchmarks.measure import Job, Times, main
from benchmarks.rights_data import filled
from run import connect_with, create_app

AIM = 0.05
JOBS = (
    Job("sign-in, known name", "an unknown one"),
    Job("new password, known address", "an unknown one"),
    Job("new account, known address", "an unknown one"),
    Job("activation, known address", "an unknown one"),
)
SIZES = (100,)
_STRONG = "vier paarse fietsen zwemmen"
_CLEAN = (
    "delete from account_attempt",
    "delete from account_sign_up where username like 'vrij%'",
    "update account_code set wrong = 0",
    "delete from procrastinate_jobs",
)


def auc(known: list[float], unknown: list[float]) -> float:
    """How often a time of the first is the longer of two, ties counting half."""
    ranked = sorted((value, which) for which, values in enumerate((unknown, known)) for value in values)
    above = sum(rank for rank, (_, which) in enumerate(ranked, 1) if which) - len(known) * (len(known) + 1) / 2
    return above / (len(known) * len(unknown))


def _tolerance(size: int) -> float:
    return AIM + 2 * math.sqrt(1 / (6 * size))


class Doors:
    """A browser of nobody's, and what is done at each door."""

    def __init__(self, application: Flask, owner: Engine, references: dict[bool, str]) -> None:
        self.application, self.owner, self.references = application, owner, references
        self.email = {True: "bench@example.be", False: "niemand@example.be"}
        self.number = 0

    def _client(self) -> tuple[FlaskClient, str]:
        client = self.application.test_client()
        page = client.get("/sign-in/").get_data(as_text=True)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if found is None:
            raise RuntimeError("the sign-in page has no token")
        return client, found.group(1)

    def timed(self, prepare: Callable[[bool], tuple[str, dict[str, str], FlaskClient]], known: bool) -> float:
        with self.owner.begin() as connection:
            for statement in _CLEAN:
                connection.execute(text(statement))
        path, form, client = prepare(known)
        began = time.perf_counter()
        answer = client.post(path, data=form)
        took = time.perf_counter() - began
        if answer.status_code not in (303, 422):
            raise RuntimeError(f"{path}: {answer.status}")
        return took * 1000

    def sign_in(self, known: bool) -> tuple[str, dict[str, str], FlaskClient]:
        client, token = self._client()
        name = "bench" if known else "nobody"
        return "/sign-in/", {"csrf_token": token, "username": name, "password": "een gok"}, client

    def reset(self, known: bool) -> tuple[str, dict[str, str], FlaskClient]:
        client, token = self._client()
        return "/password/forgotten", {"csrf_token": token, "email": self.email[known]}, client

    def new_account(self, known: bool) -> tuple[str, dict[str, str], FlaskClient]:
        client, token = self._client()
        self.number += 1
        who = {"given_names": "Lotte", "family_name": "Hermans", "email": self.email[known]}
        client.post("/sign-up/", data={"csrf_token": token, **who})
        how = {"username": f"vrij{self.number:06}", "password": _STRONG, "again": _STRONG, "terms": "y"}
        return "/sign-up/how", {"csrf_token": token, **how}, client

    def activation(self, known: bool) -> tuple[str, dict[str, str], FlaskClient]:
        client, token = self._client()
        return f"/sign-up/code/{self.references[known]}", {"csrf_token": token, "code": "AAAAAA"}, client


def measured(size: int, rounds: int) -> Iterator[Times]:
    log.configure(production=False, level="ERROR")
    with filled(1000) as (server, owner):
        with owner.begin() as connection:
            connection.execute(
                text("update ab_user set password = :p, email = 'bench@example.be' where username = 'bench'"),
                {"p": passwords.hashed("bench-bench")},
            )
        engine = engine_for(server.url("house_app"))
        sessions = session_factory(engine)
        application = create_app(config.read({"LOG_LEVEL": "ERROR"}), sessions, connect_with(engine))
        references = {}
        for known, email in ((True, "bench@example.be"), (False, "niemand@example.be")):
            with sessions() as session, transaction(session):
                enter(session, Scope.office())
                new = NewAccount("Lotte", "Hermans", email, f"wacht.{known}".lower(), _STRONG, "nl", True)
                references[known] = sign_up.ask_account(session, new, "127.0.0.1", clock.now())
                waiting = sign_up.waiting(session, references[known], clock.now())
                sign_up.send_code(session, waiting.id, 0, "http://localhost", clock.now())
        doors = Doors(application, owner, references)
        asked = (doors.sign_in, doors.reset, doors.new_account, doors.activation)
        for job, prepare in zip(JOBS, asked, strict=True):
            seen: dict[bool, list[float]] = {True: [], False: []}
            for known in (True, False):
                doors.timed(prepare, known)
            order = [True, False] * size
            random.Random(20261127).shuffle(order)
            for known in order:
                seen[known].append(doors.timed(prepare, known))
            told = auc(seen[True], seen[False])
            if abs(told - 0.5) > _tolerance(size):
                raise RuntimeError(f"{job.name}: an AUC of {told:.3f} tells who has an account")
            yield Times(job.name, _median(seen[True]), _median(seen[False]), f"AUC {told:.3f}")
        engine.dispose()


def _median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


if __name__ == "__main__":
    main(__file__)
