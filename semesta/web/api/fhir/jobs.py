"""What a worker does for programs: answer a question that was kept."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from semesta.web.api.fhir.eligibility import ANSWER_LATER, answer_now
from semesta.web.api.fhir.measures import figures_of
from semesta.web.casework.actions.told import keep_answer
from semesta.web.casework.models import Question, QuestionKind
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.clients.asking import PROGRAM
from semesta.web.core.jobs.handlers import handler
from semesta.web.core.published.shown import shown_to
from semesta.web.core.scope import Scope

if TYPE_CHECKING:
    from semesta.web.core.jobs.handlers import Task


@handler(ANSWER_LATER, attempts=5)
def answer_later(task: Task) -> dict[str, Any]:
    """The question has its answer, within the area that the program has today; asked again it stays as it is."""
    kept = Question.unscoped.select_related("client__organisation").filter(public_id=task.asked["question"]).first()
    if kept is None or kept.answered_at is not None:
        return {}
    client = kept.client
    scope = Scope(client.user_id, PROGRAM, client.organisation_id, client.organisation.name, (client.area_code,))
    with acting(acting_of(scope, purpose=kept.purpose)):
        shown = shown_to(scope)
        if kept.kind == QuestionKind.EXPORT:
            keep_answer(kept, timezone.now(), output=figures_of(shown, kept.asked, timezone.now()))
        else:
            # A look asks a request for its scope and purpose alone.
            answer_now(scope.areas, kept, shown, SimpleNamespace(scope=scope, purpose=kept.purpose))
    return {"kind": str(kept.kind)}
