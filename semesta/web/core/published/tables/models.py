"""The tables of one publication, each filled by contents/<table>.sql."""

from semesta.web.core.published.tables.base import PublishedModel
from semesta.web.core.published.tables.bills import (
    InvoiceBill,
    InvoiceClaim,
    InvoiceOutcome,
    InvoiceReason,
    InvoiceWork,
)
from semesta.web.core.published.tables.figures import (
    AreaSplit,
    ClaimRank,
    IndicatorMonth,
    ManifestOfMonth,
    MemberBalance,
    PopulationFigure,
    QualityItem,
    RegionRank,
    RegisterGap,
    RejectedCount,
    RouteCost,
    TotalCheck,
    UhcCondition,
    UhcStatus,
)
from semesta.web.core.published.tables.people import Card, Doubt, NameCount, NameWord, Person, PersonChange, Spell
from semesta.web.core.published.tables.work import ActionOutcome, EmployerWork, NewbornWork, VisitProof, VisitWork

__all__ = [
    "ActionOutcome",
    "AreaSplit",
    "Card",
    "ClaimRank",
    "Doubt",
    "EmployerWork",
    "IndicatorMonth",
    "InvoiceBill",
    "InvoiceClaim",
    "InvoiceOutcome",
    "InvoiceReason",
    "InvoiceWork",
    "ManifestOfMonth",
    "MemberBalance",
    "NameCount",
    "NameWord",
    "NewbornWork",
    "Person",
    "PersonChange",
    "PopulationFigure",
    "PublishedModel",
    "QualityItem",
    "RegionRank",
    "RegisterGap",
    "RejectedCount",
    "RouteCost",
    "Spell",
    "TotalCheck",
    "UhcCondition",
    "UhcStatus",
    "VisitProof",
    "VisitWork",
]
