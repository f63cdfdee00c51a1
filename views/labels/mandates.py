"""Words about mandates of syndics: forms, states, steps, capacities, kinds of evidence, pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext as _p

from models.values.mandates import (
    AppointedBy,
    BatchKind,
    BatchState,
    CaseEvidence,
    CaseForm,
    CasePage,
    CaseState,
    ItemState,
    StepKind,
    SyndicCapacity,
    SyndicKind,
)

FORMS = {
    CaseForm.START: _l("Start of a mandate"),
    CaseForm.END: _l("End of a mandate"),
    CaseForm.END_START: _l("End and start in one act"),
    CaseForm.CHANGE: _l("Change of the syndic’s data"),
    CaseForm.REPRESENTATIVE: _l("Change of representative"),
}
STATES = {
    CaseState.DRAFT: _p("syndics", "Draft"),
    CaseState.ANNOUNCED: _l("Waits for the association’s number"),
    CaseState.SUBMITTED: _l("Submitted"),
    CaseState.IN_TREATMENT: _l("In treatment"),
    CaseState.QUESTION: _l("Question to you"),
    CaseState.ANSWERED: _p("syndics", "Answered"),
    CaseState.FILED: _l("Filed in the register"),
    CaseState.REFUSED: _p("syndics", "Refused"),
    CaseState.WITHDRAWN: _p("syndics", "Withdrawn"),
}
TONES: dict[str, str] = {
    CaseState.DRAFT: "off",
    CaseState.ANNOUNCED: "wait",
    CaseState.SUBMITTED: "wait",
    CaseState.IN_TREATMENT: "wait",
    CaseState.QUESTION: "soon",
    CaseState.ANSWERED: "wait",
    CaseState.FILED: "good",
    CaseState.REFUSED: "bad",
    CaseState.WITHDRAWN: "off",
}
STEPS = {
    StepKind.BEGUN: _l("Case begun"),
    StepKind.ANNOUNCED: _l("Association announced to the counter"),
    StepKind.NUMBERED: _l("The association got its number"),
    StepKind.SUBMITTED: _l("Submitted and paid"),
    StepKind.TAKEN: _l("Taken up by the counter"),
    StepKind.ASKED: _l("Question from the counter"),
    StepKind.ANSWERED: _l("Question answered"),
    StepKind.MESSAGE: _l("Message"),
    StepKind.FILED: _l("Filed in the business register"),
    StepKind.REFUSED: _l("Refused by the counter"),
    StepKind.WITHDRAWN: _l("Withdrawn by the applicant"),
    StepKind.REFUNDED: _l("Fee back in the wallet"),
    StepKind.REMINDED: _l("Reminded of the last day"),
}
APPOINTED_BY = {
    AppointedBy.ASSEMBLY: _l("The general assembly"),
    AppointedBy.JUDGE: _l("A judge"),
    AppointedBy.BY_LAWS: _l("The by-laws"),
}
SYNDIC_KINDS = {
    SyndicKind.PERSON: _l("A natural person"),
    SyndicKind.COMPANY: _l("A company"),
}
CAPACITIES = {
    SyndicCapacity.CO_OWNER: _l("Co-owner"),
    SyndicCapacity.ESTATE_AGENT: _l("Estate agent (BIV/IPI)"),
    SyndicCapacity.LAWYER: _l("Lawyer"),
    SyndicCapacity.ACCOUNTANT: _l("Accountant"),
    SyndicCapacity.SURVEYOR: _l("Surveyor-expert"),
    SyndicCapacity.ARCHITECT: _l("Architect"),
}
EVIDENCE = {
    CaseEvidence.MINUTES: _l("Signed minutes of the general assembly"),
    CaseEvidence.DEED: _l("Extract of the deed of appointment"),
    CaseEvidence.JUDGMENT: _l("Judgment"),
    CaseEvidence.BY_LAWS: _l("By-laws"),
    CaseEvidence.DISMISSAL: _l("Proof of dismissal"),
    CaseEvidence.IDENTITY: _l("Documents that identify the person beyond doubt"),
    CaseEvidence.OTHER: _l("Another document"),
}
PAGES = {
    CasePage.ASSOCIATION: _l("Association of co-owners"),
    CasePage.ENDING: _l("Mandate that ends"),
    CasePage.MANDATE: _l("Appointment"),
    CasePage.SYNDIC: _p("syndics", "Syndic"),
    CasePage.REPRESENTATIVE: _p("syndics", "Representative"),
    CasePage.CONTACT: _l("Contact and consultation"),
    CasePage.EVIDENCE: _p("syndics", "Evidence"),
    CasePage.SUMMARY: _l("Check and submit"),
}
BATCH_KINDS = {
    BatchKind.CHANGE: _l("Another representative"),
    BatchKind.REMOVAL: _l("No representative any longer"),
}
BATCH_STATES = {
    BatchState.DRAFT: _p("syndics", "Draft"),
    BatchState.RUNNING: _l("Being submitted"),
    BatchState.DONE: _p("syndics", "Done"),
}
ITEM_STATES = {
    ItemState.WAITING: _p("syndics", "Waits"),
    ItemState.SUBMITTED: _l("Submitted"),
    ItemState.REFUSED: _l("Not submitted"),
}
