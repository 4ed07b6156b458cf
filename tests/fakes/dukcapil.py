"""Dukcapil's verification per field, as a bank's test suite describes it (data-formats 2.2)."""

from __future__ import annotations

import json
from difflib import SequenceMatcher

from tests.fakes.server import Asked, FakePeer

USER, PASSWORD, ADDRESS = "1671dinsos", "rahasia-dukcapil", "10.16.71.5"


class FakeDukcapil(FakePeer):
    """`people` by NIK: (name, birth date dd-mm-yyyy, mother's name) or one of the words for somebody not in force."""

    def __init__(self, quota: int = 1000) -> None:
        super().__init__()
        self.people: dict[str, tuple[str, str, str] | str] = {}
        self.quota = quota

    def told(self, asked: Asked) -> tuple[int, str, bytes]:
        question = json.loads(asked.body)
        return 200, "application/json", json.dumps({
            "content": [self.entry(question)], "lastPage": True, "numberOfElements": 1, "sort": None, "totalElements": 1,
        }).encode()  # fmt: skip

    def entry(self, question: dict) -> dict:
        if (question.get("user_id"), question.get("password")) != (USER, PASSWORD):
            return {"RESPON": "Login Gagal"}
        if question.get("ip_user") != ADDRESS:
            return {"RESPON": "IP Tidak Sesuai"}
        if not all(question.get(name) for name in ("NIK", "NAMA_LGKP", "TRESHOLD", "TRANSACTION_ID")):
            return {"RESPON": "Parameter Tidak Lengkap"}
        if self.quota <= 0:
            return {"RESPON": "Kuota Akses Hari Ini Telah Habis"}
        self.quota -= 1
        held = self.people.get(question["NIK"], "Data Not Found")
        if isinstance(held, str):
            return {"RESPON": held}
        name, born, mother = held
        return {
            "nik": "Sesuai", "nama_lgkp": alike(question["NAMA_LGKP"], name),
            "tgl_lhr": "Sesuai" if question["TGL_LHR"] == born else "Tidak Sesuai",
            "nama_lgkp_ibu": alike(question["NAMA_LGKP_IBU"], mother),
        }  # fmt: skip


def alike(one: str, other: str) -> int:
    return round(100 * SequenceMatcher(None, one.upper(), other.upper()).ratio())
