"""Where does it come from: one person, or one number, down to the rows of the files."""

# ruff: noqa: S608  (SQL is put together from names of this package and checked numbers)
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from semesta.engines.duck import DuckEngine
from semesta.flow.explain_number import number_sections
from semesta.flow.explanation import Explanation, Section
from semesta.flow.manifest import read_manifest
from semesta.flow.one_person import JUDGED, Judgement, judge
from semesta.flow.publish import published_run
from semesta.flow.report.words import word
from semesta.link.explain import explain as explain_pair
from semesta.link.explain import look
from semesta.link.model import read_model
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from semesta.engines.base import Engine

Row = dict[str, Any]
METHODS = {
    "certain": "pasti (NIK dan identitas cocok)", "probable": "bukti gabungan", "kept": "dibawa dari bulan lalu",
    "human": "keputusan petugas",
}  # fmt: skip
PERSON_TABLES = {
    "person": "2_link", "card_holder": "2_link", "link": "2_link", "link_doubt": "2_link", "resident": "1_standard",
    "member": "1_standard", "card_month": "3_status", "person_month": "3_status", "person_route": "5_route",
}  # fmt: skip


def explain_person(home: Path, key: str | int, month: date | None = None) -> Explanation:
    """Everything known of the person with this NIK, card number or person id, in the newest run or that of `month`.

    Each register's row as it stands there, why card and person were linked, class, reason and route with their law, and
    the file rows behind it all. A Fault when nobody has that key.
    """
    run = published_run(home, month)
    manifest = read_manifest(run)
    engine = DuckEngine(threads=1)
    try:
        for name, stage in PERSON_TABLES.items():
            engine.read_parquet(name, [run / stage / f"{name}.parquet"])
        person_id = find_person(engine, str(key).strip())
        sections = [
            *_register_sections(engine, person_id, manifest),
            *_card_sections(engine, person_id, manifest, run),
            *_doubt_sections(engine, person_id, manifest, run),
            *_judgement_sections(engine, person_id, judge(home, person_id, month)),
        ]
        title = f"Orang nomor {person_id}, keadaan {manifest['as_of']} (proses {manifest['run_id']})"
        return Explanation(title, tuple(sections))
    finally:
        engine.close()


def explain_number(home: Path, indicator: str, region: str | None = None, month: date | None = None) -> Explanation:
    """What an indicator of a region (None: the area judged) is made of: law, division, tables, people and file rows.

    A Fault when there is no such indicator or region in the run.
    """
    run = published_run(home, month)
    engine = DuckEngine(threads=1)
    try:
        title, sections = number_sections(engine, run, read_manifest(run), indicator, region)
        return Explanation(title, sections)
    finally:
        engine.close()


def find_person(engine: Engine, key: str) -> int:
    """The person with this NIK (16 digits), card number (13 digits) or person id; a Fault when there is none."""
    if not key.isascii() or not key.isdigit():
        raise Fault(f"{key} bukan NIK, nomor kartu atau nomor orang")
    number = key[:18]
    rows = engine.rows(f"""
        SELECT p.person_id, 1 AS turn FROM person AS p
        JOIN resident AS r ON r.resident_id = p.resident_id WHERE r.nik = '{key}' AND NOT r.duplicate_row
        UNION ALL
        SELECT c.person_id, 2 FROM card_month AS c
        JOIN member AS m ON m.member_id = c.member_id WHERE m.nik = '{key}'
        UNION ALL
        SELECT person_id, 3 FROM card_month WHERE psnoka = '{key}'
        UNION ALL
        SELECT person_id, 4 FROM person WHERE person_id = {number}
        ORDER BY turn, person_id LIMIT 1
    """)
    if not rows:
        raise Fault("Tidak ada orang dengan NIK, nomor kartu atau nomor itu dalam hasil terbitan")
    return int(rows[0][0])


def _table(engine: Engine, select: str) -> list[Row]:
    rows: list[Row] = engine.arrow(select).to_pylist()
    return rows


def place_in_files(manifest: Mapping[str, Any], file_no: int, row_number: int) -> str:
    """`peserta_2025_05.csv baris data 17`."""
    names = {one["file_no"]: one["file_name"] for one in manifest["inputs"]}
    return f"{names.get(file_no, f'berkas {file_no}')} baris data {row_number}"


def _identity(row: Row, manifest: Mapping[str, Any]) -> list[tuple[str, Any]]:
    nik = row["nik"] or f"{row['nik_raw'] or 'kosong'} (tidak dapat dipakai: {row['nik_damage']})"
    return [
        ("Asal", place_in_files(manifest, row["file_no"], row["row_number"])),
        ("Nama", row["name"]),
        ("NIK", nik),
        ("Lahir", row["birth_on"] or f"tidak diketahui ({row['birth_damage']})"),
        ("Jenis kelamin", row["sex"]),
        ("Nama ibu", row["mother_name"]),
        ("Nomor KK", row["nkk"]),
        ("Kelurahan", row["village_code"]),
    ]


def _register_sections(engine: Engine, person_id: int, manifest: Mapping[str, Any]) -> list[Section]:
    rows = _table(
        engine,
        f"""
        SELECT r.* FROM person AS p JOIN resident AS r ON r.resident_id = p.resident_id WHERE p.person_id = {person_id}
    """,
    )
    if not rows:
        return [Section("Daftar penduduk (Dukcapil)", (("Baris", "tidak ada di daftar penduduk"),))]
    return [
        Section(
            "Daftar penduduk (Dukcapil)",
            (*_identity(row, manifest), ("Keadaan", row["register_status"]), ("Baris ganda", row["duplicate_row"])),
        )
        for row in rows
    ]


def _card_sections(engine: Engine, person_id: int, manifest: Mapping[str, Any], run: Path) -> list[Section]:
    rows = _table(
        engine,
        f"""
        SELECT m.*, c.class, l.probability, l.method, l.weight, l.pattern, l.member_id AS linked_member,
          l.resident_id AS linked_resident
        FROM card_month AS c
        JOIN member AS m ON m.member_id = c.member_id
        LEFT JOIN card_holder AS h ON h.member_id = c.member_id
        LEFT JOIN link AS l ON l.member_id = h.card_member_id
        WHERE c.person_id = {person_id} ORDER BY m.member_id
    """,
    )
    if not rows:
        return [Section("Kartu JKN (BPJS Kesehatan)", (("Baris", "tidak ada kartu yang ditautkan"),))]
    sections = []
    for row in rows:
        card = (
            *_identity(row, manifest),
            ("Nomor kartu", row["psnoka"]),
            ("Segmen", _told(word("id", "segment", row["segment"]), row["segment_text"] or row["segment_code"])),
            ("Status", _told(word("id", "status", row["status"].lower()), row["status_text"] or row["status_code"])),
            ("Mulai", row["start_on"]),
            ("Kelas baris", word("id", "class", row["class"])),
        )
        sections.append(Section("Kartu JKN (BPJS Kesehatan)", card))
        if row["method"] is not None:
            sections.append(Section("Mengapa kartu ini ditautkan", _pair_lines(engine, row, run)))
    return sections


def _told(meaning: str, text: str | None) -> str:
    return f"{meaning} (di berkas: {text or 'kosong'})"


def _pair_lines(engine: Engine, row: Row, run: Path) -> tuple[tuple[str, Any], ...]:
    """Method, probability, and what each field says in bits: their sum is the weight. What was not weighed is told
    from the rows linked_member and linked_resident of `row`.
    """
    method = row.get("method")
    head = [("Cara", METHODS.get(method, method))] if method else []
    head.append(("Peluang benar", f"{row['probability']:.6f}"))
    path = run / "2_link" / "model.json"
    if not row["pattern"] or not path.exists():
        return tuple(head)
    model = read_model(path)
    (resident,) = _table(engine, f"SELECT * FROM resident WHERE resident_id = {row['linked_resident']}")
    (member,) = _table(engine, f"SELECT * FROM member WHERE member_id = {row['linked_member']}")
    evidence = explain_pair(row["pattern"], model, look(engine, resident, member, model))
    said = [(f"{one.bits:+7.2f} bit" if one.weighed else "tanpa bobot", one.sentence) for one in evidence]
    return (*head, ("Bobot", f"{row['weight']:+.2f} bit"), *said)


def _doubt_sections(engine: Engine, person_id: int, manifest: Mapping[str, Any], run: Path) -> list[Section]:
    rows = _table(engine, f"""
        SELECT d.*, d.member_id AS linked_member, d.resident_id AS linked_resident, m.psnoka, m.file_no, m.row_number,
          r.file_no AS register_no, r.row_number AS register_row
        FROM person AS p
        JOIN link_doubt AS d ON d.resident_id = p.resident_id OR (p.resident_id IS NULL AND d.member_id = p.member_id)
        JOIN member AS m ON m.member_id = d.member_id
        JOIN resident AS r ON r.resident_id = d.resident_id
        WHERE p.person_id = {person_id} ORDER BY d.probability DESC, d.member_id, d.resident_id
    """)  # fmt: skip
    return [
        Section(
            "Masih diragukan, diputuskan orang",
            (
                ("Nomor kartu", row["psnoka"]),
                ("Baris kartu", place_in_files(manifest, row["file_no"], row["row_number"])),
                ("Baris penduduk", place_in_files(manifest, row["register_no"], row["register_row"])),
                *_pair_lines(engine, row, run),
            ),
        )
        for row in rows
    ]


def _judgement_sections(engine: Engine, person_id: int, now: Judgement) -> list[Section]:
    rows = {name: _table(engine, f"SELECT * FROM {name} WHERE person_id = {person_id} ORDER BY ALL") for name in JUDGED}
    status = rows["person_month"][0]
    lines: list[tuple[str, Any]] = [
        ("Kelas", word("id", "class", status["class"])),
        ("Alasan", word("id", "reason", status["reason"])),
        ("Alasan diketahui dari", status["reason_from"]),
        ("Umur", status["age_year"]),
        ("Dibayar kota", status["paid_by_city"]),
        ("Nonaktif sejak", status["inactive_since_on"]),
    ]
    sections = [Section(f"Penilaian bulan {status['month']:%Y-%m}", tuple(lines))]
    sections += [Section("Jalan berikutnya", _route_lines(row)) for row in rows["person_route"]]
    same = all([dict(row) for row in now.rows[name]] == rows[name] for name in JUDGED)
    checked = "sama" if same else "BERBEDA dari hasil terbitan: aturan atau tabel telah berubah sejak proses itu"
    return [*sections, Section("Dihitung ulang dari baris berkas", (("Hasil", checked),))]


def _route_lines(row: Row) -> tuple[tuple[str, Any], ...]:
    return (
        ("Jalan", word("id", "route", row["route"])),
        ("Dasar hukum", row["law"]),
        ("Dokumen", row["documents"]),
        ("Kantor", row["office"]),
        ("Perkiraan mulai", row["expected_start_on"]),
        ("Batas waktu", row["deadline_on"]),
        ("Biaya kota per bulan (Rp)", row["monthly_cost_rupiah"]),
    )
