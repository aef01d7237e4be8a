"""Addresses of the REST API, /api/v1/: each room brings its lists; schema and documentation need no account.

A list answers with and without the last slash: a POST that is redirected would lose its rows.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from indicators import api as indicators
from monitoring import api as monitoring
from recommendations import api as recommendations
from roadmap import api as roadmap
from schools import api as schools


@login_not_required
def unknown(request: HttpRequest) -> JsonResponse:
    """An address that does not exist, said in JSON."""
    return JsonResponse({"detail": "Такого адреса нет. Описание API: /api/v1/docs/."}, status=404)


urlpatterns = [
    re_path(r"^schools/?$", schools.Schools.as_view(), name="api-schools"),
    re_path(r"^events/?$", monitoring.Events.as_view(), name="api-events"),
    re_path(r"^metrics/?$", monitoring.Metrics.as_view(), name="api-metrics"),
    re_path(r"^facts/?$", monitoring.Facts.as_view(), name="api-facts"),
    re_path(r"^submissions/?$", monitoring.Submissions.as_view(), name="api-submissions"),
    re_path(r"^indicators/?$", indicators.Indicators.as_view(), name="api-indicators"),
    re_path(r"^targets/?$", indicators.Targets.as_view(), name="api-targets"),
    re_path(r"^values/?$", indicators.Values.as_view(), name="api-values"),
    re_path(r"^recommendations/?$", recommendations.Recommendations.as_view(), name="api-recommendations"),
    re_path(r"^measures/?$", roadmap.Measures.as_view(), name="api-measures"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    re_path(r"^(?:.*/)?$", unknown, name="api-unknown"),
]
