"""Which choices about messages stand: consents by person, opt-outs by person and by address."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from semesta.web.casework.models import Choice, ContactChoice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from semesta.web.core.scope import Scope

AT_ONCE = 2_000


@dataclass
class Standing:
    """Of one channel: the address to which each person agreed last, and whom and what an opt-out covers."""

    agreed: dict[int, str] = field(default_factory=dict)
    out_people: set[int] = field(default_factory=set)
    out_addresses: set[str] = field(default_factory=set)
    _sharing: dict[str, set[int]] = field(default_factory=dict)

    def out(self, person_id: int | None, address: str) -> bool:
        """An opt-out of the person or of the address stands."""
        return person_id in self.out_people or address in self.out_addresses

    def add(self, person_id: int | None, address: str, choice: str) -> None:
        """One more choice, later than all before it. An opt-out ends every consent to its address and of its person."""
        if choice == Choice.OPT_OUT:
            self.out_addresses.add(address)
            if person_id is not None:
                self.out_people.add(person_id)
                self.agreed.pop(person_id, None)
            for other in self._sharing.pop(address, set()):
                if self.agreed.get(other) == address:
                    del self.agreed[other]
            return
        if person_id is None:
            return
        if choice == Choice.AGAIN:
            self.out_addresses.discard(address)
            self.out_people.discard(person_id)
        if not self.out(person_id, address):
            self.agreed[person_id] = address
            self._sharing.setdefault(address, set()).add(person_id)


def standing(scope: Scope | None, channel: str, people: Sequence[int], addresses: Sequence[str]) -> Standing:
    """What stands for these people and addresses, of all that were ever written down; `scope` None: wherever that was
    (for the worker, which sends for a scope but must heed every opt-out).
    """
    rows = (ContactChoice.unscoped.all() if scope is None else ContactChoice.objects.within(scope)).filter(
        channel=channel
    )
    found: dict[int, tuple[int | None, str, str]] = {}
    for part in _parts(people):
        found |= _read(rows.filter(person_id__in=part))
    agreed = [address for _person, address, _choice in found.values()]
    for part in _parts(sorted({*addresses, *agreed} - {""})):
        found |= _read(rows.filter(address__in=part))
    held = Standing()
    for _pk, row in sorted(found.items()):
        held.add(*row)
    return held


def _parts(values: Iterable[Any]) -> Iterable[list[Any]]:
    listed = list(values)
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))


def _read(rows: QuerySet[ContactChoice]) -> dict[int, tuple[int | None, str, str]]:
    return {pk: (person, address, choice) for pk, person, address, choice in rows.order_by("pk").values_list(
        "pk", "person_id", "address", "choice")}  # fmt: skip


def newest_choices(scope: Scope, most: int) -> list[ContactChoice]:
    """The newest choices within the scope."""
    return list(ContactChoice.objects.within(scope).select_related("user").order_by("-pk")[:most])


def choice_counts(scope: Scope) -> dict[str, int]:
    """How many were ever written down within the scope, by choice."""
    of = {str(one): Count("pk", filter=Q(choice=one)) for one in Choice}
    counted: dict[str, int] = ContactChoice.objects.within(scope).order_by().aggregate(**of)
    return counted
