"""One made-up user per role, for a city of made-up people."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from semesta.terms.fault import Fault
from semesta.terms.region import region_names

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.web.core.models import User


@dataclass(frozen=True)
class DemoUser:
    """What is printed once."""

    username: str
    password: str
    role: str
    organisation: str


_OFFICES = {
    "coordinator": ("Bappeda", "bappeda"),
    "dinsos": ("Dinas Sosial", "dinsos"),
    "dinkes": ("Dinas Kesehatan", "dinkes"),
    "dukcapil": ("Dinas Dukcapil", "dukcapil"),
    "finance": ("BPKAD", "bpkad"),
    "disnaker": ("Dinas Tenaga Kerja", "disnaker"),
    "dpmptsp": ("DPMPTSP", "dpmptsp"),
    "kejari": ("Kejaksaan Negeri", "kejari"),
    "bpjs": ("BPJS Kesehatan Cabang", "bpjs"),
    "kelurahan": ("Kelurahan", "kelurahan"),
    "facility": ("Puskesmas", "facility"),
    "auditor": ("Inspektorat", "inspektorat"),
    "privacy": ("Dinas Kominfo", "bappeda"),
    "office_admin": ("Dinas Kominfo", "bappeda"),
}


def make_demo_users(home: Path, area: str) -> list[DemoUser]:
    """One user per role in the area, a second one where nobody may do two steps in a row, with new passwords; those who
    are there already get a new password too.

    A Fault when the home's people are not known to be made up.
    """
    from semesta.web.core.acting import Acting, acting
    from semesta.web.core.roles import ROLES

    if not (home / MADE_UP).exists():
        raise Fault("Folder ini tidak ditandai berisi orang buatan; beri --demo bila memang begitu", str(home))
    with acting(Acting(purpose="demo users")):
        every = [_demo_user(role, area) for role in ROLES]
        second = [_demo_user(role, area, f"{role}-2", office) for role, office in _SECOND.items()]
        return every + second


_SECOND = {"dinkes": "Dinas Kesehatan", "facility": "Rumah Sakit"}
"""Offices that do steps of a proposal one after the other; facilities that refer to one another."""
MADE_UP = "made-up"
"""A file of this name in a home folder says that all its people are made up."""


def mark_made_up(home: Path) -> None:
    """From now on the home is one of made-up people, for good."""
    (home / MADE_UP).touch()


def _demo_user(role: str, area: str, name: str = "", at: str = "") -> DemoUser:
    from semesta.web.core import actions
    from semesta.web.core.models import User

    office, kind = _OFFICES[role]
    place = _one_village(area) if role == "kelurahan" else area
    organisation = actions.make_organisation(f"{at or office} (contoh)", kind, place)
    username, password = name or role.replace("_", "-"), secrets.token_urlsafe(12)
    user: User | None = User.objects.filter(username=username).first()
    if user is None:
        user = actions.make_user(username, f"Contoh {at or office}", password)
        actions.give_membership(user, role, organisation, place)
    else:
        actions.set_password(user, password)
    return DemoUser(username, password, role, organisation.name)


def _one_village(area: str) -> str:
    """The first village of an area, by code; the area itself when it has none."""
    codes = sorted({row["code"] for row in region_names(area).to_pylist() if len(row["code"]) == 13})
    return codes[0] if codes else area
