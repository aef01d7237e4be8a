"""Own password, and the first log in by a printed one-time code."""

from __future__ import annotations

from axes.helpers import get_client_ip_address
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from schools.codes import CodeRefused, find_code, redeem
from schools.forms import CodeForm, NotificationsForm, OwnPasswordForm
from schools.mail import mail_goes_out
from schools.models import AccessCode, User
from schools.throttle import count_guess, too_many_guesses

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@method_decorator(never_cache, name="dispatch")
class OwnPasswordView(PasswordChangeView):
    form_class = OwnPasswordForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notifications(request: HttpRequest) -> HttpResponse:
    """Where mail goes to, and whether the digest of recommendations is wanted."""
    assert isinstance(request.user, User)  # everybody who is not logged in is led to the log in
    form = NotificationsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, form.told)
        return redirect("notifications")
    context = {"form": form, "mails": mail_goes_out()}
    return render(request, "registration/notifications.html", context, status=422 if form.errors else 200)


@login_not_required
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Make an account (or choose a new password) by a code, and be logged in at once."""
    address = get_client_ip_address(request) or ""
    if too_many_guesses(address):
        return render(request, "locked_out.html", status=429)
    typed = request.POST.get("code", "")
    issued = _issued(typed)
    if typed and issued is None:
        count_guess(
            address
        )  # whatever else is wrong with the form, its answer tells whether there is such a code
    names_needed = issued is not None and issued.account_id is None
    form = CodeForm(request.POST or None, names_needed=names_needed)
    if request.method == "POST" and form.is_valid() and _redeem(request, form):
        return redirect("home")
    return render(request, "registration/code.html", {"form": form}, status=422 if form.errors else 200)


def _issued(code: str) -> AccessCode | None:
    """One for an existing account needs no names."""
    try:
        return find_code(code)
    except CodeRefused:
        return None


def _redeem(request: HttpRequest, form: CodeForm) -> bool:
    try:
        account = redeem(**form.facts)
    except CodeRefused as refused:
        form.add_error(refused.field, str(refused))
        return False
    login(request, account, backend=MODEL_BACKEND)
    messages.success(request, "Пароль задан, вы вошли. В следующий раз входите со своим логином и паролем.")
    return True
