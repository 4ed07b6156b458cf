"""What somebody typed into the membership file for each card: the truth with correlated damage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from semesta.synthetic.damage import (
    BIRTH_KINDS,
    NAME_KINDS,
    NIK_KINDS,
    damage_birth,
    damage_nik,
    damage_tokens,
    draw_kinds,
    put_titles,
    unusable_rate,
    written_with_damage,
)
from semesta.synthetic.draw import pick, stream
from semesta.synthetic.holders import OTHER_CITY, SECOND
from semesta.synthetic.names import HONOUR, LINEAGE, SUFFIX, written
from semesta.synthetic.numbers import draw_phones
from semesta.synthetic.people import POOL
from semesta.synthetic.settings import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from semesta.synthetic.cards import Cards
    from semesta.synthetic.households import Households
    from semesta.synthetic.people import People
    from semesta.synthetic.places import Places


@dataclass(frozen=True)
class Entries:
    """One place per card. `village` is a place in the villages of Places (own first, then other areas'), -1 empty."""

    nik: NDArray[np.int64]
    nik_kind: NDArray[np.int8]
    name: pa.Array
    name_kind: NDArray[np.int8]
    birth: NDArray[np.int32]
    birth_kind: NDArray[np.int8]
    sex: NDArray[np.int8]  # 0 empty, 1 L, 2 P
    mother: pa.Array
    family_card: NDArray[np.int64]  # 0 empty
    village: NDArray[np.int32]
    phone: NDArray[np.int64]  # 0 empty


def base_text(people: People) -> pa.Array:
    """The plain text of every name: people first, then the parents who live elsewhere. Without honours."""
    names = np.vstack([people.names, people.pool])
    names[:, HONOUR] = 0
    names[:, SUFFIX] = 0
    return written(names)


def draw_entries(
    seed: int,
    places: Places,
    people: People,
    homes: Households,
    cards: Cards,
    text: pa.Array,
    today: int,
    damage: float,
    outside: int,
) -> Entries:
    """The typed values of all cards; `outside` villages of other areas are numbered after the area's own."""
    rates, area = read("damage"), places.area
    rng = stream(seed, area, "entries")
    human = cards.human
    unnamed = (today - people.birth[human] < 200) & (rng.random(len(human)) < rates["member_other"]["newborn_unnamed"])
    nik_kind = _nik_kinds(rng, rates["member_nik"], cards.cause == SECOND, unnamed, damage)
    bad = (nik_kind > 0) & (nik_kind != NIK_KINDS.index("cosmetic"))
    name_kind = _correlated(rng, rates["member_name"], NAME_KINDS, bad, damage)
    birth_kind = _correlated(rng, rates["member_birth"], BIRTH_KINDS, bad, damage)
    name = _names(rng, rates, people, human, text, name_kind, unnamed)
    birth = damage_birth(rng, people.birth[human], birth_kind)
    nik = damage_nik(rng, _owners(rng, people, human, nik_kind), nik_kind)
    return Entries(
        nik=nik,
        nik_kind=nik_kind,
        name=name,
        name_kind=name_kind,
        birth=birth,
        birth_kind=birth_kind,
        sex=_sexes(rng, rates["member_other"], people.female[human]),
        mother=_mothers(rng, rates["member_other"], people, human, text, damage),
        family_card=_family_cards(rng, rates["member_other"], homes, people.household[human]),
        village=_villages(
            rng,
            rates["member_other"],
            places,
            homes.village[people.household[human]],
            cards.cause == OTHER_CITY,
            outside,
        ),
        phone=_phones(rng, rates["member_other"], homes.phone[people.household[human]]),
    )


def _nik_kinds(
    rng: np.random.Generator,
    rates: dict[str, Any],
    second: NDArray[np.bool_],
    unnamed: NDArray[np.bool_],
    damage: float,
) -> NDArray[np.int8]:
    rate = unusable_rate(rates, damage)
    chance = np.where(second, np.minimum(rate * rates["duplicate_card_factor"], 0.9), rate)
    kind = draw_kinds(rng, chance, NIK_KINDS, {name: row["share"] for name, row in rates["kinds"].items()})
    newborn = np.flatnonzero(unnamed)
    choice = np.array([NIK_KINDS.index(name) for name in ("empty", "temporary", "")])
    kind[newborn] = choice[pick(rng, (0.45, 0.25, 0.30), len(newborn))]
    cosmetic = (kind == 0) & (rng.random(len(kind)) < rates["cosmetic_rate"]["value"] * damage)
    kind[cosmetic] = NIK_KINDS.index("cosmetic")
    return kind


def _correlated(
    rng: np.random.Generator, rates: dict[str, Any], kinds: tuple[str, ...], bad: NDArray[np.bool_], damage: float
) -> NDArray[np.int8]:
    """Rows with an unusable NIK are worse in the other fields too."""
    base = float(rates["rate"]["value"]) * damage
    return draw_kinds(rng, np.minimum(np.where(bad, base * rates["bad_nik_factor"], base), 0.9), kinds, rates["kinds"])


def _owners(rng: np.random.Generator, people: People, human: NDArray[Any], kind: NDArray[np.int8]) -> NDArray[np.int64]:
    """The NIK behind the entry: one's own, or for the kind other_person that of a household member or of anybody."""
    nik: NDArray[np.int64] = people.nik[human]
    rows = np.flatnonzero(kind == NIK_KINDS.index("other_person"))
    who = human[rows]
    anybody = rng.integers(0, len(people), len(rows))
    kin = _kin(people, who)
    use_kin = (rng.random(len(rows)) < read("damage")["member_nik"]["other_person_in_household"]) & (kin != who)
    nik[rows] = people.nik[np.where(use_kin, kin, np.where(anybody == who, (who + 1) % len(people), anybody))]
    return nik


def _kin(people: People, who: NDArray[Any]) -> NDArray[np.int64]:
    """A neighbour in the same household, the person self when there is none."""
    last = len(people) - 1
    after, before = np.minimum(who + 1, last), np.maximum(who - 1, 0)
    home = people.household[who]
    return np.where(
        people.household[before] == home, before, np.where(people.household[after] == home, after, who)
    ).astype(np.int64)


def _names(
    rng: np.random.Generator,
    rates: dict[str, Any],
    people: People,
    human: NDArray[Any],
    text: pa.Array,
    kind: NDArray[np.int8],
    unnamed: NDArray[np.bool_],
) -> pa.Array:
    """Name text of each card: plain where untouched, else made from damaged tokens; newborns BY NY <mother>."""
    rule = rates["member_name"]
    source = human.copy()
    other = np.flatnonzero(kind == NAME_KINDS.index("other_person"))
    source[other] = _kin(people, human[other])
    touched = np.flatnonzero((kind > 0) | _titled(people.names, human))
    names = people.names[source[touched]]
    put_titles(rng, names, rule["honour_rate"], rule["lineage_short_rate"], rule["lineage_lost_rate"])
    damage_tokens(rng, names, kind[touched])
    mask = np.zeros(len(human), bool)
    mask[touched] = True
    result = pc.replace_with_mask(
        text.take(pa.array(human)), pa.array(mask), written_with_damage(rng, names, kind[touched])
    )
    babies = np.flatnonzero(unnamed)
    called = text.take(pa.array(people.mother[human[babies]]))
    prefix = pa.array(np.array(["BY NY", "BY. NY.", "BAYI NY", "BY NY."])[rng.integers(0, 4, len(babies))])
    return pc.replace_with_mask(result, pa.array(unnamed), pc.binary_join_element_wise(prefix, called, " "))


def _titled(names: NDArray[np.int32], human: NDArray[Any]) -> NDArray[np.bool_]:
    titled = (names[:, HONOUR] > 0) | (names[:, SUFFIX] > 0) | (names[:, LINEAGE] > 0)
    return np.asarray(titled[human])


def _sexes(rng: np.random.Generator, rates: dict[str, Any], female: NDArray[np.bool_]) -> NDArray[np.int8]:
    chance = rng.random(len(female))
    sex = np.where(female ^ (chance < rates["sex_wrong"]), 2, 1)
    sex[chance > 1 - rates["sex_empty"]] = 0
    return sex.astype(np.int8)


def _mothers(
    rng: np.random.Generator, rates: dict[str, Any], people: People, human: NDArray[Any], text: pa.Array, damage: float
) -> pa.Array:
    """Mother's name of each card: damaged, another woman's, or empty at the set rates."""
    mother = people.mother[human].copy()
    chance = rng.random(len(human))
    wrong = np.flatnonzero(chance > 1 - rates["mother_wrong"])
    mother[wrong] = len(people) + rng.integers(0, POOL, len(wrong))
    kind = draw_kinds(
        rng,
        np.full(len(human), min(rates["mother_noise"] * damage, 0.9)),
        NAME_KINDS,
        read("damage")["member_name"]["kinds"],
    )
    touched = np.flatnonzero(kind)
    names = np.vstack([people.names, people.pool])[mother[touched]]
    put_titles(rng, names, 0.1, 0.5, 0.1)
    damage_tokens(rng, names, kind[touched])
    mask = kind > 0
    result = pc.replace_with_mask(
        text.take(pa.array(mother)), pa.array(mask), written_with_damage(rng, names, kind[touched])
    )
    return pc.if_else(pa.array(chance < rates["mother_empty"]), pa.scalar("", pa.string()), result)


def _family_cards(
    rng: np.random.Generator, rates: dict[str, Any], homes: Households, household: NDArray[Any]
) -> NDArray[np.int64]:
    chance = rng.random(len(household))
    renewed = (rng.random(len(homes.village)) < rates["family_card_old"] / 0.75)[household]
    number: NDArray[np.int64] = np.where(
        renewed & (rng.random(len(household)) < 0.75), homes.nkk_old[household], homes.nkk[household]
    )
    typo = np.flatnonzero(chance > 1 - rates["family_card_typo"])
    number[typo] += np.power(np.int64(10), rng.integers(0, 5, len(typo)))
    number[chance < rates["family_card_empty"]] = 0
    return number


def _villages(
    rng: np.random.Generator,
    rates: dict[str, Any],
    places: Places,
    home: NDArray[Any],
    other_city: NDArray[np.bool_],
    outside: int,
) -> NDArray[np.int32]:
    chance = rng.random(len(home))
    village = home.copy()
    old = np.flatnonzero(chance > 1 - rates["village_old"])
    village[old] = pick(rng, places.weight, len(old))
    village[chance < rates["village_empty"]] = -1
    rows = np.flatnonzero(other_city)
    village[rows] = len(places.village_code) + rng.integers(0, max(outside, 1), len(rows))
    return village


def _phones(rng: np.random.Generator, rates: dict[str, Any], home: NDArray[np.int64]) -> NDArray[np.int64]:
    chance = rng.random(len(home))
    phone = np.where(chance > 0.75, draw_phones(rng, len(home)), home)
    phone[chance < rates["phone_empty"]] = 0
    return phone
