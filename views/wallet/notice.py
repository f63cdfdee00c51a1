"""Where a payment provider says that something changed about a payment."""

from __future__ import annotations

from flask import Response, make_response, request
from flask_appbuilder import expose
from werkzeug.exceptions import HTTPException

from views.framework.screens import Screen
from views.framework.web import protection
from views.wallet.paying import told

LONGEST_NOTICE = 2048


class PaymentNoticeScreen(Screen):
    """Open to anybody: nothing that is sent is believed, and whatever is sent gets the same answer."""

    route_base = "/payments/notice"
    default_view = "told"

    @expose("/<provider>", methods=["POST"])
    @protection.exempt
    def told(self, provider: str) -> Response:
        """Puts the question to the provider in the queue, where we know the payment."""
        request.max_content_length = LONGEST_NOTICE
        try:
            reference = request.form.get("id", "")
        except HTTPException:  # more than a notice can be, or nothing that can be read
            reference = ""
        told(provider, reference)
        return make_response("", 200)
