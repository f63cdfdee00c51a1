"""The jobs that failed for good or wait for another try, as people see them; and the run log sorted by job.

A view over the queue's own table: what the queue counts, why the last try failed, when the next one comes. A job
of the timetable that failed, and whose next one of the same key went well, is no trouble any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None

_IN_TROUBLE = "status = 'failed' or (status = 'todo' and attempts > 0)"
_VIEW = """
create view job_trouble as
select j.id, j.id as number, j.task_name as name,
    case j.status when 'failed' then 'failed' else 'waiting' end as state,
    tried.times, tried.version, j.scheduled_at as next_at, asked.at as asked_at, tried.last_at,
    coalesce(last.detail, '') as why, coalesce(last.outcome, '') as outcome, j.args as facts
from procrastinate_jobs j
left join lateral (
    select e.at from procrastinate_events e where e.job_id = j.id and e.type = 'deferred' order by e.id limit 1
) asked on true
left join lateral (
    select count(*) as times, max(r.started_at) as last_at, coalesce(max(r.id), 0) as version
    from job_run r where r.job_id = j.id
) tried on true
left join lateral (
    select r.detail, r.outcome from job_run r where r.job_id = j.id and r.outcome in ('failed', 'lost')
    order by r.id desc limit 1
) last on true
where (j.status = 'failed' or (j.status = 'todo' and j.attempts > 0))
    and (j.queueing_lock is null or not exists (
        select from procrastinate_jobs later where later.queueing_lock = j.queueing_lock and later.id > j.id
            and later.status = 'succeeded'
    ))
"""


def upgrade() -> None:
    op.create_index(
        "ix_procrastinate_jobs_trouble", "procrastinate_jobs", ["id"], postgresql_where=sa.text(_IN_TROUBLE)
    )
    op.create_index(
        "ix_procrastinate_jobs_made_good",
        "procrastinate_jobs",
        ["queueing_lock", "id"],
        postgresql_where=sa.text("status = 'succeeded' and queueing_lock is not null"),
    )
    op.create_index("ix_job_run_name_started_at_id", "job_run", ["name", "started_at", "id"])
    op.execute(_VIEW)
    op.execute("grant select on job_trouble to house_office, house_reader")


def downgrade() -> None:
    op.execute("drop view job_trouble")
    op.drop_index("ix_job_run_name_started_at_id", "job_run")
    op.drop_index("ix_procrastinate_jobs_made_good", "procrastinate_jobs")
    op.drop_index("ix_procrastinate_jobs_trouble", "procrastinate_jobs")
