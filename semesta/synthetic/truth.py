"""How right a run was: its published tables held against the truth of a made-up city."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

NO_JUDGEMENT = "duplicate_person"  # a second living row with another NIK: no file tells that it is one human


@dataclass(frozen=True)
class Measure:
    """Right answers among those given and among those wanted. Shares are 0 when there is nothing to divide."""

    wanted: int
    given: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.wanted + self.given) if self.wanted + self.given else 0.0

    def as_dict(self) -> dict[str, float]:
        return {
            **asdict(self),
            "precision": round(self.precision, 6),
            "recall": round(self.recall, 6),
            "f1": round(self.f1, 6),
        }


@dataclass(frozen=True)
class Score:
    """Links over member rows whose human has a register row; the uncovered list; classes of register rows."""

    month: str
    links: Measure
    links_by_damage: dict[str, Measure]  # recall only: right among wanted, by kind of NIK damage
    uncovered: Measure
    classes: dict[str, Measure]
    accuracy: float

    def to_json(self) -> dict[str, Any]:
        return {
            "month": self.month,
            "links": self.links.as_dict(),
            "links_by_damage": {
                key: {"wanted": value.wanted, "right": value.right, "recall": round(value.recall, 6)}
                for key, value in self.links_by_damage.items()
            },
            "uncovered": self.uncovered.as_dict(),
            "classes": {key: value.as_dict() for key, value in self.classes.items()},
            "class_accuracy": round(self.accuracy, 6),
        }

    def table(self) -> str:
        """The same as lines of text, aligned."""
        rows = [
            ("links", self.links),
            ("uncovered list", self.uncovered),
            *((f"class {key}", value) for key, value in self.classes.items()),
        ]
        lines = [f"{'':32}{'wanted':>10}{'given':>10}{'right':>10}{'precision':>11}{'recall':>9}{'F1':>9}"]
        for name, row in rows:
            lines.append(
                f"{name:32}{row.wanted:>10}{row.given:>10}{row.right:>10}{row.precision:>11.5f}{row.recall:>9.5f}{row.f1:>9.5f}"
            )
        lines.append(f"{'accuracy of classes':32}{self.accuracy:>49.5f}")
        return "\n".join(lines)


def score(home: Path, truth: Path) -> Score:
    """The current published run of `home` scored against `truth` (the folder that `write_city` made).

    A Fault when nothing is published or the truth has no such month.
    """
    pointer = home / "published.json"
    if not pointer.is_file():
        raise Fault(f"Belum ada hasil yang terbit di {home.name}: jalankan semesta run lebih dulu")
    run = home / "runs" / json.loads(pointer.read_text(encoding="utf-8"))["current"]
    person = _read(run / "3_status" / "person_month.parquet", ["month", "resident_id", "class"])
    month = person["month"][0].as_py()
    members, residents = _truth(truth, "member", month), _truth(truth, "resident", month)
    standard = _read(run / "1_standard" / "resident.parquet", ["resident_id", "row_number", "nik_raw"]).rename_columns(
        ["resident_id", "row_number", "nik"]
    )
    resident = standard.join(residents, keys=["row_number", "nik"], join_type="inner")
    member = _read(run / "1_standard" / "member.parquet", ["member_id", "row_number", "psnoka"]).join(
        members, keys=["row_number", "psnoka"], join_type="inner"
    )
    links, by_damage = _links(_read(run / "2_link" / "link.parquet", ["member_id", "resident_id"]), member, resident)
    uncovered, classes, accuracy = _classes(person, resident)
    return Score(f"{month:%Y-%m}", links, by_damage, uncovered, classes, accuracy)


def _read(path: Path, columns: list[str]) -> pa.Table:
    return pq.read_table(path, columns=columns)


def _truth(folder: Path, what: str, month: Any) -> pa.Table:
    """The truth of one month over all areas, the columns that scoring needs."""
    columns = {
        "member": ["row_number", "psnoka", "human_id", "resident_row_number", "nik_damage"],
        "resident": ["row_number", "nik", "human_id", "class"],
    }[what]
    files = sorted(folder.glob(f"{what}_truth.parquet"))
    parts = [pq.read_table(path, columns=columns, filters=[("month", "=", month)]) for path in files]
    table = pa.concat_tables(parts) if parts else pa.table({})
    if table.num_rows == 0:
        raise Fault(f"Kunci jawaban di {folder.name} tidak memuat bulan {month:%Y-%m}")
    return table


def _links(link: pa.Table, member: pa.Table, resident: pa.Table) -> tuple[Measure, dict[str, Measure]]:
    whose = resident.select(["resident_id", "human_id"]).rename_columns(["resident_id", "resident_human"])
    both = link.join(whose, keys="resident_id", join_type="left outer").join(
        member, keys="member_id", join_type="right outer"
    )
    right = pc.fill_null(pc.equal(both["human_id"], both["resident_human"]), False)
    wanted = pc.is_valid(both["resident_row_number"])
    hit = pc.and_(right, wanted)
    measure = Measure(_count(wanted), link.num_rows, _count(hit))
    groups = pa.table(
        {"damage": both["nik_damage"], "wanted": pc.cast(wanted, pa.int64()), "right": pc.cast(hit, pa.int64())}
    )
    sums = groups.group_by("damage").aggregate([("wanted", "sum"), ("right", "sum")]).sort_by("damage").to_pylist()
    return measure, {
        row["damage"] or "none": Measure(row["wanted_sum"], row["wanted_sum"], row["right_sum"]) for row in sums
    }


def _classes(person: pa.Table, resident: pa.Table) -> tuple[Measure, dict[str, Measure], float]:
    told = (
        person.filter(pc.is_valid(person["resident_id"]))
        .select(["resident_id", "class"])
        .rename_columns(["resident_id", "told"])
    )
    both = resident.select(["resident_id", "class"]).join(told, keys="resident_id", join_type="left outer")
    both = both.filter(pc.not_equal(both["class"], NO_JUDGEMENT))
    names = sorted(
        name for name in set(pc.unique(both["class"]).to_pylist()) | set(pc.unique(both["told"]).to_pylist()) if name
    )
    measures = {name: _one(both, name) for name in names}
    right = sum(measure.right for measure in measures.values())
    accuracy = right / both.num_rows if both.num_rows else 0.0
    return measures.get("uncovered", Measure(0, 0, 0)), measures, accuracy


def _one(both: pa.Table, name: str) -> Measure:
    true, told = pc.equal(both["class"], name), pc.fill_null(pc.equal(both["told"], name), False)
    return Measure(_count(true), _count(told), _count(pc.and_(true, told)))


def _count(flags: Any) -> int:
    return int(pc.sum(pc.cast(flags, pa.int64())).as_py() or 0)
