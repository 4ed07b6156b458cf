"""Files to BPJS Kesehatan, and its answers line by line back to the kelurahan (req 30)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from semesta.formats.layout import layouts, workbook
from semesta.formats.when import date_in
from semesta.rules.proposals import answer_words, checks
from semesta.terms.nik import parse_nik
from semesta.terms.noka import parse_noka
from semesta.terms.text import text_key
from semesta.web.casework.actions.proposal_steps import Moved, close, held_lines, pass_on
from semesta.web.casework.actions.quota import reserve
from semesta.web.casework.flows import city_of, contract_of, terms_of
from semesta.web.casework.landed import rows_of
from semesta.web.casework.models import BpjsAnswer, BpjsAnswerFile, BpjsAnswerText, BpjsFile, ProposalLine
from semesta.web.casework.models.bpjs import Answer
from semesta.web.casework.models.proposals import Kind, State
from semesta.web.casework.queries.bpjs import file_lines, meta_of
from semesta.web.casework.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from semesta.web.core.published.shown import Shown
    from semesta.web.core.scope import Scope


def make_file(
    scope: Scope, shown: Shown | None, line_ids: Sequence[int], layout: str, registered_on: date, mutation_code: str
) -> tuple[BpjsFile | None, Moved]:
    """The lines that wait for it stand in a file for BPJS Kesehatan and carry the day on which cover truly begins.

    None when no line could go: their last step was the actor's own, or they are not at this step.
    """
    if not scope.may("proposals.decide"):
        raise Refusal(_("Your role may not do this."))
    if layout not in layouts():
        raise Refusal(_("Unknown layout."))
    lines = held_lines(scope, "export", line_ids)
    moved = Moved(not_here=sorted(set(line_ids) - {line.pk for line in lines}))
    moved.own_step_before = [line.pk for line in lines if line.last_user_id == scope.user_id]
    ready = [line for line in lines if line.last_user_id != scope.user_id]
    if not ready:
        return None, moved
    if len({line.kind == Kind.REMOVE for line in ready}) > 1:
        raise Refusal(_("Additions and removals go in separate files."))
    area = city_of(ready[0].area_code)
    contract = contract_of(area, registered_on.year)
    start = terms_of(shown, area, registered_on, contract).start(registered_on)
    file = BpjsFile(
        area_code=area, kind=ready[0].kind, layout=layout, registered_on=registered_on, start_on=start,
        mutation_code=mutation_code.strip(), meta=meta_of(contract, registered_on), line_count=len(ready),
        sha256="", user_id=scope.user_id,
    )  # fmt: skip
    file.save()
    late = [line.pk for line in ready if line.kind != Kind.REMOVE and line.start_on != start]
    if late:
        reserve(area, late, start)  # sent later than decided: fewer months, perhaps another year's agreement
    pass_on(scope, ready, note=str(file), bpjs_file=file, start_on=start)
    file.sha256 = hashlib.sha256(bytes_of(scope, file)).hexdigest()
    file.save(update_fields=["sha256"])
    moved.done = [line.pk for line in ready]
    return file, moved


def bytes_of(scope: Scope, file: BpjsFile) -> bytes:
    """The workbook: the same bytes each time it is asked for."""
    return workbook(layouts()[file.layout], file_lines(scope, file), file.meta)


# -- answers


def import_answers(scope: Scope, name: str, content: bytes) -> tuple[BpjsAnswerFile, bool]:
    """Every line of the file has answered its proposal line; False: the same bytes were taken before, nothing done.

    A word that is not known stays "not understood" and its line keeps waiting. A Fault for a file that is no answer.
    """
    if not scope.may("proposals.reply"):
        raise Refusal(_("Your role may not do this."))
    sha256 = hashlib.sha256(content).hexdigest()
    known = BpjsAnswerFile.objects.within(scope).filter(sha256=sha256).first()
    if known is not None:
        return known, False
    rows, not_read = _read(name, content)
    waiting, elsewhere = _waiting_for(scope, rows)
    if own := [line for line in waiting.values() if line.last_user_id == scope.user_id]:
        raise Refusal(
            _("%(n)s of these lines were sent by yourself. A colleague enters their answers.") % {"n": len(own)}
        )
    file = BpjsAnswerFile.unscoped.create(
        sha256=sha256, name=name[:200], area_code=city_of(scope.areas[0]), user_id=scope.user_id, not_read=not_read
    )
    _take(scope, file, rows, waiting, elsewhere)
    file.save()
    return file, True


def _read(name: str, content: bytes) -> tuple[list[dict[str, Any]], int]:
    """The rows as the format `answer` names them, and how many rows could not be read."""
    found = rows_of(name, content, "answer")
    if found is None:
        raise Refusal(_("This file holds no answers: it needs the columns NIK and HASIL."))
    return found


def _waiting_for(scope: Scope, rows: Sequence[dict[str, Any]]) -> tuple[dict[str, ProposalLine], set[str]]:
    """Lines that wait for an answer, by NIK; and NIKs of lines that had one before."""
    niks = sorted({_nik(row) for row in rows} - {""})
    waiting: dict[str, ProposalLine] = {}
    before: set[str] = set()
    held = ProposalLine.objects.within(scope).select_related("proposal")
    for start in range(0, len(niks), 500):
        part = niks[start : start + 500]
        for line in held.filter(nik__in=part, step="reply").select_for_update(of=("self",)):
            waiting[line.nik] = line
        before |= set(
            held.filter(nik__in=part, bpjs_file__isnull=False).exclude(step="reply").values_list("nik", flat=True)
        )
    return waiting, before


def _nik(row: dict[str, Any]) -> str:
    return parse_nik(row.get("nik")).value or (row.get("nik") or "").strip()


def _take(
    scope: Scope,
    file: BpjsAnswerFile,
    rows: Sequence[dict[str, Any]],
    waiting: dict[str, ProposalLine],
    before: set[str],
) -> None:
    yes: list[ProposalLine] = []
    no: dict[str, list[ProposalLine]] = defaultdict(list)
    answers: list[BpjsAnswer] = []
    for row in rows:
        line = waiting.pop(_nik(row), None)
        if line is None:
            seen = _nik(row) in before or any(_nik(row) == answer.line.nik for answer in answers)
            file.answered_before, file.not_ours = file.answered_before + seen, file.not_ours + (not seen)
            continue
        answer = answer_words().get(text_key(row.get("answer")), Answer.UNKNOWN)
        answers.append(_answer(file, line, row, answer))
        if answer == Answer.ACCEPTED:
            yes.append(line)
            file.accepted += 1
        elif answer == Answer.REJECTED:
            no[answers[-1].text].append(line)
            file.rejected += 1
        else:
            file.unknown += 1
    BpjsAnswer.unscoped.bulk_create(answers, batch_size=500)
    pass_on(scope, yes)
    for line, given in [(one.line, one) for one in answers if one.answer == Answer.ACCEPTED and one.start_on]:
        ProposalLine.unscoped.filter(pk=line.pk).update(start_on=given.start_on)
    for text, lines in no.items():
        close(lines, scope, text or _("BPJS Kesehatan gave no reason."), State.REJECTED)


def _answer(file: BpjsAnswerFile, line: ProposalLine, row: dict[str, Any], answer: str) -> BpjsAnswer:
    text = " ".join((row.get("reason") or "").split())
    if answer == Answer.UNKNOWN:
        text = " · ".join(part for part in ((row.get("answer") or "").strip(), text) if part)
    return BpjsAnswer(
        line=line, file=file, area_code=line.area_code, answer=answer, text=text[:300], text_key=text_key(text)[:300],
        psnoka=parse_noka(row.get("psnoka")).value or "", start_on=date_in(row.get("start_on") or ""),
    )  # fmt: skip


def answer_line(scope: Scope, line: ProposalLine, accepted: bool, text: str) -> None:
    """An officer enters one answer by hand; a rejection needs BPJS Kesehatan's words."""
    if not scope.may("proposals.reply") or line.step != "reply":
        raise Refusal(_("The line is not at your office now."))
    if line.last_user_id == scope.user_id:
        raise Refusal(_("Nobody does two steps in a row: a colleague does this one."))
    if not accepted and not text.strip():
        raise Refusal(_("Write down the reason: the kelurahan will read it."))
    name = f"{timezone.now():%Y-%m-%d %H:%M} · {line}"
    file = BpjsAnswerFile.unscoped.create(
        sha256=hashlib.sha256(f"{line.pk} {line.version}".encode()).hexdigest(), name=name,
        area_code=line.area_code, user_id=scope.user_id, accepted=accepted, rejected=not accepted,
    )  # fmt: skip
    row = {"reason": text}
    answer = _answer(file, line, row, Answer.ACCEPTED if accepted else Answer.REJECTED)
    answer.save()
    if accepted:
        pass_on(scope, [line])
    else:
        close([line], scope, answer.text, State.REJECTED)


def name_text(scope: Scope, text: str, check_name: str) -> None:
    """From now on this text of BPJS Kesehatan means that check, on every line with it; '' makes it unknown again."""
    if not scope.may("proposals.reply"):
        raise Refusal(_("Your role may not do this."))
    key = text_key(text)[:300]
    if not key or (check_name and check_name not in checks()):
        raise Refusal(_("Unknown meaning."))
    if not check_name:
        BpjsAnswerText.objects.filter(text_key=key).delete()
        return
    BpjsAnswerText.objects.update_or_create(
        text_key=key, defaults={"text": text[:300], "check_name": check_name, "user_id": scope.user_id}
    )


def reopen(scope: Scope, line: ProposalLine) -> None:
    """A rejected line is back at the kelurahan, to be corrected and sent again; what BPJS Kesehatan said stays."""
    if not scope.may("proposals.write") or line.state != State.REJECTED:
        raise Refusal(_("Only a rejected line can be taken up again."))
    close([line], scope, line.reason, State.RETURNED, step="propose")
