"""Why a filled form was not read, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WHY = {
    "not_xml": _("The form is damaged: it is no XML."),
    "no_instance_id": _("The form has no number of its own (instanceID)."),
    "no_household": _("The form does not say which house was visited."),
    "no_result": _("The form does not say what came of the visit."),
    "too_many_people": _("The form holds more people than a household has."),
    "other_form": _("The form belongs to another round."),
    "not_theirs": _("The house is not on this agent's list."),
    "no_such_house": _("No house of this round has that number."),
    "differs": _("Another form with the same number says something else; the first one counts."),
    "fault": _("The form could not be read. Tell the administrator; then read it again."),
}
