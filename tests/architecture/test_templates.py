"""Templates: none unused, no code and no style inside (the Content-Security-Policy would block them anyway)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
ROOMS = ["config", "schools", "monitoring", "indicators", "recommendations", "roadmap", "reports"]
# Django and its packages ask for these by themselves.
CALLED_BY_NAME = {
    "400.html", "403.html", "403_csrf.html", "404.html", "500.html", "registration/login.html",
    "registration/logged_out.html", "registration/password_change_form.html", "registration/password_change_done.html",
}  # fmt: skip
# Components whose first page is not written yet: whoever uses one takes it off this list.
WAITING = {
    "components/bullet_rows.html", "components/history.html", "components/legend.html",
    "components/sort_header.html", "components/sparkline.html", "confirm.html",
}  # fmt: skip
FORBIDDEN = {
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style", re.IGNORECASE),
    "a script without src": re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE
    ),
    "an address of another host": re.compile(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
_COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)


def pages() -> list[Path]:
    found = [*TEMPLATES.rglob("*.html")]
    for room in ROOMS:
        found += (ROOT / room).rglob("templates/**/*.html")
    return sorted(found)


def name_of(path: Path) -> str:
    return str(path).rpartition("/templates/")[2]


@pytest.mark.once
@pytest.mark.parametrize("path", pages(), ids=name_of)
def test_a_template_has_no_code_and_no_style_inside(path):
    text = _COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert [what for what, pattern in FORBIDDEN.items() if pattern.search(text)] == []


@pytest.mark.once
def test_every_template_is_used():
    sources = [*pages(), *(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
    texts = {path: _COMMENT.sub("", path.read_text(encoding="utf-8")) for path in sources}
    # a package's own template of the same name is ours to replace: admin/…, import_export/…
    ours = [
        path
        for path in pages()
        if not name_of(path).startswith(("admin/", "import_export/", "drf_spectacular/"))
    ]
    unused = {
        name_of(path)
        for path in ours
        if name_of(path) not in CALLED_BY_NAME
        and not any(name_of(path) in text for other, text in texts.items() if other != path)
    }
    assert unused <= WAITING


@pytest.mark.once
def test_every_script_and_style_sheet_is_used():
    texts = [path.read_text(encoding="utf-8") for path in pages()]
    texts += [path.read_text(encoding="utf-8") for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    files = [path.relative_to(ROOT / "static").as_posix() for path in (ROOT / "static").rglob("*.*")]
    assets = [name for name in files if name.endswith((".js", ".css"))]
    assert [name for name in assets if not any(name in text for text in texts)] == []


@pytest.mark.once
def test_words_are_parted_by_the_dash_of_the_interface():
    """«–» everywhere; patterns that read what people type know the others, too."""
    wrong = re.compile(r"""["'>\s]\N{EM DASH}[<\s]""")
    ours = [*pages(), *(ROOT / "static" / "js").glob("*.js")]
    ours += [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert [str(path.relative_to(ROOT)) for path in ours if wrong.search(path.read_text("utf-8"))] == []
