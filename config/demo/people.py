"""The demonstration's logins. The password is known to everybody, so it opens nothing unless DEBUG is on."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from django.conf import settings

from schools.models import Membership, Municipality, Role, School, User

DEMO_PASSWORD = "orientir-demo"  # noqa: S105 - public by intent: refused by config.demo.guard with DEBUG off


class Login(NamedTuple):
    username: str
    role: str
    first_name: str
    patronymic: str
    last_name: str
    post: str
    school: str = ""


LOGINS = (
    Login("officer", Role.OFFICER, "Анна", "Петровна", "Соколова", "специалист управления образования"),
    Login("head", Role.HEAD, "Светлана", "Викторовна", "Петрова", "директор", "kmo-01"),
    Login("head-draft", Role.HEAD, "Игорь", "Олегович", "Лаптев", "заместитель директора", "kmo-09"),
    Login("head-best", Role.HEAD, "Вера", "Николаевна", "Рощина", "директор", "kmo-15"),
    Login("head-ds", Role.HEAD, "Марина", "Юрьевна", "Ясная", "заведующий", "kmo-ds-01"),
    Login("analyst", Role.ANALYST, "Павел", "Андреевич", "Числов", "аналитик"),
    Login("region", Role.REGION, "Ольга", "Ивановна", "Горная", "региональный оператор"),
    Login("admin", "", "Денис", "Сергеевич", "Сетевой", "администратор портала"),
)


def create_people(municipality: Municipality) -> dict[str, str]:
    """Create the accounts; username → password. With DEBUG off everybody gets a random one to change at once."""
    passwords = {}
    schools = {school.code: school for school in School.objects.filter(municipality=municipality)}
    for login in LOGINS:
        password = DEMO_PASSWORD if settings.DEBUG else secrets.token_urlsafe(12)
        passwords[login.username] = password
        person = User(
            username=login.username,
            first_name=login.first_name,
            patronymic=login.patronymic,
            last_name=login.last_name,
            post=login.post,
            is_staff=not login.role,
            is_superuser=not login.role,
            must_change_password=not settings.DEBUG,
        )
        person.set_password(password)
        person.save()
        if login.role:
            Membership.objects.create(user=person, role=login.role, **_place(login, municipality, schools))
    return passwords


def _place(login: Login, municipality: Municipality, schools: dict[str, School]) -> dict[str, object]:
    if login.role == Role.HEAD:
        return {"school": schools[login.school]}
    if login.role == Role.REGION:
        return {"region": municipality.region}
    return {"municipality": municipality}
