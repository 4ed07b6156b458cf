"""Offices of the made-up city that carry a proposal from a kelurahan to BPJS Kesehatan, and people to propose."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from semesta.terms.start_date import start_on
from semesta.web.casework.models import (
    BpjsFile,
    Contract,
    Decree,
    DecreeLine,
    Proposal,
    ProposalLine,
    TriageLine,
    TriageList,
)
from semesta.web.core.acting import Acting, acting, acting_of
from semesta.web.core.models import Membership, Organisation, User
from semesta.web.core.published.shown import shown_to
from semesta.web.core.published.tables.models import Person
from semesta.web.core.roles import ROLES
from semesta.web.core.scope import Scope

CITY = "16.71"
WHO = {
    "lurah": ("kelurahan", "Kelurahan Uji"), "dinsos": ("dinsos", "Dinas Sosial Uji"),
    "dinkes": ("dinkes", "Dinas Kesehatan Uji"), "dinkes2": ("dinkes", "Dinas Kesehatan Uji"),
    "bpjs": ("bpjs", "BPJS Kesehatan Uji"),
}  # fmt: skip


@dataclass
class Offices:
    """Users by name and their scopes; `village` is the kelurahan of `lurah`."""

    village: str
    users: dict[str, User] = field(default_factory=dict)
    offices: dict[str, Organisation] = field(default_factory=dict)

    def scope(self, who: str, area: str | None = None) -> Scope:
        role = WHO[who][0]
        default = self.village if who == "lurah" else CITY
        office = self.offices[who]
        return Scope(self.users[who].pk, ROLES[role], office.pk, office.name, (area or default,))

    def doing(self, who: str, area: str | None = None):
        """As a guarded view of this user: (scope, what it sees), in one transaction."""
        return _Doing(self.scope(who, area))


class _Doing:
    def __init__(self, scope: Scope) -> None:
        self.scope, self.acting = scope, acting(acting_of(scope))

    def __enter__(self):
        self.acting.__enter__()
        return self.scope, shown_to(self.scope)

    def __exit__(self, *error):
        return self.acting.__exit__(*error)


def make_offices(village: str) -> Offices:
    """One user per office, two at Dinkes."""
    made = Offices(village)
    hashed = make_password("kuda-terbang-11-malam")
    with acting(Acting(purpose="tests")):
        for who, (role, name) in WHO.items():
            area = village if who == "lurah" else CITY
            office, _ = Organisation.objects.get_or_create(name=name, defaults={"kind": role, "area_code": area})
            user = User.objects.create(username=f"uji-{who}", name=f"Petugas {who}", password=hashed)
            Membership.objects.create(user=user, role=role, organisation=office, area_code=area)
            made.users[who], made.offices[who] = user, office
    return made


def make_contract(user: User, **values) -> Contract:
    """An agreement with room for everybody, unless told otherwise, of the year in which cover would begin today."""
    today = timezone.localdate()
    year = start_on(today, same_day=False, cut_off_day=20, inclusive=True).year
    year = values.pop("year", year)
    facts = {
        "number": "PKS-UJI/1", "quota_people": 5000, "budget_rupiah": 10_000_000_000, "headcount": 100,
        "headcount_from": date(year, 1, 1),
    }  # fmt: skip
    with acting(Acting(purpose="tests")):
        return Contract.objects.create(area_code=CITY, year=year, user=user, **{**facts, **values})


def without_cover(scope: Scope, count: int = 5, **also) -> list[Person]:
    """Living residents of the scope who have a good NIK and no cover."""
    with acting(acting_of(scope), writes=False):
        rows = (
            shown_to(scope)
            .rows(Person)
            .filter(class_name="uncovered", nik__isnull=False, nik_damage="", has_doubt=False, in_register=True, **also)
        )
        return list(rows.order_by("person_id")[:count])


def proposal_things(city) -> dict[str, str]:
    """One of each thing of the desk in the city's area, as another office left it; their public ids."""
    found = Proposal.objects.filter(area_code=city.area, organisation="Kantor mawar dinsos").first()
    scope = city.scope("dinsos")
    with acting(Acting(**{**vars(acting_of(scope)), "purpose": "tests"})):
        if found is None:
            _make_things(city)
        return {
            "line": str(ProposalLine.objects.within(scope).first().public_id),
            "proposal": str(Proposal.objects.filter(area_code=city.area).first().public_id),
            "decree": str(Decree.objects.within(scope).first().public_id),
            "file": str(BpjsFile.objects.within(scope).first().public_id),
            "list": str(TriageList.objects.within(scope).first().public_id),
            "triage_line": str(TriageLine.objects.within(scope).first().public_id),
        }


def _make_things(city) -> None:
    user, area, now = city.users["dinsos"], city.area, timezone.now()
    file = BpjsFile.unscoped.create(
        area_code=area, kind="add", layout="registrasi_34", registered_on=now.date(), line_count=1, sha256="0" * 64,
        user=user,
    )  # fmt: skip
    proposal = Proposal.objects.create(
        kind="add", flow="A", area_code=area, organisation="Kantor mawar dinsos", user=user
    )
    line = ProposalLine.unscoped.create(
        proposal=proposal, area_code=area, kind="add", state="exported", step="reply", open=True, name="Orang mawar",
        sent_at=now, bpjs_file=file,
    )  # fmt: skip
    decree = Decree.unscoped.create(
        area_code=area, paper="sk_head", kind="add", city="Kota mawar", office="Dinas mawar", signer_title="Kepala",
        signer_name="mawar", line_count=1, sha256="0" * 64, user=user,
    )  # fmt: skip
    DecreeLine.unscoped.create(decree=decree, line=line, area_code=area, place=1, name="Orang mawar")
    listed = TriageList.unscoped.create(
        area_code=area, sha256="0" * 64, name="mawar.csv", row_count=1, run_id="mawar", user=user
    )
    TriageLine.unscoped.create(list=listed, area_code=area, row_number=1, name="Orang mawar", way="identify")
