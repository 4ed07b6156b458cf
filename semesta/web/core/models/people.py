"""Users, the organisations they work for, and the memberships that give a user a role in an area."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from semesta.web.core.roles import ROLES

if TYPE_CHECKING:
    from datetime import date

AREA_CODE = RegexValidator(r"^(\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?)?$", _("An area code looks like 16.71.04.1002."))


def role_choices() -> list[tuple[str, str]]:
    """Every role with its title; a function, so that a new role needs no migration."""
    return [(role.name, str(role.title)) for role in ROLES.values()]


class OrganisationKind(models.TextChoices):
    """Who works with Semesta (DESIGN 1)."""

    BAPPEDA = "bappeda", _("Regional planning (Bappeda)")
    DINKES = "dinkes", _("Health office (Dinkes)")
    DINSOS = "dinsos", _("Social affairs office (Dinsos)")
    DUKCAPIL = "dukcapil", _("Civil registration (Dukcapil)")
    BPKAD = "bpkad", _("Finance office (BPKAD)")
    DISNAKER = "disnaker", _("Manpower office (Disnaker)")
    INSPEKTORAT = "inspektorat", _("Inspectorate (Inspektorat)")
    DPMPTSP = "dpmptsp", _("Licensing office (DPMPTSP)")
    KEJARI = "kejari", _("Public prosecutor's office (Kejari)")
    BPJS = "bpjs", _("BPJS Kesehatan branch")
    FACILITY = "facility", _("Health facility")
    KECAMATAN = "kecamatan", _("Kecamatan office")
    KELURAHAN = "kelurahan", _("Kelurahan office")


class Organisation(models.Model):
    """An office or facility; `area_code` is the area it stands for, as a Kemendagri code with dots."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    area_code = models.CharField(_("area code"), max_length=13, validators=[AREA_CODE])
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Users are found by their name for signing in, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of that name; User.DoesNotExist when there is none."""
        return self.get(username__iexact=username or "")


class User(AbstractBaseUser):
    """Somebody who signs in. A user is disabled, never deleted: the audit trail names them."""

    username = models.CharField(
        _("user name"), max_length=64, unique=True, validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This user name is taken.")},
    )  # fmt: skip
    name = models.CharField(_("full name"), max_length=200)
    is_active = models.BooleanField(_("may sign in"), default=True)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering: ClassVar = ["username"]

    def __str__(self) -> str:
        return self.name or self.username


class MembershipQuery(models.QuerySet["Membership"]):
    """Memberships by what holds on a day."""

    def in_force(self, on: date) -> MembershipQuery:
        """Those that hold on that day, at organisations that are open."""
        return self.filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=on),
            models.Q(organisation__closed_on__isnull=True) | models.Q(organisation__closed_on__gt=on),
            valid_from__lte=on,
        )


class Membership(models.Model):
    """A user holds a role at an organisation for the area whose codes begin with `area_code` ('' = everywhere)."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=30, choices=role_choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    area_code = models.CharField(_("area code"), max_length=13, blank=True, validators=[AREA_CODE])
    valid_from = models.DateField(_("valid from"), default=timezone.localdate)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    objects = MembershipQuery.as_manager()

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("The last day lies before the first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.role} @ {self.organisation_id}"
