"""Words of the pages of a case: what each form is for."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from models.values.mandates import CaseForm

ABOUT_FORMS = {
    CaseForm.START: _l("A syndic was appointed, and no other mandate ends by it: the first syndic, or a vacancy."),
    CaseForm.END: _l("A mandate stops and there is no new syndic yet."),
    CaseForm.END_START: _l(
        "One syndic follows another. Both stand in one act, which costs one fee; two separate acts cost two."
    ),
    CaseForm.CHANGE: _l(
        "The same syndic goes on, but something about him changed: his name, address, number or capacity."
    ),
    CaseForm.REPRESENTATIVE: _l("The company stays syndic; who represents it is another one, or nobody any more."),
}
