"""Organisations and their access. The year and the municipality come from the place of the request."""

from django.urls import path

from schools.views import codes, enrolment, municipality, registry

app_name = "schools"

urlpatterns = [
    path("schools/", registry.school_list, name="list"),
    path("municipality/", municipality.change, name="municipality"),
    path("municipality/new/", municipality.new, name="municipality_new"),
    path("organisations/add/", enrolment.add, name="add"),
    path("organisations/add/template/", enrolment.template, name="add_template"),
    path("schools/codes/", codes.access, name="codes"),
    path("schools/codes/issue/", codes.issue, name="codes_issue"),
    path("schools/codes/reset/<int:role>/", codes.reset, name="codes_reset"),
    path("schools/<str:school>/", registry.school_detail, name="detail"),
]
