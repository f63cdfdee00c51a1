"""Unmanaged models over the tables of rights; names and relations as in `models/`."""

from __future__ import annotations

from django.db import models


class Organisation(models.Model):
    name = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "organisation"

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    family_name = models.CharField(max_length=200)
    given_names = models.CharField(max_length=200)
    sort_name = models.TextField()

    class Meta:
        managed = False
        db_table = "account_person"

    def __str__(self) -> str:
        return f"{self.given_names} {self.family_name}"


class Tool(models.Model):
    name_nl = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "rights_tool"

    def __str__(self) -> str:
        return self.name_nl


class Kind(models.Model):
    name_nl = models.CharField(max_length=200)
    tool = models.ForeignKey(Tool, models.DO_NOTHING)

    class Meta:
        managed = False
        db_table = "rights_kind"

    def __str__(self) -> str:
        return self.name_nl


class Right(models.Model):
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING)
    person = models.ForeignKey(Person, models.DO_NOTHING)
    kind = models.ForeignKey(Kind, models.DO_NOTHING)
    first_day = models.DateField()
    last_day = models.DateField()
    reason = models.TextField()
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "rights_right"
