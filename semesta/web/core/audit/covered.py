"""Which tables the audit trail covers: all of ours, found by themselves; exceptions carry their reason."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

WITH_OURS = {"mfa", "socialaccount"}
"""Apps of others whose rows are keys to our doors."""
NOT_COVERED = {
    "core.session": "changes with every minute of use; signing in and out are events",
    "core.signinfailure": "a counter; each failure is an event",
    "core.apitoken": "lasts minutes; each one issued is an event",
    "core.apiassertion": "what was used once; each token issued for it is an event",
    "core.apiuse": "a counter",
    "casework.publiccount": "a counter of a window, under a key that is thrown away",
    "casework.publicform": "a number that was used, until its form would have ended anyway",
    "casework.publicsecret": "the key of a day: in the trail it would never be gone",
    "casework.publicuse": "a counter of a day; each public check is an event",
    "core.auditentry": "the trail itself",
    "core.look": "part of the trail: added and never changed, and sealed itself",
    "core.auditblock": "the seals over the trail",
}
_WHO = ("nik", "name", "birth_on", "psnoka")
HIDDEN = {
    "core_user": ("password",),
    "core_resetlink": ("digest",),
    "core_apiclient": ("secret_digest",),
    "mfa_authenticator": ("data",),
    "socialaccount_socialtoken": ("token", "token_secret"),
    "socialaccount_socialaccount": ("extra_data",),
    "jobs_job": ("steps",),  # long, and told by the job's page
    "casework_budgetplan": ("result",),  # long, and told by its page; its digest is written down
    "casework_openmonth": ("cells",),  # likewise
    # Whoever reads the trail may not see residents (office administrators), and health only on need to know (R9.5). The
    # rows themselves keep what stood there: who is on a line is never changed after it was written. What officers write
    # freely may name anybody.
    "casework_case": ("subject", "title"),
    "casework_casenote": ("text",),
    "casework_caseattachment": ("name",),
    "casework_contactchoice": ("address", "evidence"),
    "casework_doubtdecision": ("resident_nik", "psnoka", "evidence"),
    "casework_messagerecipient": ("address",),
    "casework_outreacheffect": ("result",),  # long, and told by its page
    "casework_outreachsession": ("note",),
    "casework_proposalstep": ("note",),
    "casework_subjectrequest": ("wish", "answer"),
    "casework_subjectstep": ("text",),
    "casework_proposalline": (*_WHO, "nkk", "family_relation", "address", "phone"),
    "casework_decreeline": (*_WHO[:3], "address"),
    "casework_counterdesk": ("sealed",),
    "casework_episode": (*_WHO, "nkk", "description"),
    "casework_episodehealth": ("ground",),
    "casework_episodeturn": ("note",),
    "casework_triageline": (*_WHO, "first", "note"),
    "casework_healthground": ("ground",),
    "casework_bpjsanswer": ("psnoka", "text"),
    "casework_dcisender": ("token_digest",),
    "casework_dcirequest": ("asked",),
    "casework_outboxmessage": ("body",),
    "casework_roundagent": ("token_digest",),
    "casework_roundhousehold": ("household_key", "head_name", "address"),
    "casework_roundperson": (*_WHO[:3], "relation"),
    "casework_submission": ("content", "note"),
    "casework_visit": ("note",),
    "casework_visitperson": ("nik", "name", "birth_on", "reason", "employer"),
    "casework_billstep": ("note",),
    "casework_toldpatient": (*_WHO[:3], "sex", "content", "fhir_id"),
    "casework_toldidentifier": ("value",),
    "casework_toldversion": ("content",),
    "casework_identitycheck": ("words",),
    "casework_question": ("asked", "answer", "output"),
    # A firm of one person bears a name and a tax number that are the person's own.
    "casework_compliancecase": ("firm_key", "name", "address"),
    "casework_compliancestep": ("note", "paper_name"),
}
"""Columns whose values are not written down, only that they changed."""
CHANGES_ALONE = {
    "core_user": ("last_login",),
    # A job says every second how far it is; that it was asked for, taken, stopped and how it ended are entries.
    "jobs_job": ("lease_until", "step", "done", "total", "steps"),
}
"""Columns that change by themselves: an update of nothing else is no entry (the sign-in is an event)."""


def covered_models() -> list[type[Model]]:
    """Models whose tables carry the audit triggers, in a fixed order."""
    every = apps.get_models(include_auto_created=True)
    ours = [
        model
        for model in every
        if model._meta.managed
        and not model._meta.proxy
        and (model._meta.app_config.name.startswith("semesta.") or model._meta.app_label in WITH_OURS)
        and model._meta.label_lower not in NOT_COVERED
    ]
    return sorted(ours, key=lambda model: model._meta.db_table)
