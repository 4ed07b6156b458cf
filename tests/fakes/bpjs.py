"""VClaim and PCare as their manuals and six clients describe them (data-formats 3.5). Packs with the package lzstring."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import time

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lzstring import LZString

from tests.fakes.server import Asked, FakePeer

CONSUMER, SECRET, USER_KEY = "30812", "8sD1rahasia", "kunci-pengguna"
PCARE_USER, PCARE_PASSWORD = "puskesmas-uji", "rahasia-uji"
CLOCK_MAY_DIFFER = 300
NOBODY = {"vclaim": ("201", "No.Kartu Tidak Sesuai"), "pcare": (204, "NO_CONTENT")}


def locked(plain: object, timestamp: str) -> str:
    key = hashlib.sha256((CONSUMER + SECRET + timestamp).encode()).digest()
    packed = LZString.compressToEncodedURIComponent(json.dumps(plain, ensure_ascii=False)).encode()
    padded = packed + bytes([16 - len(packed) % 16]) * (16 - len(packed) % 16)
    closing = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(closing.update(padded) + closing.finalize()).decode()


def vclaim_card(
    nik: str, card: str, *, status=("0", "AKTIF"), kind=("22", "PBI (APBD)"), born="1990-10-01", until="2014-12-31"
):
    return {"peserta": {
        "cob": {"nmAsuransi": None, "noAsuransi": None, "tglTAT": None, "tglTMT": None},
        "hakKelas": {"kode": "3", "keterangan": "KELAS III"},
        "informasi": {"dinsos": None, "noSKTM": None, "prolanisPRB": None, "eSEP": None},
        "jenisPeserta": {"kode": kind[0], "keterangan": kind[1]}, "mr": {"noMR": None, "noTelepon": None},
        "nama": "SITI", "nik": nik, "noKartu": card, "pisa": "1", "sex": "P",
        "provUmum": {"kdProvider": "09020107", "nmProvider": "PUSKESMAS UJI"},
        "statusPeserta": {"kode": status[0], "keterangan": status[1]}, "tglCetakKartu": "2016-02-12",
        "tglLahir": born, "tglTAT": until, "tglTMT": "2010-01-01",
        "umur": {"umurSaatPelayanan": "34 tahun", "umurSekarang": "34 tahun"},
    }}  # fmt: skip


def pcare_card(nik: str, card: str, *, active=True, said="AKTIF", kind=("22", "PBI (APBD)"), born="01-10-1990"):
    return {
        "noKartu": card, "nama": "SITI", "hubunganKeluarga": "Peserta", "sex": "P", "tglLahir": born,
        "tglMulaiAktif": "01-01-2010", "tglAkhirBerlaku": "01-01-2050",
        "kdProviderPst": {"kdProvider": "09020107", "nmProvider": "PUSKESMAS UJI"}, "kdProviderGigi": None,
        "jnsKelas": {"nama": "KELAS III", "kode": "3"}, "jnsPeserta": {"nama": kind[1], "kode": kind[0]},
        "golDarah": "0", "noHP": "", "noKTP": nik, "aktif": active, "ketAktif": said,
        "asuransi": {"kdAsuransi": None, "nmAsuransi": None, "noAsuransi": None, "cob": False}, "tunggakan": 0,
    }  # fmt: skip


class FakeBpjs(FakePeer):
    """`cards` by NIK and by card number. `open_answers`: sends `response` unlocked, as test systems do."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self.service = service
        self.cards: dict[str, dict] = {}
        self.says: tuple[object, str] | None = None
        self.clock_off = 0
        self.open_answers = False
        self.garbles = False

    def told(self, asked: Asked) -> tuple[int, str, bytes]:
        refused = self.refusal(asked)
        if refused:
            return refused
        if self.says:
            return self.answer(*self.says)
        shape = (
            r"/Peserta/(nik|nokartu)/(\d+)/tglSEP/\d{4}-\d\d-\d\d"
            if self.service == "vclaim"
            else r"/peserta/(nik|noka)/(\d+)"
        )
        found = re.fullmatch(shape, asked.path)
        if not found:
            return 404, "text/html", b"<h1>Not Found</h1>"
        card = self.cards.get(found[2])
        if card is None:
            return self.answer(*NOBODY[self.service])
        stamp = asked.headers["x-timestamp"]
        response = card if self.open_answers else locked(card, stamp)
        if self.garbles:
            response = response[: len(response) // 2]
        return self.answer("200" if self.service == "vclaim" else 200, "OK", response)

    def refusal(self, asked: Asked) -> tuple[int, str, bytes] | None:
        stamp, consumer = asked.headers.get("x-timestamp", ""), asked.headers.get("x-cons-id", "")
        good = base64.b64encode(hmac.new(SECRET.encode(), f"{consumer}&{stamp}".encode(), hashlib.sha256).digest())
        if asked.headers.get("user_key") != USER_KEY:
            return 401, "text/plain", b"user_key not found"
        if consumer != CONSUMER or asked.headers.get("x-signature", "").encode() != good:
            return self.answer(
                "401" if self.service == "vclaim" else 401, "Unauthorized. Signature Tidak Sesuai", status=401
            )
        if abs(int(stamp) - int(time.time()) - self.clock_off) > CLOCK_MAY_DIFFER:
            return self.answer("401" if self.service == "vclaim" else 401, "Timestamp Expired", status=401)
        wanted = base64.b64encode(f"{PCARE_USER}:{PCARE_PASSWORD}:095".encode()).decode()
        if self.service == "pcare" and asked.headers.get("x-authorization") != f"Basic {wanted}":
            return self.answer(401, "Username atau password salah", status=401)
        return None

    def answer(
        self, code: object, message: str, response: object = None, *, status: int = 200
    ) -> tuple[int, str, bytes]:
        told = {"response": response, "metaData": {"message": message, "code": code}}
        return status, "application/json", json.dumps(told).encode()
