"""Django's admin over the same tables of the same server, set up as its documentation advises for speed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from sqlalchemy.engine import make_url
from werkzeug.test import Client


def _settings(url: str) -> None:
    address = make_url(url)
    settings.configure(
        DEBUG=False,
        SECRET_KEY="bench",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="benchmarks.django_admin",
        LOGIN_URL="/admin/login/",
        USE_TZ=True,
        TIME_ZONE="Europe/Brussels",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "benchmarks.django_rights",
        ],
        MIDDLEWARE=[
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        STATIC_URL="/static/",
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": address.database,
                "USER": address.username,
                "PASSWORD": address.password,
                "HOST": address.query["host"],
                "CONN_MAX_AGE": None,
            }
        },
    )
    django.setup()


def django_admin(url: str) -> Callable[[str], bytes]:
    """A function that asks Django's admin for a page, signed in; `url` is the owner's, so no policy slows it."""
    if not settings.configured:
        _settings(url)
    call_command = import_module("django.core.management").call_command
    call_command("migrate", verbosity=0, interactive=False)
    user_model: Any = import_module("django.contrib.auth").get_user_model()
    user, _ = user_model.objects.get_or_create(username="bench", defaults={"is_superuser": True, "is_staff": True})
    browser = import_module("django.test").Client()
    browser.force_login(user)
    client = Client(import_module("django.core.wsgi").get_wsgi_application())
    client.set_cookie("sessionid", browser.cookies["sessionid"].value)

    def ask(path: str) -> bytes:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer.get_data()

    return ask
