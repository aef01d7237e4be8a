"""Organisations and their access. The year and the municipality come from the place of the request."""

from django.urls import path

from schools.views import codes, registry

app_name = "schools"

urlpatterns = [
    path("schools/", registry.school_list, name="list"),
    path("schools/codes/", codes.access, name="codes"),
    path("schools/codes/issue/", codes.issue, name="codes_issue"),
    path("schools/codes/reset/<int:role>/", codes.reset, name="codes_reset"),
    path("schools/<str:school>/", registry.school_detail, name="detail"),
]
