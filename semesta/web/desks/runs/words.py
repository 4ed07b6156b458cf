"""Jobs, steps, figures and causes in the reader's language."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from semesta.flow.report.words import word
from semesta.indicators.load import load_indicators
from semesta.web.casework.actions.runs import COMPARE, PUBLISH, RUN, TRY_RULE
from semesta.web.casework.actions.uploads import PREVIEW
from semesta.web.core import components as c
from semesta.web.core.jobs.models import Job, JobState
from semesta.web.core.places import area_name
from semesta.web.core.reading import language, numbers

if TYPE_CHECKING:
    from semesta.flow.between import Pair

STATES: dict[str, c.JobState] = {
    JobState.WAITING: "waiting", JobState.RUNNING: "running", JobState.DONE: "done", JobState.FAILED: "failed",
    JobState.CANCELLED: "cancelled",
}  # fmt: skip
TONES: dict[str, c.Tone] = {
    "done": "good",
    "failed": "warn",
    "cancelled": "quiet",
    "waiting": "info",
    "running": "info",
}


def job_title(job: Job) -> str:
    """What the job does, for a heading."""
    if job.kind == RUN:
        day = numbers().day(date.fromisoformat(job.asked["as_of"]))
        return _("Run for %(area)s as of %(day)s") % {"area": area_name(job.asked["area"]), "day": day}
    if job.kind == PUBLISH:
        return _("Publishing %(run)s") % {"run": job.asked["run_id"]}
    if job.kind == TRY_RULE:
        return _("Trying a rule on %(run)s") % {"run": job.asked["run_id"]}
    if job.kind == COMPARE:
        return _("Comparing %(run)s with %(other)s") % {"run": job.asked["now"], "other": job.asked["before"]}
    return _("Reading a file")


def step_words(label: str) -> str:
    """A step as the run names it, in the reader's language; a name that nobody knows stays."""
    verb, _blank, what = label.partition(" ")
    known = {
        "membaca": _("reading %(what)s"), "menyusun": _("making %(what)s"), "menautkan:": _("linking: %(what)s"),
    }  # fmt: skip
    if label.startswith("pub_"):
        return _("loading %(what)s") % {"what": label.removeprefix("pub_")}
    if verb in known:
        return known[verb] % {"what": what}
    whole = {
        "menautkan penduduk dan peserta": _("linking residents and members"),
        "menulis laporan": _("writing the report"),
        "menulis daftar kerja": _("writing work lists"), "laporan selesai": _("the report is written"),
        "selesai, belum terbit": _("finished, not published"), "memeriksa isi": _("looking at the content"),
        "membandingkan": _("comparing"), "nama": _("preparing names"),
        "kasus": _("bringing cases up to date"),
    }  # fmt: skip
    return str(whole.get(label, label))


def sentence_of(job: Job) -> str:
    """Why it failed: sentences of ours in the reader's language, those of lower rooms as they are."""
    return {
        "The worker was killed": _("The worker was killed"),
        "Stopped by somebody": _("Stopped by somebody"),
        "An error that nobody foresaw; the log names its place": _(
            "An error that nobody foresaw; the log names its place"
        ),
        "The server's disk is full. Nothing is lost: make room, then resume; what is finished is not done again.": _(
            "The server's disk is full. Nothing is lost: make room, then resume; what is finished is not done again."
        ),
    }.get(job.sentence, job.sentence)


def job_part(job: Job, *, may_stop: bool, polls: bool = True) -> c.Job:
    """The job for `job_progress`; `polls` False where what stands around it asks for both."""
    detail = sentence_of(job)
    if not job.ended and job.attempt > 1:
        detail = _("Attempt %(number)s: it goes on where the one before stopped.") % {"number": job.attempt}
    return c.Job(
        job_title(job), STATES[job.state], job.share, step_words(job.step) if not job.ended else "", detail,
        poll_url=reverse("runs_job_progress", args=[job.pk]) if polls else "",
        cancel_url=reverse("runs_job_stop", args=[job.pk]) if may_stop else "",
        result_url=result_url(job),
    )  # fmt: skip


def result_url(job: Job) -> str:
    """Where the result of a finished job is looked at; '' where there is none."""
    if job.state != JobState.DONE:
        return ""
    result = job.result or {}
    if job.kind in {RUN, PUBLISH}:
        return reverse("runs_run", args=[result["run_id"]])
    if job.kind == TRY_RULE:
        return reverse("rules_tried", args=[job.pk])
    if job.kind == COMPARE:
        return reverse("runs_compare", args=[job.asked["now"]]) + f"?dengan={job.asked['before']}"
    return reverse("runs_upload", args=[result["upload"]]) if job.kind == PREVIEW and "upload" in result else ""


def figure_name(pair: Pair | dict[str, Any]) -> str:
    """An indicator of the catalogue by its title."""
    name = str(pair["name"] if isinstance(pair, dict) else pair.name).partition("|")[0]
    found = next((each for each in load_indicators() if each.name == name), None)
    if found is None:
        return name.replace("_", " ")
    return found.title_en if language() == "en" else found.title_id


def is_share(name: str) -> bool:
    """The indicator is a share of 1."""
    code = name.partition("|")[0]
    return any(each.name == code and each.unit == "share" for each in load_indicators())


def said(group: str, code: str) -> str:
    """A code of the run in words."""
    return word(language(), group, code) or _("none")


def link_cause(code: str) -> str:
    """How links changed, and why."""
    causes = {
        "human_decision": _("decided by a person"), "member_left": _("no longer in the membership file"),
        "resident_left": _("no longer in the register"), "no_longer_certain": _("no longer certain"),
        "member_changed": _("the membership row changed"), "resident_changed": _("the register row changed"),
        "second_row_of_card": _("another row of the same card"),
        "scored_anew": _("everything was scored again"), "certain": _("numbers and data agree"),
        "probable": _("by the weight of evidence"), "kept": _("kept from last month"),
        "human": _("decided by a person"),
        "unknown": _("cause not written down"),
    }  # fmt: skip
    if code == "new_person":
        return _("New in the register, with a card")
    for start, text in (
        ("new_", _("Card found: %(why)s")), ("gone_", _("Card gone: %(why)s")),
        ("other_card_", _("Other card: %(why)s")),
    ):  # fmt: skip
        if code.startswith(start):
            why = code.removeprefix(start)
            return text % {"why": causes.get(why, why.replace("_", " "))}
    return code


def total_words(item: str) -> str:
    """A total of total_check in words."""
    if item.startswith("balance_closes_"):
        segment = item.removeprefix("balance_closes_")
        name = _("all segments") if segment == "ALL" else said("segment", segment)
        return _("Opening, in and out give the closing balance: %(segment)s") % {"segment": name}
    known = {
        "a_member_row_links_once": _("A membership row is linked to one resident at most"),
        "a_reason_for_every_inactive_card": _("Every inactive card has a reason"),
        "a_route_for_everyone_without_active_cover": _("Everyone without active cover has a route"),
        "cells_add_up_to_the_register": _("Small cells add up to the register"),
        "classes_of_membership": _("Classes of the membership file add up to its rows"),
        "classes_of_register": _("Classes of the register add up to its rows"),
        "each_row_once_membership": _("Each membership row is counted once"),
        "each_row_once_register": _("Each register row is counted once"),
        "every_card_has_a_person": _("Every card has a person"),
        "every_number_has_its_people": _("Every figure has its people"),
        "gap_to_bpjs_is_explained": _("The gap to BPJS's figure is explained"),
        "kelurahan_add_up_to_district": _("Kelurahan add up to the kecamatan"),
        "kelurahan_add_up_to_regency": _("Kelurahan add up to the city"),
        "kelurahan_add_up_to_province": _("Kelurahan add up to the province"),
        "one_number_per_person": _("Every person has one number"),
        "one_row_per_person": _("Every person has one row"),
        "rows_of_file": _("Rows of the file: usable and set aside"),
    }
    return str(known.get(item, item.replace("_", " ")))


def megabytes(byte_count: int) -> str:
    """'12,3 MB'; less than one tenth is told in kB, a thousand and more in GB."""
    if byte_count >= 1_000_000_000:
        return f"{numbers().decimal(byte_count / 1e9, 1 if byte_count % 1_000_000_000 else 0)} GB"
    if byte_count < 100_000:
        return f"{numbers().whole(-(-byte_count // 1000))} kB"
    return f"{numbers().decimal(byte_count / 1e6, 1)} MB"
