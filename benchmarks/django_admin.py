"""The admin's registration and addresses: relations joined, foreign keys as raw ids, an index behind the order."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path

from benchmarks.django_rights.models import Right


@admin.register(Right)
class RightAdmin(admin.ModelAdmin):
    list_display = ("person", "kind", "tool", "first_day", "last_day", "granted_at", "state")
    list_select_related = ("person", "kind__tool")
    list_per_page = 25
    ordering = ("-granted_at", "-id")
    search_fields = ("person__sort_name",)
    raw_id_fields = ("organisation", "person", "kind")
    show_full_result_count = False

    def tool(self, right: Right) -> str:
        return str(right.kind.tool)

    def state(self, right: Right) -> str:
        return "revoked" if right.revoked_at else "granted"


urlpatterns = [path("admin/", admin.site.urls)]
