"""The public pages of a made-up city stand open, so that they can be tried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from semesta.terms.fault import Fault
from semesta.web.site.demo import MADE_UP

if TYPE_CHECKING:
    from pathlib import Path

OFFICE = {
    "kind": "any", "name": "Mal Pelayanan Publik (contoh)", "address": "loket JKN, lantai 1 (contoh)", "phone": "",
    "hours": "Senin sampai Jumat, 08.00 sampai 15.00 (contoh)",
}  # fmt: skip
"""Said to be an example wherever it is shown."""


def open_demo_public_pages(home: Path, area: str) -> bool:
    """Whether they were opened now; False where the city chose already. A Fault when the home's people are not known
    to be made up.
    """
    from semesta.web.casework.actions.public import set_public_page
    from semesta.web.casework.models import Licence
    from semesta.web.casework.queries.public import page_of
    from semesta.web.core.acting import acting, acting_of
    from semesta.web.core.models import Membership
    from semesta.web.core.roles import ROLES
    from semesta.web.core.scope import Scope

    if not (home / MADE_UP).exists():
        raise Fault("Folder ini tidak ditandai berisi orang buatan", str(home))
    held = Membership.objects.select_related("organisation").get(user__username="coordinator")
    scope = Scope(held.user_id, ROLES["coordinator"], held.organisation_id, held.organisation.name, (area,))
    chosen = {"check_on": True, "data_on": True, "publisher": "Kota contoh", "licence": Licence.CC_BY}
    with acting(acting_of(scope)):
        if page_of(area) is not None:
            return False
        set_public_page(scope, area, chosen, [OFFICE], version=0)
    return True
