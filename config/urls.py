"""Every address of the portal.

A page of a room takes the school year first: `/<int:year>/…`; the municipality is the one of the request's place
(schools/place.py). An address that names an organisation calls it `<str:school>`. A room's urls.py sets `app_name`.
"""

from django.contrib import admin
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeDoneView
from django.urls import include, path

from config.health import health
from config.views import home
from schools.forms import LoginForm
from schools.views import accounts

login = LoginView.as_view(redirect_authenticated_user=True, authentication_form=LoginForm)

urlpatterns = [
    path("", home, name="home"),
    path("start/", include("config.first_run.urls")),
    path("", include("schools.urls")),
    path("", include("monitoring.urls")),
    path("", include("indicators.urls")),
    path("", include("roadmap.urls")),
    path("", include("reports.urls")),
    path("", include("recommendations.urls")),
    path("login/", login, name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("code/", accounts.code, name="code"),
    path("password/", accounts.OwnPasswordView.as_view(), name="password_change"),
    path("password/done/", PasswordChangeDoneView.as_view(), name="password_change_done"),
    path("notifications/", accounts.notifications, name="notifications"),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api_urls")),
    path("health/", health, name="health"),
]
