"""Load the rules: after it every rule has a law, no gap in its dates, and was looked at not too long ago."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from semesta.rules.rule import TYPES, Alternative, DatedValue, Law, Rule, Value
from semesta.terms.fault import Fault
from semesta.terms.month import Month

CHECK_LIMIT_DAY = 1096
CERTAINTIES = ("sure", "likely", "unconfirmed")
_RULE_KEYS = {"name", "title_id", "title_en", "unit", "type", "certainty", "domain", "checked_on", "values"}
_VALUE_KEYS = {"from", "to", "value", "law", "note", "certainty", "alternatives"}
_OWN_FOLDER = Path(__file__).parent
_ARROW = {"bigint": pa.int64(), "double": pa.float64(), "varchar": pa.string()}
_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Rules:
    """All rules of one folder."""

    rules: Mapping[str, Rule]
    laws: Mapping[str, Law]
    fingerprint: str

    def rule(self, name: str) -> Rule:
        """The rule of that name; a Fault when there is none."""
        if name not in self.rules:
            raise Fault(f"Aturan {name} tidak dikenal")
        return self.rules[name]

    def dated(self, name: str, on: date) -> DatedValue:
        """Value, law and note of a rule on that day; a Fault when no such rule held then."""
        dated = self.rule(name).at(on)
        if dated is None or dated.value is None:
            raise Fault(f"Aturan {name} tidak berlaku pada {on.isoformat()}")
        return dated

    def value(self, name: str, on: date) -> Value:
        """The value in force on that day; a Fault when no such rule held then."""
        value = self.dated(name, on).value
        assert value is not None  # noqa: S101 -- dated() refused it
        return value

    def value_or_none(self, name: str, on: date) -> Value | None:
        """The value in force on that day; None when no such rule held then."""
        dated = self.rule(name).at(on)
        return dated.value if dated else None

    def share(self, name: str, on: date) -> float:
        """The value of a rule of type share."""
        return float(self.value(name, on))

    def whole(self, name: str, on: date) -> int:
        """The value of a rule counted in whole units (rupiah, people, days, months ...)."""
        return int(self.value(name, on))

    def month_table(self, first: date | Month, last: date | Month) -> pa.Table:
        """rule_month: one row per month from first to last: month DATE (its first day) and one column per rule by name.

        A month is judged by the value in force on its first day (R2.10: figures are per the 1st); NULL where none was.
        """
        months = list(Month.between(_month(first), _month(last)))
        columns: dict[str, pa.Array] = {"month": pa.array([month.first_day for month in months], pa.date32())}
        for name in sorted(self.rules):
            rule = self.rules[name]
            found = (rule.at(month.first_day) for month in months)
            columns[name] = pa.array([dated.value if dated else None for dated in found], _ARROW[rule.column_type])
        return pa.table(columns)

    def law_table(self) -> pa.Table:
        """law: one row per law or source: law, kind, title, url (first address, may be '')."""
        laws = [self.laws[key] for key in sorted(self.laws)]
        return pa.table(
            {
                "law": pa.array([law.id for law in laws], pa.string()),
                "kind": pa.array([law.kind for law in laws], pa.string()),
                "title": pa.array([law.title for law in laws], pa.string()),
                "url": pa.array([law.urls[0] if law.urls else "" for law in laws], pa.string()),
            }
        )

    def rule_law_table(self, on: date) -> pa.Table:
        """rule_law: one row per rule with a value on that day: rule, law (titles joined by '; '), certainty."""
        held = [
            (name, dated)
            for name in sorted(self.rules)
            if (dated := self.rules[name].at(on)) and dated.value is not None
        ]
        return pa.table(
            {
                "rule": pa.array([name for name, _ in held], pa.string()),
                "law": pa.array([self.law_of(name, on) for name, _ in held], pa.string()),
                "certainty": pa.array([dated.certainty for _, dated in held], pa.string()),
            }
        )

    def law_of(self, name: str, on: date) -> str:
        """Titles of the laws behind a rule's value on that day, joined by '; '."""
        return "; ".join(self.laws[law].title for law in self.dated(name, on).law)


def _month(day: date | Month) -> Month:
    return day if isinstance(day, Month) else Month.of(day)


def load_rules(folder: Path | None = None, today: date | None = None) -> Rules:
    """The rules of a folder (laws.yaml, parameters/<area>/<rule>.yaml); None: Semesta's own.

    A Fault names the file for: no law, unknown law, unknown key, type or certainty, a gap or overlap of dates,
    checked_on missing or more than CHECK_LIMIT_DAY days before `today` (None: this day).
    """
    on = today or date.today()  # noqa: DTZ011 -- a day of the office, no instant
    return _own(on) if folder is None else _load(folder, on)


@cache
def _own(today: date) -> Rules:
    return _load(_OWN_FOLDER, today)


def _load(folder: Path, today: date) -> Rules:
    laws = _laws(folder / "laws.yaml")
    rules: dict[str, Rule] = {}
    for path in sorted(path for path in (folder / "parameters").rglob("[!.]*") if path.is_file()):
        if path.suffix != ".yaml":
            raise _fault(path, "bukan berkas .yaml")
        rule = _rule(path, laws, today)
        if rule.name in rules:
            raise _fault(path, f"aturan {rule.name} sudah ada di folder {rules[rule.name].area}")
        rules[rule.name] = rule
    if not rules:
        raise Fault(f"Tidak ada aturan di folder {folder.name}/parameters")
    return Rules(rules, laws, _fingerprint(rules, laws))


def _fingerprint(rules: Mapping[str, Rule], laws: Mapping[str, Law]) -> str:
    held = [[asdict(rules[name]) for name in sorted(rules)], [asdict(laws[key]) for key in sorted(laws)]]
    return hashlib.sha256(json.dumps(held, default=str, sort_keys=True).encode()).hexdigest()


def _fault(path: Path, sentence: str) -> Fault:
    return Fault(f"Berkas aturan {path.parent.name}/{path.name}: {sentence}")


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 -- a safe loader
    except FileNotFoundError:
        raise _fault(path, "berkas tidak ada") from None
    except yaml.YAMLError as error:
        raise _fault(path, f"bukan YAML yang benar: {str(error).splitlines()[0]}") from None


def _laws(path: Path) -> dict[str, Law]:
    content = _yaml(path)
    if not isinstance(content, dict):
        raise _fault(path, "daftar dasar hukum kosong")
    laws = {}
    for key, held in content.items():
        if not isinstance(held, dict) or not held.get("title") or not held.get("kind"):
            raise _fault(path, f"{key} tanpa judul (title) atau jenis (kind)")
        laws[str(key)] = Law(str(key), str(held["kind"]), str(held["title"]), tuple(held.get("urls") or ()))
    return laws


def _rule(path: Path, laws: Mapping[str, Law], today: date) -> Rule:
    held = _yaml(path)
    if not isinstance(held, dict):
        raise _fault(path, "kosong")
    _check_head(path, held, today)
    values = tuple(_dated(path, held, value, laws) for value in held.get("values") or ())
    _check_dates(path, values)
    return Rule(
        name=held["name"],
        area=path.parent.name,
        title_id=held["title_id"],
        title_en=held["title_en"],
        unit=held["unit"],
        type=held["type"],
        certainty=held["certainty"],
        domain=_texts(held.get("domain")),
        checked_on=held["checked_on"],
        values=values,
    )


def _check_head(path: Path, held: Mapping[str, Any], today: date) -> None:
    unknown = sorted(held.keys() - _RULE_KEYS)
    if unknown:
        raise _fault(path, f"kunci {unknown[0]} tidak dikenal")
    missing = [key for key in ("name", "title_id", "title_en", "unit", "type", "certainty") if not held.get(key)]
    if missing:
        raise _fault(path, f"{missing[0]} tidak diisi")
    if held["name"] != path.stem:
        raise _fault(path, f"nama aturan {held['name']} tidak sama dengan nama berkas")
    if held["type"] not in TYPES:
        raise _fault(path, f"jenis {held['type']} tidak dikenal ({', '.join(TYPES)})")
    if held["certainty"] not in CERTAINTIES:
        raise _fault(path, f"certainty {held['certainty']} tidak dikenal ({', '.join(CERTAINTIES)})")
    checked_on = held.get("checked_on")
    if not isinstance(checked_on, date):
        raise _fault(path, "checked_on (tanggal terakhir diperiksa) tidak diisi")
    if today - checked_on > timedelta(days=CHECK_LIMIT_DAY):
        raise _fault(path, f"terakhir diperiksa {checked_on}, lebih dari {CHECK_LIMIT_DAY} hari yang lalu")


def _texts(held: Any) -> tuple[str, ...]:
    return tuple(str(item) for item in held) if isinstance(held, list) else tuple(str(held).split()) if held else ()


def _law_ids(path: Path, held: Mapping[str, Any], laws: Mapping[str, Law], place: str) -> tuple[str, ...]:
    ids = _texts(held.get("law"))
    if not ids:
        raise _fault(path, f"nilai {place} tanpa dasar hukum (law)")
    unknown = [law for law in ids if law not in laws]
    if unknown:
        raise _fault(path, f"dasar hukum {unknown[0]} tidak ada di laws.yaml")
    return ids


def _dated(path: Path, rule: Mapping[str, Any], held: Any, laws: Mapping[str, Law]) -> DatedValue:
    if not isinstance(held, dict) or not isinstance(held.get("from"), date) or "value" not in held:
        raise _fault(path, "setiap nilai perlu from (tanggal) dan value")
    unknown = sorted(held.keys() - _VALUE_KEYS)
    if unknown:
        raise _fault(path, f"kunci {unknown[0]} tidak dikenal")
    place, to_on = str(held["from"]), held.get("to")
    if to_on is not None and not isinstance(to_on, date):
        raise _fault(path, f"to pada nilai {place} bukan tanggal")
    return DatedValue(
        from_on=held["from"],
        to_on=to_on,
        value=None if held["value"] is None else _value(path, rule["type"], held["value"]),
        law=_law_ids(path, held, laws, place),
        note=str(held.get("note") or ""),
        certainty=str(held.get("certainty") or rule["certainty"]),
        alternatives=tuple(
            Alternative(_value(path, rule["type"], other.get("value")), _law_ids(path, other, laws, place),
                        str(other.get("note") or ""))
            for other in held.get("alternatives") or ()
        ),
    )  # fmt: skip


def _value(path: Path, kind: str, value: Any) -> Value:
    if kind == "flag" and isinstance(value, bool):
        return int(value)
    if kind == "text" and isinstance(value, str):
        return value
    if kind == "share" and isinstance(value, (int, float)) and not isinstance(value, bool):
        if 0 <= value <= 1:
            return float(value)
        raise _fault(path, f"nilai {value} bukan bagian antara 0 dan 1")
    if kind not in ("flag", "text", "share") and isinstance(value, int) and not isinstance(value, bool):
        return value
    raise _fault(path, f"nilai {value!r} bukan {kind}")


def _check_dates(path: Path, values: tuple[DatedValue, ...]) -> None:
    if not values:
        raise _fault(path, "tidak punya nilai (values)")
    for value in values:
        if value.to_on is not None and value.to_on < value.from_on:
            raise _fault(path, f"nilai {value.from_on} berakhir sebelum mulai")
    for before, after in pairwise(values):
        if before.to_on is None or after.from_on <= before.to_on:
            raise _fault(path, f"nilai {before.from_on} dan {after.from_on} bertumpang tindih")
        if after.from_on != before.to_on + timedelta(days=1):
            raise _fault(path, f"ada celah tanggal antara {before.to_on} dan {after.from_on}")
