"""The documents say what is there: links lead somewhere, variables and commands exist, examples are accepted."""

import re
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.core.management import get_commands
from django.urls import get_resolver

from config.catalogue import import_catalogue
from config.env import read_environment
from indicators.models import Indicator
from recommendations.models import Rule
from schools.models import School

ROOT = Path(__file__).parents[2]
ROOMS = ("config", "schools", "monitoring", "indicators", "recommendations", "roadmap", "reports")
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRACTS = (ROOT / "docs" / "contracts.md").read_text(encoding="utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"(?<=\]\()[^)\s]+(?=\))|(?<=<img src=\")[^\"]+")
FOREIGN = re.compile(
    r"product\.md|domain\.md|domain §|house-style|visual\.md|tried\.md|\.\./shared|/(?:work|root)/",
    re.IGNORECASE,
)
OWN_TEXTS = {".py", ".md", ".html", ".css", ".js", ".yaml", ".yml", ".toml", ".in", ".csv", ""}


def anchors(text: str) -> set[str]:
    """The anchors of a document's headings, as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def blocks(text: str, language: str) -> list[str]:
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


@pytest.mark.once
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file_and_a_heading(document):
    text = document.read_text(encoding="utf-8")
    lost = []
    for link in LINK.findall(text):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.is_file() or (anchor and anchor not in anchors(target.read_text(encoding="utf-8"))):
            lost.append(link)
    assert lost == []


@pytest.mark.once
@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_that_is_named_exists(document):
    """`folder/file.py` in a document is a file of the repository."""
    named = re.findall(
        r"`([\w.]+(?:/[\w.-]+)+\.(?:py|html|css|js|yaml|csv|toml|md))`", document.read_text(encoding="utf-8")
    )
    assert [name for name in named if not name.startswith("var/") and not (ROOT / name).is_file()] == []


@pytest.mark.once
def test_the_table_of_the_rooms_names_modules_and_models_that_exist():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \| (.+) \|$", text, re.MULTILINE)
    assert {room for room, *_ in rows} == set(ROOMS)
    lost = []
    for room, models, verbs, reads in rows:
        named = set(re.findall(r"`(\w+)`", verbs + reads))
        there = {path.stem for path in (ROOT / room).iterdir() if path.suffix == ".py" or path.is_dir()}
        lost += [f"{room}.{name}" for name in sorted(named - there)]
        if models != "–":
            own = {model.__name__ for model in apps.get_app_config(room).get_models()}
            lost += [f"{room}: {name}" for name in sorted(own ^ set(models.split(", ")))]
    assert lost == []


@pytest.mark.once
def test_every_picture_is_shown_and_small():
    pictures = sorted((ROOT / "docs").rglob("*.png"))
    shown = {(ROOT / link).resolve() for link in LINK.findall(README)}
    assert [str(path.relative_to(ROOT)) for path in pictures if path not in shown] == []
    assert [str(path.relative_to(ROOT)) for path in pictures if path.stat().st_size > 250 * 1024] == []


@pytest.mark.once
def test_every_document_is_reached_from_the_readme():
    linked, waiting = set(), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document in linked or document.suffix != ".md":
            continue
        linked.add(document)
        links = [link.partition("#")[0] for link in LINK.findall(document.read_text(encoding="utf-8"))]
        waiting += [(document.parent / link).resolve() for link in links if link and "://" not in link]
    assert set(DOCUMENTS) - linked == set()


@pytest.mark.once
def test_the_table_of_the_environment_names_every_variable_and_no_other(tmp_path):
    class Asked(dict[str, str]):
        """Remembers what was asked of it."""

        names: set[str] = set()

        def get(self, name, default=None):
            self.names.add(name)
            return default

    read_environment(Asked(), base_dir=tmp_path, var_dir=tmp_path / "var")
    table = README.partition("\n## Configuration\n")[2].partition("\n## ")[0]
    first_column = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for cell in first_column for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert named == Asked.names


@pytest.mark.once
def test_every_command_that_is_named_exists():
    named = {
        command
        for document in DOCUMENTS
        for command in re.findall(r"manage\.py ([a-z_]+)", document.read_text(encoding="utf-8"))
    }
    assert named - set(get_commands()) == set()


@pytest.mark.once
def test_every_stable_command_is_described():
    table = CONTRACTS.partition("\n## Commands\n")[2].partition("\n## ")[0]
    described = set(re.findall(r"^\| `([a-z_]+)", table, re.MULTILINE))
    ours = {name for name, app in get_commands().items() if (ROOT / str(app)).is_dir()}
    assert described == ours


@pytest.mark.once
def test_every_list_of_the_api_is_described():
    table = CONTRACTS.partition("\n## REST API\n")[2].partition("\n## ")[0]
    described = set(re.findall(r"^\| `([a-z]+)/`", table, re.MULTILINE))
    names = {str(name) for name in get_resolver().reverse_dict if str(name).startswith("api-")}
    assert described == {name.removeprefix("api-") for name in names} - {"schema", "docs", "unknown"}


@pytest.mark.once
def test_every_word_for_make_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)", README)) | set(
        re.findall(r"^make ([a-z]+)", README, re.MULTILINE)
    )
    assert named - targets == set()


@pytest.mark.once
def test_nothing_of_the_repository_cites_what_is_not_in_it():
    folders = (*ROOMS, "templates", "static", "fixtures", "tests", "docs")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in OWN_TEXTS]
    files += [path for path in ROOT.iterdir() if path.is_file() and path.suffix in OWN_TEXTS]
    citing = [
        str(path.relative_to(ROOT))
        for path in files
        if path.is_file() and path != Path(__file__) and FOREIGN.search(path.read_text(encoding="utf-8"))
    ]
    assert citing == []


@pytest.mark.django_db
def test_the_example_of_an_indicator_is_accepted():
    import_catalogue(content=(ROOT / "fixtures" / "kemerovo.yaml").read_bytes())
    example = blocks(README.partition("\n## Adding an indicator\n")[2], "yaml")[0]
    import_catalogue(content=example.encode())
    added = yaml.safe_load(example)
    assert Indicator.objects.filter(code=added["indicators"][0]["code"]).count() == 1
    assert Rule.objects.filter(code=added["rules"][0]["code"]).count() == 1


@pytest.mark.django_db
def test_the_example_of_a_municipality_is_accepted():
    import_catalogue(content=(ROOT / "fixtures" / "start.yaml").read_bytes())
    example = blocks(README.partition("\n## Production\n")[2], "yaml")[0]
    import_catalogue(content=example.encode())
    assert list(School.objects.order_by("code").values_list("code", flat=True)) == ["bel-01", "bel-02"]


@pytest.mark.once
@pytest.mark.parametrize("guide", sorted((ROOT / "docs").glob("guide-*.ru.md")), ids=lambda path: path.name)
def test_every_button_and_page_a_guide_names_is_called_so(guide):
    """Bold words of a guide are words of the interface."""
    sources = [path for folder in ("templates", *ROOMS) for path in (ROOT / folder).rglob("*")]
    sources = [path for path in sources if path.suffix in {".html", ".py"}]
    interface = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    bold = re.findall(r"\*\*([^*]+)\*\*", guide.read_text(encoding="utf-8"))
    assert [words for words in bold if " ".join(words.split()) not in interface] == []
