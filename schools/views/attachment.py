"""A file to keep, under a name of Russian words that no header and no disk stumbles over."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.http import content_disposition_header

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
REFUSED = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\u200b]+')
LONGEST = 110  # Cyrillic letters take two bytes, and a name may have 255


def file_name(*words: str, extension: str) -> str:
    """«Тепловая карта – 2021-2022.xlsx»: words joined, what a disk refuses replaced, cut to what it takes."""
    whole = " – ".join(REFUSED.sub("-", word).strip(" .") for word in words if word)
    return f"{whole[:LONGEST].rstrip(' .–-') or 'файл'}.{extension}"


def attachment(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
