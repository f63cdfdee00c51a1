"""What the clock has planned. The jobs themselves are rows of the queue's own tables (migration 003)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Tick(Base):
    """A moment of the timetable that was put in the queue; its key makes it one time, whoever keeps the clock."""

    __tablename__ = "job_tick"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    planned_at: Mapped[datetime] = mapped_column(primary_key=True)
