"""Published findings on bills reproduce to the rupiah (jkn.md 2.4, 3)."""

from datetime import date

import pyarrow as pa

from semesta.engines.duck import DuckEngine
from semesta.engines.graph import ordered
from semesta.flow.sources import Question, lay_empty, lay_question, lay_rules
from semesta.relations.load import load_relations, load_sources
from semesta.rules.load import load_rules

MONTH = date(2023, 12, 1)


def judged(lines, residents, cards) -> dict[str, tuple[int, int]]:
    """reason -> (lines, disputed rupiah) of a bill whose tables are given as lists of dictionaries."""
    engine = DuckEngine()
    lay_empty(engine)
    question = Question(MONTH.replace(day=31), "65.03", "test")
    lay_rules(engine, load_rules(), question.as_of)
    lay_question(engine, question)
    relations = {one.name: one for one in load_relations()}
    given = {"invoice_line": lines, "resident": residents, "member": cards, "card_month": cards, "card_holder": cards}
    for relation in ordered(list(relations.values()), [source.name for source in load_sources()]):
        engine.view("columns_of", relation.sql)
        kinds = engine.columns("columns_of")
        rows_of = given.get(relation.name, [])
        columns = {key: pa.array([row.get(key) for row in rows_of], ARROW[kind]) for key, kind in kinds}
        engine.register(relation.name, pa.table(columns))
        if relation.name == "invoice_month":
            break
    rows = engine.rows(f"""
        SELECT coalesce(reason, ''), count(*), CAST(sum(disputed_rupiah) AS BIGINT)
        FROM ({relations["invoice_month"].sql}) AS judged WHERE invoice_line_id > 0 GROUP BY 1
    """)  # noqa: S608 names of ours
    engine.close()
    return {reason: (count, rupiah) for reason, count, rupiah in rows}


ARROW = {
    "VARCHAR": pa.string(), "BIGINT": pa.int64(), "INTEGER": pa.int32(), "DATE": pa.date32(), "BOOLEAN": pa.bool_(),
    "DOUBLE": pa.float64(), "TIMESTAMP": pa.timestamp("us"),
}  # fmt: skip


def nik(number: int) -> str:
    return f"6503010101{number:06d}"


def test_nunukan_2023_finds_the_four_classes_of_bpk_and_135_380_000():
    """3,210 NIK not found or invalid, 30 moved, 181 twice, 447 of another person: 3,868 × 35,000 = 135,380,000."""
    classes = ["nik_invalid"] * 3_210 + ["moved"] * 30 + ["double"] * 181 + ["nik_of_other"] * 447 + [""] * 500
    residents, cards, lines = [], [], []
    for number, kind in enumerate(classes, 1):
        person = nik(number)
        residents.append(
            {
                "resident_id": number, "nik": person, "duplicate_row": False, "changed_on": date(2023, 6, 1),
                "register_status": "MOVED" if kind == "moved" else "LIVING",
            }
        )  # fmt: skip
        cards.append(
            {
                "member_id": number, "psnoka": f"{number:013d}", "person_id": number, "resident_id": number,
                "segment": "PBPU_PEMDA", "status": "ACTIVE", "class": "covered_active", "nik": person,
                "segment_from_on": date(2021, 1, 1), "rank_number": number,
            }
        )  # fmt: skip
        billed = {"nik_invalid": None, "nik_of_other": nik(len(classes))}.get(kind, person)
        line = {
            "file_no": 1, "psnoka": f"{number:013d}", "nik": billed, "nik_raw": billed or "-", "invoice_month": MONTH,
            "nik_damage": "" if billed else "bukan_angka", "paid_for_month": MONTH, "contribution_rupiah": 35_000,
        }  # fmt: skip
        lines += [{**line, "invoice_line_id": len(lines) + part} for part in range(1, 2 + (kind == "double"))]
    found = judged(lines, residents, cards)
    assert found["nik_invalid"] == (3_210, 3_210 * 35_000)
    assert found["moved"] == (30, 30 * 35_000)
    assert found["double"] == (181, 181 * 35_000)
    assert found["nik_of_other"] == (447, 447 * 35_000)
    assert sum(rupiah for _, rupiah in found.values()) == 135_380_000
    assert found[""] == (500 + 181, 0)


def test_salatiga_2025_a_month_of_57_135_and_7_200_mandiri_is_owed_in_both_accounts():
    """The 2,800 is also due for active mandiri of class III (R2.16): (57,135 + 7,200) × 2,800, and 57,135 × 35,000."""
    residents, cards, lines = [], [], []
    for number in range(1, 57_135 + 7_200 + 1):
        mandiri = number > 57_135
        residents.append(
            {"resident_id": number, "nik": nik(number), "duplicate_row": False, "register_status": "LIVING"}
        )
        cards.append(
            {
                "member_id": number, "psnoka": f"{number:013d}", "person_id": number, "resident_id": number,
                "segment": "PBPU" if mandiri else "PBPU_PEMDA", "status": "ACTIVE", "class": "covered_active",
                "nik": nik(number), "segment_from_on": date(2021, 1, 1), "ward_class": "3", "rank_number": number,
            }
        )  # fmt: skip
        lines.append(
            {
                "invoice_line_id": number, "file_no": 1, "psnoka": f"{number:013d}", "nik": nik(number),
                "nik_damage": "", "invoice_month": MONTH, "paid_for_month": MONTH, "help_rupiah": 2_800,
                "contribution_rupiah": None if mandiri else 35_000,
            }
        )  # fmt: skip
    assert judged(lines, residents, cards) == {"": (57_135 + 7_200, 0)}
