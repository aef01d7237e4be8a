"""Addresses of the REST API, /api/v1/: each room brings its lists; schema and documentation need no account."""

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
    path("schools/", schools.Schools.as_view(), name="api-schools"),
    path("events/", monitoring.Events.as_view(), name="api-events"),
    path("metrics/", monitoring.Metrics.as_view(), name="api-metrics"),
    path("facts/", monitoring.Facts.as_view(), name="api-facts"),
    path("submissions/", monitoring.Submissions.as_view(), name="api-submissions"),
    path("indicators/", indicators.Indicators.as_view(), name="api-indicators"),
    path("targets/", indicators.Targets.as_view(), name="api-targets"),
    path("values/", indicators.Values.as_view(), name="api-values"),
    path("recommendations/", recommendations.Recommendations.as_view(), name="api-recommendations"),
    path("measures/", roadmap.Measures.as_view(), name="api-measures"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    re_path(r"^(?:.*/)?$", unknown, name="api-unknown"),
]
