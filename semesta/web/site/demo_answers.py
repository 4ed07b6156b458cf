"""The newest random round of a made-up city answered as its agents would have: to see an estimate beside the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.synthetic.answers import made_answers
from semesta.terms.fault import Fault
from semesta.web.site.demo import MADE_UP

if TYPE_CHECKING:
    from pathlib import Path


def answer_newest_round(home: Path, truth: Path, seed: int) -> tuple[str, int, dict[str, int]]:
    """(name of the round, visits made, the city's truth). A Fault when the home's people are not known to be made up,
    or no random round waits without a visit.
    """
    from semesta.web.casework.actions.made_up_answers import keep_answers
    from semesta.web.casework.models import Round, RoundHousehold
    from semesta.web.casework.models.visits import RoundKind
    from semesta.web.core.acting import Acting, acting

    if not (home / MADE_UP).exists():
        raise Fault("Folder ini tidak ditandai berisi orang buatan", str(home))
    held = Round.objects.filter(kind=RoundKind.RANDOM, visits__isnull=True).first()
    if held is None:
        raise Fault("Tidak ada putaran acak yang menunggu kunjungan pertama: undi satu di halaman Kunjungan")
    rows = RoundHousehold.unscoped.filter(round=held).order_by("draw_order")
    homes = [
        {"household_key": key, "part": part, "stratum": stratum, "cluster": cluster, "order": str(order)}
        for key, part, stratum, cluster, order in rows.values_list(
            "household_key", "part", "stratum", "cluster", "draw_order"
        )
    ]
    made = made_answers(home, truth, held.run_id, homes, seed, by_cluster=held.design == "cluster")
    with acting(Acting(purpose="made-up answers")):
        return held.name, keep_answers(held, made.rows, made.replaces), made.truth
