"""`peers.yaml` in a city's home: whom the city may ask or tell, with the secrets for it. Absent: nobody.

The file holds secrets, so only its owner may read it (mode 600). A peer that is not in it does not exist for Semesta:
no page offers it and nothing is written for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from dataclasses import fields as fields_of
from typing import TYPE_CHECKING, Any

import yaml

from semesta.peers import bpjs, dhis2, dukcapil, satusehat
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = "peers.yaml"
LEVELS = ("regency", "district", "village")


@dataclass(frozen=True)
class Dhis2Codes:
    """How a city's figures are called at its DHIS2; what is not named there is called as `figures_out` says."""

    data_set: str = "SEMESTA_JKN"
    level: str = "district"
    """One level only: DHIS2 adds up the levels above by itself."""
    prefix: str = "SEMESTA_"
    org_units: Mapping[str, str] = field(default_factory=dict)
    data_elements: Mapping[str, str] = field(default_factory=dict)
    shape: str = "json"
    """`json` or `adx`."""


@dataclass(frozen=True)
class Setup:
    """Everybody whom a city may ask or tell."""

    bpjs: Mapping[str, bpjs.Credentials] = field(default_factory=dict)
    """By the code of the facility (PPK) whose credentials they are."""
    dukcapil: dukcapil.Credentials | None = None
    satusehat: satusehat.Credentials | None = None
    dhis2: dhis2.Credentials | None = None
    dhis2_codes: Dhis2Codes = field(default_factory=Dhis2Codes)
    dci_sender_id: str = "semesta"
    """How registries that ask over DCI know this one."""


def read_setup(home: Path) -> Setup:
    """What `peers.yaml` of a home says; an empty Setup without the file. A Fault names what is wrong in it, never a
    secret.
    """
    path = home / FILE
    if not path.exists():
        return Setup()
    if path.stat().st_mode & 0o077:
        raise Fault("Berkas ini berisi rahasia dan dapat dibaca orang lain: chmod 600", FILE)
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError:
        raise Fault("Berkas ini bukan YAML yang benar", FILE) from None  # the parser's words quote the file
    known = {"bpjs", "dukcapil", "satusehat", "dhis2", "dci"}
    if not isinstance(told, dict) or set(told) - known:
        raise Fault(f"Hanya {', '.join(sorted(known))} yang dikenal", FILE)
    codes = {one.name for one in fields_of(Dhis2Codes)}
    of_dhis2, of_dci = _section(told, "dhis2"), _section(told, "dci")
    if set(of_dci) - {"sender_id"}:
        raise Fault("dci: hanya sender_id yang dikenal", FILE)
    return Setup(
        bpjs={
            str(code): _made(bpjs.Credentials, held, f"bpjs {code}") for code, held in _section(told, "bpjs").items()
        },
        dukcapil=_made(dukcapil.Credentials, told["dukcapil"], "dukcapil") if told.get("dukcapil") else None,
        satusehat=_made(satusehat.Credentials, told["satusehat"], "satusehat") if told.get("satusehat") else None,
        dhis2=_made(dhis2.Credentials, _without(of_dhis2, codes), "dhis2") if of_dhis2 else None,
        dhis2_codes=_codes({name: held for name, held in of_dhis2.items() if name in codes}),
        dci_sender_id=str(of_dci.get("sender_id") or "semesta"),
    )


def _codes(told: Mapping[str, Any]) -> Dhis2Codes:
    codes: Dhis2Codes = _made(Dhis2Codes, told, "dhis2")
    if codes.level not in LEVELS or codes.shape not in ("json", "adx"):
        raise Fault(f"dhis2: level salah satu dari {', '.join(LEVELS)}; shape json atau adx", FILE)
    return codes


def _section(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    held = told.get(name) or {}
    if not isinstance(held, dict):
        raise Fault(f"{name}: isinya harus berupa nama dan nilai", FILE)
    return held


def _without(held: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in held.items() if name not in names}


def _made(kind: Any, held: Any, where: str) -> Any:
    """`kind` from the entries of one section, texts for texts."""
    if not isinstance(held, dict):
        raise Fault(f"{where}: isinya harus berupa nama dan nilai", FILE)
    known = {one.name: one.type for one in fields_of(kind)}
    if unknown := sorted(set(held) - set(known)):
        raise Fault(f"{where}: tidak dikenal {', '.join(map(str, unknown))}", FILE)
    try:
        return kind(**{name: str(value) if known[name] == "str" else value for name, value in held.items()})
    except TypeError:
        raise Fault(f"{where}: ada yang belum diisi", FILE) from None
