"""A round in a served city: `python -m tests.web.field_child HOME [phone]` draws one and prints its public id; with
`phone` it is in the field, and a token of its first agent is printed, too.
"""

import sys
from pathlib import Path

from semesta.web.site.serve import prepare_django

HOME = Path(sys.argv[1])
prepare_django(HOME)

from semesta.web.casework.actions.field import give_access, prepare
from semesta.web.core.acting import acting, acting_of
from semesta.web.core.models import Membership, User
from semesta.web.core.scope import posts_of
from tests.web.field_round import make_round


class Served:
    """The demo users of a city, as `make_round` asks for them."""

    def __init__(self) -> None:
        self.users = {"coordinator": User.objects.get(username="coordinator")}
        post = Membership.objects.get(user=self.users["coordinator"])
        self.area = post.area_code
        self.post = posts_of(self.users["coordinator"], post.valid_from)[0]

    def scope(self, role: str):
        return self.post


served = Served()
made = make_round(served, name="Putaran contoh", user=User.objects.get(username="dinsos"))
print(made.public_id)
if "phone" in sys.argv:
    with acting(acting_of(served.post)):
        prepare(served.post, made)
        print(give_access(served.post, made.agents.select_related("round").first()))
