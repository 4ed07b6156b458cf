"""A round's estimate from its files: the sample, the answers, the run that both rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.flow.home import Home as HomeFolder
from semesta.flow.sampling.answers import Home, Person, RoundEstimate, read_answers, round_estimate, standing_of
from semesta.flow.sampling.drawn import read_round
from semesta.flow.sampling.frame import registers_of
from semesta.terms.fault import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from semesta.measure.estimate.share import LinkError


def estimate_files(home: Path, folder: Path, answers: Path, errors: LinkError | None = None) -> RoundEstimate:
    """The estimate of the round in `folder` from the CSV `answers`, with the run of `home` that it was drawn from.

    A Fault for a targeted round, an answer of a household that was not drawn, and a run that is gone.
    """
    made = read_round(folder)
    if not made.random:
        raise Fault("Kunjungan terarah bukan sampel acak: tidak ada perkiraan yang boleh dibuat darinya", folder.name)
    run = HomeFolder(home).run(made.about["run_id"])
    if not (run / "manifest.json").exists():
        raise Fault("Hasil yang menjadi dasar sampel tidak ada di folder rumah ini", made.about["run_id"])
    rows = read_answers(answers)
    drawn = {one.household_key: one for one in made.households}
    places: dict[str, int] = {}
    homes: list[Home] = []
    for row in rows:
        key = row["household_key"]
        if key not in drawn:
            raise Fault("Jawaban memuat rumah tangga yang tidak terundi", answers.name)
        if key not in places:
            places[key] = len(homes)
            one = drawn[key]
            homes.append(
                Home(
                    row["part"], row["outcome"], one.probability or 0.0, one.stratum, one.cluster, one.village_code[:8]
                )
            )
    # Who was drawn and has no answer at all was not visited: no answer, too.
    for one in made.main():
        if one.household_key not in places:
            homes.append(Home("main", "absent", one.probability or 0.0, one.stratum, one.cluster, one.village_code[:8]))
    told = standing_of(run, (int(row["person_id"]) for row in rows if row["person_id"]))
    people = [
        Person(
            places[row["household_key"]], row["listed"] == "1", row["found"], row["card"] or "unseen",
            *told.get(int(row["person_id"] or 0), (False, False, False)),
        )
        for row in rows
        if row["found"]
    ]  # fmt: skip
    clustered = made.about["design"]["kind"] == "cluster"
    return round_estimate(
        homes, people, clustered=clustered, fractions=made.about["fractions"], registers=registers_of(run),
        errors=errors,
    )  # fmt: skip
