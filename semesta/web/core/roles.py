"""Roles as data: what each may do and which columns of a person it may see. A role is changed here, nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

PERMISSIONS: dict[str, _StrPromise] = {
    "overview.read": _("See the city's figures and verdict"),
    "people.read": _("Find people and see their cover"),
    "people.identity": _("Show a whole NIK or card number after naming a purpose"),
    "people.verify": _("Ask Dukcapil whether what is believed of a person agrees"),
    "doubts.decide": _("Decide whether two records are one person"),
    "cases.read": _("See cases and work lists"),
    "cases.act": _("Work on cases"),
    "cases.assign": _("Assign cases to officers"),
    "proposals.read": _("See proposals for cover and where they stand"),
    "proposals.write": _("Propose people for cover"),
    "proposals.validate": _("Check and forward proposals"),
    "proposals.decide": _("Decide on proposals within quota and budget"),
    "proposals.reply": _("Enter what BPJS Kesehatan answered"),
    "visits.read": _("See rounds of household visits and what they found"),
    "visits.plan": _("Draw rounds of visits and share them out"),
    "bills.read": _("See BPJS Kesehatan's bills and what is wrong with them"),
    "bills.check": _("Mark a bill as checked"),
    "bills.agree": _("Agree to a bill that was checked"),
    "budget.read": _("See the city's budget"),
    "budget.write": _("Write the budget sheet and ask for plans"),
    "outreach.read": _("See whom to tell before cover ends, and where arrears are"),
    "outreach.write": _("Write down sessions, and who agrees to messages or wants none"),
    "outreach.send": _("Make batches of messages and work out what reaching people did"),
    "outreach.release": _("Release a batch of messages that a colleague made"),
    "employers.read": _("See employers, their workers' cover and the cases of those that do not comply"),
    "employers.open": _("Open compliance cases of employers and write down visits to them"),
    "employers.warn": _("Warn and fine employers, and propose that they get no public services"),
    "employers.refuse": _("Decide whether an employer gets no public services"),
    "employers.recover": _("Recover contributions that employers owe, by power of attorney"),
    "runs.read": _("See runs and files"),
    "runs.upload": _("Upload files and start a run"),
    "runs.publish": _("Publish a run"),
    "cooperation.read": _("See the reconciliation between city and BPJS Kesehatan"),
    "cooperation.sign": _("Sign the reconciliation for one side"),
    "counter.serve": _("Answer at a facility's counter"),
    "counter.read": _("See patients served without cover, by episode, and how fast offices answer"),
    "office.users": _("Manage users, memberships and organisations"),
    "office.peers": _("See and repeat messages to other systems, let systems ask"),
    "office.audit": _("Read the audit trail"),
    "exports.make": _("Make a list that leaves the application"),
    "exports.approve": _("Let a list leave that a colleague asked for"),
    "exchange.write": _("Write down agreements and exchanged files"),
    "field.run": _("Take visits to the field: access of phones, forms that came in, conflicts"),
    "field.visit": _("Visit homes with a telephone"),
    "public.manage": _("Set what the public sees, and release open data"),
    "subjects.handle": _("Handle requests of citizens about their data, and breaches"),
}
COLUMNS: dict[str, _StrPromise] = {
    "address": _("address below the kelurahan"),
    "family": _("family card and kin"),
    "wage": _("wage and employer"),
    "poverty": _("place in the socio-economic register"),
    "health": _("visits and chronic conditions"),
}


@dataclass(frozen=True)
class Role:
    """What somebody is allowed, by the office's own words; `second_factor`: signing in needs one."""

    name: str
    title: _StrPromise
    description: _StrPromise
    permissions: frozenset[str]
    columns: frozenset[str]
    second_factor: bool


def _role(
    name: str, title: _StrPromise, description: _StrPromise, may: str, sees: str = "", second_factor: bool = False
) -> Role:
    """`may` and `sees` are names with blanks between; an unknown name is a KeyError at start."""
    permissions, columns = frozenset(may.split()), frozenset(sees.split())
    if unknown := (permissions - PERMISSIONS.keys()) | (columns - COLUMNS.keys()):
        raise KeyError(f"role {name} names {sorted(unknown)}, which nobody declared")
    return Role(name, title, description, permissions, columns, second_factor)


ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        _role(
            "coordinator",
            _("UHC coordinator"),
            _("Reads the verdict and the figures, assigns work to offices, publishes runs. Bappeda or Dinkes."),
            "overview.read people.read people.identity people.verify doubts.decide cases.read cases.assign budget.read "
            "bills.read employers.read runs.read runs.upload runs.publish cooperation.read cooperation.sign "
            "exports.make proposals.read exports.approve exchange.write budget.write field.run visits.read "
            "visits.plan outreach.read outreach.write outreach.send outreach.release office.peers public.manage "
            "counter.read",
            "address family wage poverty",
            second_factor=True,
        ),
        _role(
            "dinsos",
            _("Social affairs officer"),
            _("Finds the uncovered and the switched-off, checks and forwards proposals. Dinsos."),
            "overview.read people.read people.identity people.verify cases.read cases.act cases.assign proposals.read "
            "proposals.write proposals.validate exports.make exports.approve field.run field.visit visits.read "
            "visits.plan outreach.read counter.read outreach.write outreach.send outreach.release",
            "address family poverty",
        ),
        _role(
            "dinkes",
            _("Health officer"),
            _("Decides on proposals within quota and budget and sends them to BPJS Kesehatan. Dinkes."),
            "overview.read people.read people.identity people.verify cases.read cases.act cases.assign proposals.read "
            "proposals.write proposals.decide proposals.reply budget.read runs.read runs.upload cooperation.read "
            "exports.make exports.approve exchange.write bills.read bills.check budget.write field.run "
            "field.visit visits.read outreach.read counter.read outreach.write outreach.send outreach.release",
            "address family poverty health",
        ),
        _role(
            "dukcapil",
            _("Civil registration officer"),
            _("Settles identities that conflict: double, dead, moved, damaged numbers. Dukcapil."),
            "overview.read people.read people.identity people.verify doubts.decide cases.read cases.act",
            "address family",
        ),
        _role(
            "finance",
            _("Finance officer"),
            _("Checks each bill person by person and whether the budget lasts to December. BPKAD."),
            "overview.read people.read budget.read cooperation.read exports.make bills.read bills.agree budget.write",
        ),
        _role(
            "disnaker",
            _("Manpower officer"),
            _("Finds employers that have not registered their workers, and workers laid off. Disnaker."),
            "overview.read people.read employers.read employers.open cases.read cases.act",
            "wage",
        ),
        _role(
            "dpmptsp",
            _("Licensing officer"),
            _("Decides whether an employer that BPJS Kesehatan proposes gets no licence or tender permit. DPMPTSP."),
            "employers.read employers.refuse",
        ),
        _role(
            "kejari",
            _("Prosecutor's officer"),
            _("Recovers contributions from employers for BPJS Kesehatan by power of attorney. Kejaksaan Negeri."),
            "employers.read employers.recover",
        ),
        _role(
            "bpjs",
            _("BPJS Kesehatan officer"),
            _("Answers proposals, signs the reconciliation for the branch, warns employers. BPJS Kesehatan."),
            "overview.read people.read people.identity cases.read employers.read employers.open employers.warn "
            "proposals.read proposals.reply runs.read runs.publish cooperation.read cooperation.sign exports.make "
            "exports.approve bills.read bills.agree visits.read outreach.read counter.read outreach.write",
            "address family wage",
            second_factor=True,
        ),
        _role(
            "kelurahan",
            _("Kelurahan officer"),
            _("Visits homes in the kelurahan, works its list, proposes people. Also PESIAR agents."),
            "overview.read people.read people.identity cases.read cases.act proposals.read proposals.write "
            "field.visit visits.read outreach.read outreach.write",
            "address family poverty",
        ),
        _role(
            "facility",
            _("Facility clerk"),
            _("Serves a patient without active cover and starts what is needed. Puskesmas, hospital."),
            "counter.serve",
            "family",
        ),
        _role(
            "auditor",
            _("Auditor"),
            _("Follows any figure to its source and reads the audit trail; changes nothing. Inspektorat, BPK."),
            "overview.read people.read cases.read budget.read employers.read runs.read cooperation.read "
            "office.audit proposals.read bills.read"
            " visits.read",
            second_factor=True,
        ),
        _role(
            "privacy",
            _("Data protection officer"),
            _("Answers citizens about their own data, leads when data leaked, reads who looked at whom and why."),
            "overview.read people.read people.identity subjects.handle office.audit",
            "address family wage poverty health",
            second_factor=True,
        ),
        _role(
            "office_admin",
            _("Office administrator"),
            _("Makes and disables users, gives roles and areas, issues sign-in links. Sees no residents."),
            "office.users office.audit office.peers",
            second_factor=True,
        ),
    )
}
NOBODY = _role("", _("The public"), _("Asks about nobody by name; holds no post."), "")
"""Who is not signed in, where a query must know as whom it asks."""
