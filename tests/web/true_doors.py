"""What a phone would be told at the doors of a made-up city: by the city's truth, in the words of the visit form."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from semesta.flow.publish import published, published_run
from semesta.synthetic.answers import real_city
from semesta.synthetic.draw import stream
from semesta.synthetic.living import outcomes

STATUS = {"lives": "ditemukan", "moved": "pindah", "dead": "meninggal", "unknown": "tidak_dikenal", "double": "ganda"}
ENDS = {"refused": "menolak", "absent": "rumah_kosong", "not_found": "alamat_tidak_ditemukan"}
CARDS = {
    "active": {"kartu_ditunjukkan": "kartu", "status_ditunjukkan": "aktif"},
    "inactive": {"kartu_ditunjukkan": "mobile_jkn", "status_ditunjukkan": "tidak_aktif", "alasan": "PREMI",
                 "bersedia": "ya", "jalur": "pay_arrears"},
    "none": {"kartu_ditunjukkan": "tidak_punya", "alasan": "belum_tahu", "bersedia": "ya", "jalur": "apbd_quota"},
    "unseen": {"kartu_ditunjukkan": "tidak_tahu"},
}  # fmt: skip
LOTS = "true doors"
"""The same people live behind the same doors, whatever the run is called."""
MET = {"hasil": "bertemu", "izin": "ya", "tahap": "registrasi"}


class TrueDoors:
    """The doors of the city of a home's published run, by family card; strangers are named `WARGA BARU` and a number,
    every second one with a NIK that no file holds.
    """

    def __init__(self, home: Path, truth: Path, seed: int) -> None:
        run = published_run(home)
        city = real_city(home, truth, run.name, seed, LOTS)
        self.doors, self.keys = city.doors, city.keys
        lots = outcomes(stream(seed, LOTS, "ends"), len(city.keys))
        self._ends = dict(zip(sorted(city.keys), lots.tolist(), strict=True))
        months = pq.read_table(published(home, "person_month"), columns=["person_id", "resident_id", "nik", "birth_on"])
        residents = pq.read_table(published(home, "resident"), columns=["resident_id", "name"])
        self._people = {row["person_id"]: row for row in months.join(residents, "resident_id").to_pylist()}

    def end(self, key: str) -> str:
        """How a visit would end."""
        return str(self._ends[key])

    def told(self, key: str, people: dict[int, str]) -> tuple[dict, list[dict], list[dict]]:
        """(answers, people, others) of the form; `people`: the phone's keys by the numbers of the run."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        if (end := self.end(key)) in ENDS:
            return {"hasil": ENDS[end], "selesai": now}, [], []
        places = np.flatnonzero(self.doors.home == self.keys[key])
        listed, others = [], []
        for at in places.tolist():
            found = str(self.doors.found[at])
            card = CARDS[str(self.doors.card[at])] if found == "lives" else {}
            answers = {"status_orang": STATUS[found], **card}
            if self.doors.listed[at]:
                listed.append({"orang_id": people[int(self.doors.person_id[at])], **answers})
            else:
                others.append({f"{name}_lain": value for name, value in {**self._who(at), **answers}.items()})
        next_door = int(bool(self.doors.next_door[places].any()))
        return {**MET, "selesai": now, "sebelah": str(next_door)}, listed, others

    def _who(self, at: int) -> dict[str, str]:
        """Somebody on no card of this house, as they name themselves."""
        known = self._people.get(int(self.doors.person_id[at])) if self.doors.person[at] >= 0 else None
        beside = {"tinggal_di": "rumah_sebelah" if self.doors.next_door[at] else "rumah_ini"}
        if known is None:
            return {"nama": f"WARGA BARU {at}", "nik": new_nik(at) if at % 2 else "", **beside}
        return {"nama": known["name"] or "TANPA NAMA", "nik": known["nik"] or "",
                "tanggal_lahir": str(known["birth_on"] or ""), **beside}  # fmt: skip


def new_nik(number: int) -> str:
    """A NIK issued in another province, which no register of the city holds."""
    return f"32730115{4 + number % 8:02d}80{number % 10_000:04d}"
