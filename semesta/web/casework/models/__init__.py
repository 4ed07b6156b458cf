"""Tables of `casework`, one module per subject."""

from semesta.web.casework.models.bills import BillAct, BillStep
from semesta.web.casework.models.bpjs import BpjsAnswer, BpjsAnswerFile, BpjsAnswerText, BpjsFile
from semesta.web.casework.models.budget import BudgetPlan, BudgetValue, BudgetVersion
from semesta.web.casework.models.cases import (
    Case,
    CaseAttachment,
    CaseKind,
    CaseNote,
    CaseState,
    FollowedPublication,
    OfficeTurn,
)
from semesta.web.casework.models.decrees import Decree, DecreeLine
from semesta.web.casework.models.doubts import DoubtDecision
from semesta.web.casework.models.exchange import (
    Agreement,
    Direction,
    Exchange,
    Side,
    Statement,
    StatementRemark,
    StatementSignature,
    StatementStep,
    View,
)
from semesta.web.casework.models.proposals import (
    FlowChoice,
    HealthGround,
    Proposal,
    ProposalDocument,
    ProposalLine,
    ProposalStep,
)
from semesta.web.casework.models.quota import Contract, Reservation
from semesta.web.casework.models.runs import PublishProposal, Upload
from semesta.web.casework.models.subjects import Breach, Right, SubjectRequest, SubjectState, SubjectStep
from semesta.web.casework.models.triage import TriageLine, TriageList

__all__ = [
    "Agreement",
    "BillAct",
    "BillStep",
    "BpjsAnswer",
    "BpjsAnswerFile",
    "BpjsAnswerText",
    "BpjsFile",
    "Breach",
    "BudgetPlan",
    "BudgetValue",
    "BudgetVersion",
    "Case",
    "CaseAttachment",
    "CaseKind",
    "CaseNote",
    "CaseState",
    "Contract",
    "Decree",
    "DecreeLine",
    "Direction",
    "DoubtDecision",
    "Exchange",
    "FlowChoice",
    "FollowedPublication",
    "HealthGround",
    "OfficeTurn",
    "Proposal",
    "ProposalDocument",
    "ProposalLine",
    "ProposalStep",
    "PublishProposal",
    "Reservation",
    "Right",
    "Side",
    "Statement",
    "StatementRemark",
    "StatementSignature",
    "StatementStep",
    "SubjectRequest",
    "SubjectState",
    "SubjectStep",
    "TriageLine",
    "TriageList",
    "Upload",
    "View",
]
