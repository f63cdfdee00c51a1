"""What is done off the screen: each job calls services, and does all that is due when it runs.

A job may run twice (its worker was killed): what it does must then be done once. One that takes long looks up
between its steps whether it is to stop. What a job returns is kept in the run log: figures, nothing of a person.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import procrastinate
import structlog
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.types import JSONValue
from sqlalchemy import delete, exists, text
from sqlalchemy.orm import Session, aliased, sessionmaker

from app import chain, clock, notices
from app import work as long_work
from app.accounts import addresses, challenges, codes, federated, privacy, resetting, retention, sign_up
from app.cases import incidents
from app.database import NETWORK, Brief
from app.documents import services as documents
from app.errors import Outage
from app.imports import services as imports
from app.log import told
from app.mail import delivery
from app.mail import services as mail
from app.mail.post import Post
from app.organisations import business_deliveries, inviting, representatives
from app.outside.businesses import RepresentativesFile
from app.rights import digest, ending, recertification
from app.work import Kind
from models.jobs import Tick
from scheduler import runs
from scheduler.address import driver_address
from scheduler.errand import carry_out
from scheduler.forgetting import FORGETTING_JOBS
from scheduler.sanctions import SANCTIONS_JOBS
from scheduler.screening import SCREENING_JOBS
from scheduler.syndic_reminders import SYNDIC_REMINDERS
from scheduler.tools import TOOL_JOBS
from scheduler.vigilance import VIGILANCE_JOBS
from scheduler.wallet import WALLET_JOBS
from scheduler.workplace import Workplace

log = structlog.get_logger("jobs")
T = TypeVar("T")

HEARTBEAT = 2.0
STALLED = 10.0
_BEATING = "update_heartbeats"
_TRIES, _PATIENCE = 5, 0.5
_KEPT = timedelta(days=14)
_WAITS = text("select exists (select from procrastinate_jobs where queueing_lock = :key and status = 'todo')")
_ONE_ANCHOR = text("select pg_advisory_xact_lock(hashtext('sleutelbos.anchor'))")


Job = Callable[..., str]


def seal_events(place: Workplace) -> str:
    """Seals what waits, a batch per organisation at a time, until nothing does. How much that was is no figure for
    the run log: it would count what only AML officers may know of."""
    place.in_batches(lambda session: chain.seal(session, clock.now()))
    return ""


def anchor_events(place: Workplace) -> str:
    """Seals what waits, then writes the end of every chain outside the database."""

    def anchor(session: Session) -> None:
        session.execute(_ONE_ANCHOR)  # each line covers the one before it: two at once would part the file
        chain.anchor(session, place.anchors, clock.now())

    sealed = seal_events(place)
    place.office(anchor)
    return sealed


def forget_attempts(place: Workplace) -> str:
    """Removes old tries to sign in, and sessions that ended."""
    tries = place.in_batches(lambda session: retention.forget_attempts(session, clock.now()))
    return f"{tries} + {place.in_batches(lambda session: retention.forget_sessions(session, clock.now()))}"


def notify(place: Workplace, organisation_id: int, event_id: int) -> str:
    """Writes the letters about an event, each reader's in his language."""
    site = place.post.site
    return str(place.office(lambda session: notices.notify(session, organisation_id, event_id, site, clock.now())))


def send_letter(place: Workplace, organisation_id: int, letter_id: int) -> str:
    """Hands one letter over, at most once; one that isn't taken now is put in the queue for later."""
    return delivery.send(place.sessions, place.post, organisation_id, letter_id, place.files)


def send_sign_up_code(place: Workplace, sign_up_id: int, after: int) -> str:
    """Mails the code of an account that is asked for; to whoever has one already, that he has."""
    site = place.post.site
    return str(place.office(lambda session: sign_up.send_code(session, sign_up_id, after, site, clock.now())))


def send_reset_link(place: Workplace, account_id: int) -> str:
    """Mails the link to another password; to nobody when nobody has the address that was filled in."""
    site = place.post.site
    return str(place.office(lambda session: resetting.send_link(session, account_id, site, clock.now())))


def send_address_code(place: Workplace, account_id: int, after: int) -> str:
    """Mails the code to the new address of an account; to whoever has that address already, that he has."""
    site = place.post.site
    return str(place.office(lambda session: addresses.send_code(session, account_id, after, site, clock.now())))


def send_return_code(place: Workplace, account_id: int, after: int) -> str:
    """Mails the code to who comes back to an account at rest."""
    site = place.post.site
    return str(place.office(lambda session: privacy.send_code(session, account_id, after, site, clock.now())))


def send_invitation(place: Workplace, organisation_id: int, invitation_id: int) -> str:
    """Mails the link with which somebody who was invited comes in."""
    site = place.post.site
    return str(
        place.office(
            lambda session: inviting.send_invitation(session, organisation_id, invitation_id, site, clock.now())
        )
    )


def forget_sign_ups(place: Workplace) -> str:
    """Removes accounts that were asked for and never activated, and codes that ended."""
    asked = place.in_batches(lambda session: sign_up.forget(session, clock.now()))
    ended = place.in_batches(lambda session: codes.forget(session, clock.now()))
    ended += place.in_batches(lambda session: federated.forget(session))
    ended += place.in_batches(lambda session: challenges.forget(session, clock.now()))
    ended += place.office(lambda session: addresses.forget(session, clock.now()))
    return f"{asked} + {ended} + {place.office(lambda session: mail.forget_secrets(session, clock.now()))}"


def look_after_letters(place: Workplace) -> str:
    """Letters whose job got lost wait again, or are called unsure."""
    return str(place.office(lambda session: mail.look_after(session, clock.now())))


def forget_letters(place: Workplace) -> str:
    """Empties old letters; that they were sent stays known."""
    return str(place.in_batches(lambda session: mail.forget(session, clock.now())))


def forget_documents(place: Workplace) -> str:
    """Takes away documents whose time is over, files nobody points at, and long work of more than a month ago.

    Documents whose file is gone though nobody took it away are told: in the log, and as the last figure.
    """
    over = place.in_batches(lambda session: documents.forget_expired(session, place.files, clock.now()))
    swept = place.office(lambda session: documents.sweep(session, place.files, clock.now()))
    work = place.in_batches(lambda session: long_work.forget(session, clock.now()))
    lost = place.office(lambda session: documents.lost(session, place.files, clock.now()))
    if lost:
        log.error("files of documents are gone: put them back from a backup", count=len(lost), first=lost[:10])
    return f"{over} + {swept} + {work}, lost: {len(lost)}"


def forget_incidents(place: Workplace) -> str:
    """Removes what pages that said no or broke left behind, after ninety days."""
    return str(place.in_batches(lambda session: incidents.forget_incidents(session, clock.now())))


def forget_imports(place: Workplace) -> str:
    """Deletes the rows of files that nobody needs any more, and what imports of long ago changed."""
    return str(place.in_batches(lambda session: imports.forget(session, clock.now())))


def read_representatives(place: Workplace) -> str:
    """Takes over who represents enterprises by law, where their register is in place."""
    file = place.state / "registers" / "representatives.csv"
    if not file.exists():
        return "no register"
    told = list(RepresentativesFile(file).representatives())
    return str(place.office(lambda session: representatives.take_over(session, told, clock.now())))


def read_business_register(place: Workplace) -> str:
    """Takes in the files of the business register that are due, part by part."""
    folder = place.state / "registers"
    return str(business_deliveries.take_in_all(place.sessions, folder, clock.now, place.stop.is_set))


def announce_endings(place: Workplace) -> str:
    """Tells people that their rights end soon, once each; what it missed it makes up."""
    told = place.office(lambda session: ending.announce_endings(session, clock.now()))
    return f"{told} + {place.office(lambda session: ending.forget_endings(session, clock.now()))}"


def tell_of_the_day(place: Workplace) -> str:
    """One letter to whoever was in an act on many rights since the last time."""
    return str(place.office(lambda session: digest.tell_of_the_day(session, clock.now())))


def look_after_campaigns(place: Workplace) -> str:
    """Starts yearly campaigns, reminds of what is still to be confirmed, closes what is past its deadline."""
    done = place.office(lambda session: recertification.look_after_campaigns(session, clock.now()))
    return " + ".join(map(str, done))


JOBS: dict[str, Job] = {
    **TOOL_JOBS,
    **WALLET_JOBS,
    **SANCTIONS_JOBS,
    **SCREENING_JOBS,
    **VIGILANCE_JOBS,
    **SYNDIC_REMINDERS,
    **FORGETTING_JOBS,
    "look_after_campaigns": look_after_campaigns,
    "announce_endings": announce_endings,
    "tell_of_the_day": tell_of_the_day,
    "read_representatives": read_representatives,
    business_deliveries.JOB: read_business_register,
    "seal_events": seal_events,
    "anchor_events": anchor_events,
    "forget_attempts": forget_attempts,
    "notify": notify,
    "send_letter": send_letter,
    "send_sign_up_code": send_sign_up_code,
    "send_reset_link": send_reset_link,
    "send_address_code": send_address_code,
    "send_return_code": send_return_code,
    inviting.JOB: send_invitation,
    "forget_sign_ups": forget_sign_ups,
    "look_after_letters": look_after_letters,
    "forget_letters": forget_letters,
    "forget_documents": forget_documents,
    "forget_imports": forget_imports,
    "forget_incidents": forget_incidents,
    long_work.JOB: carry_out,
}
# The timetable runs these again within a minute, so a second try would only stand in its way.
_ONCE = frozenset({"seal_events"})


@dataclass(frozen=True)
class Yard:
    """The queue itself, for the two jobs that look after it; they run in a thread, the queue on its loop."""

    queue: procrastinate.App
    loop: asyncio.AbstractEventLoop

    def run(self, work: Coroutine[object, object, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()


def rescue(place: Workplace, yard: Yard) -> str:
    """Gives the jobs of a worker that died to another; one that has killed several, or waits anew, is given up."""
    jobs = yard.queue.job_manager
    given = 0
    for job in yard.run(jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED)):
        place.office(partial(runs.lose, job_id=job.id or 0, now=clock.now()))
        if job.attempts < _TRIES:
            with suppress(UniqueViolation):  # the same job already waits again
                yard.run(jobs.retry_job(job))
                log.warning("left by its worker, waits again", job=job.task_name, number=job.id)
                given += 1
                continue
        yard.run(jobs.finish_job(job, Status.FAILED, delete_job=False))
        log.error("left by its worker, given up", job=job.task_name, number=job.id)
    return str(given)


def forget_jobs(place: Workplace, yard: Yard) -> str:
    """Removes jobs, runs and planned moments of more than 14 days ago; each entry keeps its last moment."""
    hours = int(_KEPT.total_seconds() // 3600)
    jobs = yard.queue.job_manager
    yard.run(jobs.delete_old_jobs(hours, include_failed=True, include_cancelled=True, include_aborted=True))
    place.office(_forget_ticks)
    return str(place.in_batches(partial(runs.forget, before=clock.now() - _KEPT)))


def _forget_ticks(session: Session) -> None:
    later = aliased(Tick)
    session.execute(
        delete(Tick).where(
            Tick.planned_at < clock.now() - _KEPT,
            exists().where(later.name == Tick.name, later.planned_at > Tick.planned_at),
        )
    )


_YARD: dict[str, Job] = {"rescue": rescue, "forget_jobs": forget_jobs}


def logged(place: Workplace, name: str, number: int, act: Callable[[], str]) -> None:
    """Does one try of a job between two lines of the run log, which stay whatever becomes of its own work."""
    run = place.office(partial(runs.start, name=name, job_id=number, now=clock.now()))
    try:
        detail = act()
    except Exception as problem:
        log.warning("failed", job=name, number=number, **told(problem))
        with suppress(Outage):
            words = runs.words_of(problem)
            place.office(partial(runs.end, run_id=run, outcome="failed", detail=words, now=clock.now()))
        raise
    place.office(partial(runs.end, run_id=run, outcome="done", detail=detail, now=clock.now()))


class Superseded(Exception):
    """Not tried again: the same job already waits, and of a key the queue keeps but one."""


def queue_at(
    database_url: str, place: Workplace, hands: int = 2, jobs: dict[str, Job] | None = None
) -> procrastinate.App:
    """The queue with every job known to it; `hands` is how many jobs run at the same time."""
    address = driver_address(database_url, **NETWORK)
    queue = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=address, connection_class=Brief, min_size=1, max_size=hands + 3, timeout=5
        ),
        worker_defaults={
            "concurrency": hands,
            "update_heartbeat_interval": HEARTBEAT,
            "stalled_worker_timeout": STALLED,
            "install_signal_handlers": False,
        },
    )
    again = procrastinate.RetryStrategy(max_attempts=_TRIES, exponential_wait=4, retry_exceptions=[Outage])

    def know(name: str, job: Job) -> None:
        def run(context: procrastinate.JobContext, /, **facts: JSONValue) -> None:
            key = context.job.queueing_lock
            try:
                logged(place, name, context.job.id or 0, partial(job, place, **facts))
            except Outage as problem:
                if key and place.office(lambda session: session.scalar(_WAITS, {"key": key})):
                    raise Superseded(name) from problem
                raise

        queue.task(name=name, pass_context=True, retry=False if name in _ONCE else again)(run)

    def know_of_the_yard(name: str, job: Job) -> None:
        async def run(context: procrastinate.JobContext) -> None:
            act = partial(job, place, Yard(queue, asyncio.get_running_loop()))
            await asyncio.to_thread(logged, place, name, context.job.id or 0, act)

        queue.task(name=name, pass_context=True)(run)

    for name, job in {**JOBS, **(jobs or {})}.items():
        know(name, job)
    for name, job in _YARD.items():
        know_of_the_yard(name, job)
    return queue


def _without_messages(record: logging.LogRecord) -> bool:
    """The queue logs errors with their message, which may quote a row; ours are in the log by kind and place."""
    record.exc_info = record.exc_text = None
    return True


def work(database_url: str, place: Workplace, hands: int = 2, jobs: dict[str, Job] | None = None) -> None:
    """Does jobs as they come until told to stop; a database that is away is waited for. `jobs` adds to JOBS."""
    logging.getLogger("procrastinate.worker").addFilter(_without_messages)
    stop = place.stop
    while not stop.is_set():
        try:
            asyncio.run(_work(queue_at(database_url, place, hands, jobs), stop))
        except Exception as problem:  # the queue's own breakdowns have no common parent; a job's never get here
            log.warning("the worker starts again", **told(problem))
            stop.wait(1)


async def _work(queue: procrastinate.App, stop: threading.Event) -> None:
    async def serve() -> None:
        async with queue.open_async():
            await queue.run_worker_async(shutdown_graceful_timeout=_PATIENCE)

    beats = False
    serving = asyncio.create_task(serve())
    while not stop.is_set() and not serving.done():
        await asyncio.wait({serving}, timeout=0.1)
        alive = any(task.get_name() == _BEATING for task in asyncio.all_tasks())
        if beats and not alive and not serving.done():
            # Its heartbeat broke on an error, which the queue doesn't notice: others would think it dead.
            log.warning("the worker starts again", kind="no heartbeat")
            break
        beats = alive
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving


def work_off(
    database_url: str,
    sessions: sessionmaker[Session],
    state: Path,
    jobs: dict[str, Job] | None = None,
    kinds: Mapping[str, Kind] | None = None,
    post: Post | None = None,
    **outside: Any,
) -> None:
    """Does every job that waits, and what it asks for, then returns: a second hand would stop before that."""
    place = Workplace(sessions, state, kinds=kinds or {}, post=post or Post(), **outside)
    queue_at(database_url, place, hands=1, jobs=jobs).run_worker(wait=False, listen_notify=False)
