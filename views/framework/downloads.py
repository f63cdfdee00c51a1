"""Files as they leave us: to be kept on a disk, never shown in a page of ours."""

from __future__ import annotations

from flask import Response, send_file

from models.documents import Document
from views.framework.database import files

# A file that a browser opened after all could neither run a script nor reach anything.
_HARMLESS = "default-src 'none'; sandbox"


def handed_out(found: Document) -> Response:
    """The file of a document, to be kept and never shown in our pages."""
    answer = send_file(
        files().open(str(found.file)),
        mimetype=found.media_type,
        as_attachment=True,
        download_name=found.name,
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = _HARMLESS
    answer.content_length = found.size
    return answer
