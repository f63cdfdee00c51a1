"""A real nginx in the configuration of docs/client-certificate.md, and curl as a browser that shows a card."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server
from wsgiref.types import WSGIApplication

from cryptography.hazmat.primitives import serialization

from eid import integrity
from eid.card import File
from eid.mtls import SECRET
from eid.virtual import Content
from eid.virtual_people import Authority, new_authority, new_deputy

ROOT = Path(__file__).resolve().parents[2]
WORD = "a-secret-of-more-than-thirty-two-letters"
PEM = serialization.Encoding.PEM
LACKS = "" if shutil.which("nginx") and shutil.which("curl") else "nginx and curl aren't installed"


@dataclass
class Host:
    """A proxy that asks for certificates, one that forgot to say anything about them, and what stands behind."""

    port: int
    forgetful_port: int
    folder: Path
    authorities: dict[bool, Authority]

    def ask(self, *options: str, port: int | None = None, path: str = "/") -> str:
        """What the page behind says: a national number that was let in, or a fault; `refused` without any page."""
        address = f"https://127.0.0.1:{port or self.port}{path}"
        answer = subprocess.run(
            ["curl", "--silent", "--insecure", "--max-time", "10", *options, address],
            capture_output=True,
            text=True,
            check=False,
        )
        return answer.stdout if answer.returncode == 0 else "refused"

    def card(self, content: Content, file: File = File.AUTHENTICATION) -> tuple[str, ...]:
        """What makes curl show this certificate."""
        key = content.keys[0x82 if file is File.AUTHENTICATION else 0x83]
        place = self.folder / f"{file.name}-{id(content)}.pem"
        certificate = integrity.certificate_of(content.files[file.value])
        place.write_bytes(
            certificate.public_bytes(PEM)
            + key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        )
        return ("--cert", str(place))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: tests are quiet."""


@contextmanager
def host_before(
    behind: WSGIApplication, folder: Path, authorities: dict[bool, Authority], port: int
) -> Iterator[Host]:
    """Both proxies, before that application."""
    server = make_server("127.0.0.1", 0, behind, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Host(port, free_port(), folder, authorities)
    proxying = _start(folder, made, server.server_port, datetime.now(UTC))
    try:
        yield made
    finally:
        proxying.terminate()
        proxying.wait()
        server.shutdown()


def _start(folder: Path, host: Host, behind: int, now: datetime) -> subprocess.Popen[bytes]:
    told = (ROOT / "docs" / "client-certificate.md").read_text()
    block = re.search(r"```nginx\n(.*?)```", told, re.DOTALL)
    assert block is not None
    server = block[1]
    for stands, here in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{host.port} ssl;"),
        ("/etc/nginx/sleutelbos/", f"{folder}/"),
        ("http://unix:/run/sleutelbos/eid.sock", f"http://127.0.0.1:{behind}"),
    ):
        assert stands in server
        server = server.replace(stands, here)
    certificate, key = new_deputy(new_authority(True, now), now)
    (folder / "host.pem").write_bytes(certificate.public_bytes(PEM))
    (folder / "host.key").write_bytes(
        key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    bundle = [part for one in host.authorities.values() for part in (one.issuer, one.root)]
    (folder / "authorities.pem").write_bytes(b"".join(one.public_bytes(PEM) for one in bundle))
    (folder / "secret.conf").write_text(f'proxy_set_header {SECRET} "{WORD}";\n')
    forgetful = (
        f"server {{ listen 127.0.0.1:{host.forgetful_port} ssl; ssl_certificate {folder}/host.pem;"
        f" ssl_certificate_key {folder}/host.key; underscores_in_headers on;"
        f" location / {{ proxy_pass http://127.0.0.1:{behind}; }} }}"
    )
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;\n"
        f"events {{ }}\nhttp {{ access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;"
        f" fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n"
        f"{server}\n{forgetful} }}\n"
    )
    made = subprocess.Popen(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")])
    until = time.monotonic() + 90
    while time.monotonic() < until:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", host.port)) == 0:
                return made
        time.sleep(0.05)
    raise AssertionError((folder / "error.log").read_text())
