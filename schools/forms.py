"""Forms of people and organisations: log in, one-time code, own password, the card of an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.validators import UnicodeUsernameValidator

from schools.grades import UNGRADED, WITHOUT_GRADES, Grades, GradesError
from schools.models import DEFAULT_GRADES, Locality, Role, School, User


class LoginForm(AuthenticationForm):
    """Says how to go on after a wrong password; a lock after several is told on its own page."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "Логин или пароль не подходят. Проверьте раскладку клавиатуры и клавишу Caps Lock; "
        "если пароль забыт, попросите у специалиста муниципалитета новый одноразовый код.",
    }


class OwnPasswordForm(PasswordChangeForm):
    """Change of the own password; a password somebody else has set counts as changed then."""

    def save(self, commit: bool = True) -> User:
        self.user.must_change_password = False
        return super().save(commit)


class CodeForm(forms.Form):
    """What somebody with a printed code says of themselves."""

    code = forms.CharField(
        label="Одноразовый код",
        max_length=40,
        help_text="12 букв и цифр с листа, например ABCD-EFGH-JKLM",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    username = forms.CharField(
        label="Логин",
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text="Придумайте логин, под которым будете входить. Если на листе уже напечатан логин, введите его.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
    )
    last_name = forms.CharField(label="Фамилия", max_length=150, required=False)
    first_name = forms.CharField(label="Имя", max_length=150, required=False)
    patronymic = forms.CharField(label="Отчество", max_length=150, required=False)
    post = forms.CharField(
        label="Должность", max_length=200, required=False, help_text="Например: заместитель директора"
    )
    password = forms.CharField(
        label="Новый пароль",
        strip=False,
        help_text="Не короче 8 знаков, не только цифры.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label="Пароль ещё раз",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, names_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("last_name", "first_name"):
            self.fields[name].required = names_needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") != cleaned.get("password_again") and "password_again" in cleaned:
            self.add_error("password_again", "Пароли не совпадают, введите одинаковые.")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """The arguments of `schools.codes.redeem`."""
        return {name: value for name, value in self.cleaned_data.items() if name != "password_again"}


class SchoolForm(forms.Form):
    """The card of an organisation as an officer changes it."""

    short_name = forms.CharField(label="Краткое название", max_length=200)
    full_name = forms.CharField(label="Полное название", max_length=500, required=False)
    grades = forms.CharField(
        label="Классы", required=False, max_length=40,
        help_text="Например, 1-9 или 0-4. Организации без классов оставляют поле пустым.",
    )  # fmt: skip
    locality = forms.ChoiceField(label="Местность", choices=Locality.choices)
    email = forms.EmailField(label="Электронная почта", required=False)
    closed = forms.DateField(
        label="Закрыта с", required=False, help_text="Первый день, когда организации уже нет. История сохраняется.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    successor = forms.ModelChoiceField(
        label="Правопреемник", queryset=School.objects.none(), required=False, empty_label="нет",
        help_text="Если организация присоединена к другой.",
    )  # fmt: skip

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        self.school = school
        initial = {
            **{
                name: getattr(school, name)
                for name in ("short_name", "full_name", "locality", "email", "closed")
            },
            "successor": school.successor_id,
            "grades": str(school.grades) if school.works_by_grades else "",
        }
        super().__init__(*args, initial=initial, **kwargs)
        others = School.objects.filter(municipality=school.municipality_id).exclude(pk=school.pk)
        self.fields["successor"].queryset = others

    def clean_grades(self) -> Grades:
        text = self.cleaned_data["grades"].strip()
        if not text:
            return DEFAULT_GRADES.get(self.school.kind, WITHOUT_GRADES)
        try:
            grades = Grades.parse(text)
        except GradesError as error:
            raise forms.ValidationError(str(error)) from error
        if DEFAULT_GRADES.get(self.school.kind) == WITHOUT_GRADES:
            raise forms.ValidationError(
                "Организации этого вида не работают по классам: оставьте поле пустым."
            )
        if UNGRADED in grades:
            raise forms.ValidationError("Перечислите классы организации, например 1-11.")
        return grades


class NotificationsForm(forms.ModelForm):
    """The own address, and for heads whether the digest of recommendations is wanted."""

    class Meta:
        model = User
        fields = ("email", "wants_digest")
        labels = {"email": "Электронная почта", "wants_digest": "Присылать сводку о рекомендациях"}
        help_texts = {
            "wants_digest": "Новые рекомендации, сроки ближайших семи дней и прошедшие сроки: по рабочим дням, "
            "не чаще письма в день, о каждой один раз.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        if not any(one.role == Role.HEAD for one in self.instance.roles):
            del self.fields["wants_digest"]

    @property
    def told(self) -> str:
        """What is so from now on, for the line after saving."""
        person = self.instance
        if "wants_digest" not in self.fields:
            return "Адрес сохранён."
        if not person.wants_digest:
            return "Сохранено: сводка приходить не будет. Рекомендации по-прежнему видны на портале."
        if not person.email:
            return "Сохранено, но писать некуда: впишите адрес почты, и сводка начнёт приходить."
        return f"Сохранено: сводка будет приходить на {person.email}."
