"""What each measure counts, in the reader's words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def measure_words(name: str) -> str:
    """'residents of the register who hold a card'; a measure without words is shown as it is."""
    words = {
        "population": _("the residents: the register's own count, and every official figure beside it"),
        "in_register": _("living residents of the register, each once"),
        "registered": _("living residents of the register who hold a card, whatever its status"),
        "active": _("living residents of the register whose card is active"),
        "inactive": _("living residents whose card is not active"),
        "status_unknown": _("living residents whose card has a status that nobody could read"),
        "uncovered": _("living residents for whom no card was found"),
        "without_active_cover": _("living residents without an active card: no card, not active, or unknown"),
        "pemda_active": _("living residents whose active card is paid by the city"),
        "pbi_active": _("living residents whose active card is paid by the national budget"),
        "dead_but_member": _("people who died and still stand in the membership file"),
        "dead_but_active": _("people who died and whose card is active"),
        "moved_but_member": _("people who moved away and still stand in the membership file"),
        "member_not_in_register": _("card holders who are not in the register"),
        "nik_unusable": _("living residents whose NIK cannot be used"),
        "village_unknown": _("living residents whose kelurahan is not known"),
        "birth_unknown": _("living residents without a birth date"),
        "in_doubt": _("living residents whose match with a card waits for a decision"),
        "cards": _("cards in the membership file, each number once, whoever holds it"),
        "active_cards": _("active cards in the membership file, whoever holds them"),
        "pemda_cards": _("active cards paid by the city, whoever holds them"),
    }
    return words.get(name, name)
