"""A city whose public pages are open, and citizens who send the form as a browser does."""

from __future__ import annotations

import hashlib
import re

from django.db.models import F
from django.test import Client
from django.utils import timezone

from semesta.rules.load import load_rules
from semesta.web.casework.actions.public import set_public_page
from semesta.web.casework.public.limits import PROOF_PARTS, limits_of
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.published.tables.models import Person
from tests.web.published_city import looking

OFFICES = [
    {"kind": "any", "name": "Loket JKN Uji", "address": "Jalan Uji 1", "phone": "0711-000001", "hours": "08.00-15.00"},
    {"kind": "bpjs", "name": "Cabang Uji", "address": "Jalan Uji 2", "phone": "0711-000002", "hours": ""},
]
CHOICES = {"check_on": True, "data_on": True, "publisher": "Dinas Uji", "licence": "CC-BY-4.0"}


def open_public_pages(city, **other):
    """The city's public pages are open, with two offices."""
    with acting(acting_of(city.scope("coordinator"))):
        return set_public_page(city.scope("coordinator"), city.area, CHOICES | other, OFFICES, version=0)


def limits():
    return limits_of(load_rules(), timezone.localdate())


def work(token: str, below: int) -> str:
    """The proof of a form, in Python: what static/public_check/worker.js does."""
    found = []
    for part in range(PROOF_PARTS):
        number = 0
        while int.from_bytes(hashlib.sha256(f"{token}|{part}|{number}".encode()).digest()[:4], "big") >= below:
            number += 1
        found.append(str(number))
    return ".".join(found)


def token_of(answer) -> str:
    return re.search(r'name="token" value="([^"]+)"', answer.content.decode())[1]


def send(nik: str, born: str, *, client=None, proof=None, address="203.0.113.7", token=None):
    """The answer to a form that was opened, worked on and sent."""
    client = client or Client()
    token = token or token_of(client.get("/cek/", REMOTE_ADDR=address))
    proof = work(token, limits().proof_below) if proof is None else proof
    return client.post("/cek/", {"nik": nik, "born": born, "token": token, "proof": proof}, REMOTE_ADDR=address)


def people(city, **wanted) -> list[tuple[str, str]]:
    """(NIK, birth date as typed) of residents whose NIK and birth date are nobody else's."""
    with looking(city.scope("auditor")) as shown:
        rows = shown.rows(Person).filter(nik__isnull=False, nik_damage="", birth_on__isnull=False, **wanted)
        listed = list(rows.order_by("person_id").values_list("nik", "birth_on")[:300])
        counts: dict[str, int] = {}
        for nik in shown.rows(Person).filter(nik__in=[nik for nik, _ in listed]).values_list(F("nik"), flat=True):
            counts[nik] = counts.get(nik, 0) + 1
    return [(nik, f"{born:%d-%m-%Y}") for nik, born in listed if counts[nik] == 1 and len(nik) == 16]
