"""One-time codes: an officer issues them on paper, somebody of the school makes an account with one.

`issue_codes`: schools → a code for each (12 letters and digits, none that look alike; shown once, only an HMAC of it is
kept; valid 30 days). A new code of a school ends its unused older ones. `issue_reset`: the same for one existing
account, whose holder then chooses a new password. `redeem`: code and the person's words → the account. A code works
once however often the button is pressed: it is taken by an update that only one transaction can make. Guessing is
throttled by the page, not here.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from schools.models import AccessCode, Membership, Municipality, Role, School, User
from schools.rules import can_manage_people

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH, GROUP = 12, 4
VALID = dt.timedelta(days=30)
_CYRILLIC = str.maketrans("АВЕКМНРСТУХ", "ABEKMHPCTYX")


class CodeRefused(Exception):
    """The code cannot be issued or used; the message says, in Russian, why and what to do. `field` names the field."""

    def __init__(self, message: str, field: str = "code") -> None:
        super().__init__(message)
        self.field = field


@transaction.atomic
def issue_codes(
    *, municipality: Municipality, schools: Iterable[School], person: User
) -> list[tuple[School, str]]:
    """A new code for each of these organisations of the municipality, in their order."""
    chosen = list(schools)
    if not can_manage_people(person, municipality) or any(
        s.municipality_id != municipality.pk for s in chosen
    ):
        raise CodeRefused("Коды выдаёт специалист муниципалитета организациям своего муниципалитета.")
    _take_turns(chosen)
    now = timezone.now()
    AccessCode.objects.filter(
        school__in=chosen, account__isnull=True, used_at__isnull=True, expires_at__gt=now
    ).update(expires_at=now)
    issued = [(school, make_code()) for school in chosen]
    AccessCode.objects.bulk_create(
        AccessCode(school=school, digest=digest_of(code), created_by=person, expires_at=now + VALID)
        for school, code in issued
    )
    return issued


@transaction.atomic
def issue_reset(*, role: Membership, person: User) -> str:
    """A code with which the holder of a school's account chooses a new password; older ones end."""
    school = role.school
    if school is None or not can_manage_people(person, school.municipality):
        raise CodeRefused(
            "Пароль восстанавливает специалист муниципалитета для организаций своего муниципалитета."
        )
    if not _is_only_head_here(role.user, person):
        raise CodeRefused("У этой учётной записи есть и другая роль: пароль ей меняет администратор портала.")
    _take_turns([school])
    now = timezone.now()
    AccessCode.objects.filter(account=role.user, used_at__isnull=True, expires_at__gt=now).update(
        expires_at=now
    )
    code = make_code()
    AccessCode.objects.create(
        school=school, account=role.user, digest=digest_of(code), created_by=person, expires_at=now + VALID
    )
    return code


@transaction.atomic
def redeem(
    *, code: str, username: str, password: str, last_name: str = "", first_name: str = "",
    patronymic: str = "", post: str = "",
) -> User:  # fmt: skip
    """The account of the person who holds the code: a new one of its school, or the one the code was issued for."""
    found = find_code(code)
    now = timezone.now()
    taken = AccessCode.objects.filter(pk=found.pk, used_at__isnull=True, expires_at__gt=now).update(
        used_at=now
    )
    if taken != 1:
        raise CodeRefused(_why_not(found, now))
    if found.account is not None:
        account = _renew(found.account, username, password)
    else:
        account = User(
            username=username, last_name=last_name, first_name=first_name, patronymic=patronymic, post=post
        )
        account = _create(account, password, found.school)
    AccessCode.objects.filter(pk=found.pk).update(used_by=account)
    return account


def find_code(code: str) -> AccessCode:
    """The issued code, used or not; raises CodeRefused when there is none."""
    found = AccessCode.objects.select_related("school", "account").filter(digest=digest_of(code)).first()
    if found is None:
        raise CodeRefused(
            "Такого кода нет. Проверьте буквы и цифры на листе: код вводится целиком, 12 знаков."
        )
    return found


def make_code() -> str:
    """A new code as it is printed: «ABCD-EFGH-JKLM»."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(letters[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def digest_of(code: str) -> str:
    """What is kept of a code; case, dashes, spaces and Cyrillic look-alikes do not matter."""
    letters = "".join(letter for letter in code.upper().translate(_CYRILLIC) if letter.isalnum())
    return salted_hmac("schools.codes", letters, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def _is_only_head_here(account: User, person: User) -> bool:
    """Nobody gains by a reset what they could not do before: the account has no role beyond the officer's schools."""
    if account.is_superuser or account.is_staff:
        return False
    return all(role.school and can_manage_people(person, role.school.municipality) for role in account.roles)


def _take_turns(schools: list[School]) -> None:
    """Two officers pressing the button at once wait for each other."""
    keys = [school.pk for school in schools]
    list(School.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _why_not(found: AccessCode, now: dt.datetime) -> str:
    if AccessCode.objects.filter(pk=found.pk, used_at__isnull=False).exists():
        return "Этот код уже использован. Если вы уже задали пароль, войдите с ним; если нет, попросите новый код."
    return "Срок действия кода истёк или выдан новый код. Попросите у специалиста муниципалитета новый."


def _create(account: User, password: str, school: School) -> User:
    _check_password(password, account)
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise CodeRefused("Этот логин уже занят, придумайте другой.", field="username") from error
    Membership.objects.create(user=account, role=Role.HEAD, school=school)
    return account


def _renew(account: User, username: str, password: str) -> User:
    if account.username != username:
        raise CodeRefused(
            "Код выдан для другого логина: он напечатан на листе рядом с кодом.", field="username"
        )
    _check_password(password, account)
    account.set_password(password)
    account.is_active = True
    account.must_change_password = False
    account.save(update_fields=["password", "is_active", "must_change_password"])
    return account


def _check_password(password: str, account: User) -> None:
    try:
        validate_password(password, account)
    except ValidationError as error:
        raise CodeRefused(" ".join(error.messages), field="password") from error
