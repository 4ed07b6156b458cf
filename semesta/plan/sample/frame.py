"""The frame: every household that may be drawn, in an order of its own, each with its lot.

A lot is no random number of a program: it is the SHA-256 of `seed|household`, so that anybody can draw again with any
tool, on any machine, from any order of the file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

LOT_DIGITS = 13
"""Hexadecimal digits of the digest that make a lot: 52 bits, exact in a double."""
DISTRICT = 8
"""Characters of a village's code that name its kecamatan: 16.71.04."""
IDENTITY = ("village_code", "rw", "rt", "household_key", "members")


def lot_of(seed: str, key: str) -> float:
    """The lot of one unit: the first 13 hexadecimal digits of SHA-256 of `seed|key`, as a fraction of 1."""
    return int(hashlib.sha256(f"{seed}|{key}".encode()).hexdigest()[:LOT_DIGITS], 16) / 16.0**LOT_DIGITS


@dataclass(frozen=True)
class Frame:
    """Households in the order village, RW, RT, key (bytes). One place per household in every array.

    `members` living people on the family card, `active` those of them with active cover by the register's match.
    `stratum` is a place in `strata` (kecamatan), `cluster` in `clusters` (kelurahan/RW/RT). `left_out` counts residents
    whom no household of the frame holds, by reason.
    """

    keys: pa.Array
    villages: pa.Array
    members: NDArray[np.int64]
    active: NDArray[np.int64]
    lot: NDArray[np.float64]
    stratum: NDArray[np.int64]
    strata: tuple[str, ...]
    cluster: NDArray[np.int64]
    clusters: tuple[str, ...]
    sha256: str = ""
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.members)

    @property
    def residents(self) -> int:
        return int(self.members.sum())

    @property
    def residual(self) -> NDArray[np.float64]:
        """Per household: active people less those expected at the city's share; what a share's interval depends on."""
        share = self.active.sum() / max(self.residents, 1)
        return np.asarray(self.active - share * self.members)

    def totals(self) -> dict[str, Any]:
        """Households and residents, of the whole and of every kecamatan; who is left out."""
        homes = np.bincount(self.stratum, minlength=len(self.strata))
        people = np.bincount(self.stratum, weights=self.members, minlength=len(self.strata))
        return {
            "households": len(self),
            "residents": self.residents,
            "active": int(self.active.sum()),
            "clusters": len(self.clusters),
            "left_out": dict(self.left_out),
            "strata": {
                name: {"households": int(homes[at]), "residents": int(people[at])}
                for at, name in enumerate(self.strata)
            },
        }


def frame_from(table: pa.Table, left_out: Mapping[str, int]) -> Frame:
    """The frame of `table`: household_key, village_code, rw, rt, members, active, lot, in the frame's order.

    A Fault where there is no household; ValueError where they stand in another order or one stands there twice.
    """
    if table.num_rows == 0:
        raise Fault("Kerangka sampel kosong: tidak ada rumah tangga dengan kartu keluarga dan kelurahan")
    table = table.combine_chunks()
    texts = {name: pc.cast(_column(table, name), pa.large_string()) for name in IDENTITY}
    places = _joined("|", *(texts[name] for name in IDENTITY[:4]))
    if not pc.all(pc.less(places[:-1], places[1:])).as_py() and len(places) > 1:
        raise ValueError("the rows of a frame stand in the order of village|rw|rt|key, each once")
    cluster, clusters = _runs(_joined("/", *(texts[name] for name in IDENTITY[:3])))
    stratum, strata = _runs(pc.utf8_slice_codeunits(texts["village_code"], 0, DISTRICT))
    return Frame(
        keys=_column(table, "household_key"), villages=_column(table, "village_code"),
        members=_whole(table["members"]), active=_whole(table["active"]), lot=table["lot"].to_numpy(),
        stratum=stratum, strata=strata, cluster=cluster, clusters=clusters,
        sha256=_digest(_joined("|", places, texts["members"])), left_out=left_out,
    )  # fmt: skip


def _column(table: pa.Table, name: str) -> Any:
    return table[name].combine_chunks()


def _joined(mark: str, *columns: Any) -> Any:
    return pc.binary_join_element_wise(*columns, pa.scalar(mark, pa.large_string()))


def _digest(lines: Any) -> str:
    """SHA-256 over the lines `village|rw|rt|key|members`, each ended by a line feed."""
    ended = _joined("", lines, pa.scalar("\n", pa.large_string()))
    offsets = np.frombuffer(ended.buffers()[1], np.int64)[ended.offset : ended.offset + len(ended) + 1]
    return hashlib.sha256(memoryview(ended.buffers()[2])[int(offsets[0]) : int(offsets[-1])]).hexdigest()


def _whole(column: Any) -> NDArray[np.int64]:
    return np.asarray(column.to_numpy(), np.int64)


def _runs(sorted_names: Any) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """(place of each row's name, the names) of a column whose equal names stand together."""
    encoded = pc.dictionary_encode(sorted_names)
    return np.asarray(encoded.indices.to_numpy(), np.int64), tuple(encoded.dictionary.to_pylist())
