"""Only a later file closes an episode; it is judged by the tables' owner after each publish."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from semesta.web.casework.actions.episode_proof import prove_episodes
from semesta.web.casework.models import EpisodeTurn
from semesta.web.core.acting import acting
from tests.web.case_samples import EVERYWHERE
from tests.web.counter_things import now_of, people, put_episode, served
from tests.web.published_city import looking

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shown_city", "as_owner")]


def test_episodes_are_closed_by_the_file_that_shows_the_cover_and_by_no_other(city):
    scope = city.scope("facility")
    with looking(scope) as shown:
        run_id = shown.run_id
    covered = people(scope, 2, class_name="covered_active", psnoka__isnull=False)
    proved, same_file = served(scope, covered[0]), served(scope, covered[1], run_id=run_id)
    without = served(scope, people(scope, class_name="uncovered")[0])
    like = people(scope, class_name="covered_active", nkk__isnull=False, sex="P")[0]
    facts = {"identity": "newborn", "nkk": like.nkk, "birth_on": like.birth_on, "run_id": "earlier"}
    baby, other_baby = (put_episode(city, name="Bayi", sex=sex, **facts) for sex in ("P", "L"))
    unknown = put_episode(city, identity="unknown", description="Tak dikenal")
    assert prove_episodes() == 2
    told = [now_of(one).outcome for one in (proved, same_file, without, baby, other_baby, unknown)]
    assert told == ["proved", "", "", "proved", "", ""]
    held = now_of(proved)
    assert (held.state, held.proved_run, held.proved_month) == ("closed", run_id, date(2025, 5, 1))
    assert held.proved_start_on < timezone.localdate(held.admitted_at)
    assert held.late_cover is False
    with acting(EVERYWHERE, writes=False):
        assert EpisodeTurn.unscoped.get(episode=proved).deed == "proved"
    assert prove_episodes() == 0
