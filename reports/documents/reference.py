"""The reference document: pandoc's own default with our page and our styles put in. Built on first use, kept in memory.

From the default come its parts and their names; the page (margins, page number), the styles, the fonts and the settings
are written here from `layout`. Sizes are half points, lengths twentieths of a point.
"""

from __future__ import annotations

import io
import subprocess
import zipfile
from functools import lru_cache

from reports.documents import layout
from reports.documents.layout import Paper, twips
from reports.documents.styles import styles_xml

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
CONTENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
HEADERS = {"header1.xml": "rIdPages", "header2.xml": "rIdFirst"}


@lru_cache(maxsize=8)
def reference_docx(paper: Paper) -> bytes:
    """The bytes of the reference document for this paper."""
    import pypandoc  # heavy, only where a document is made

    command = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    default = subprocess.run(command, capture_output=True, timeout=60, check=True).stdout
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(default)) as parts, zipfile.ZipFile(made, "w") as written:
        own = {
            "word/styles.xml": styles_xml(paper),
            "word/document.xml": _document(paper),
            "word/fontTable.xml": _fonts(),
            "word/settings.xml": _settings(),
            "word/header1.xml": _header(page_number=True),
            "word/header2.xml": _header(page_number=False),
        }
        for name in parts.namelist():
            if name not in own:
                written.writestr(name, _linked(name, parts.read(name).decode()))
        for name, text in own.items():
            written.writestr(name, text)
    return made.getvalue()


def _document(paper: Paper) -> str:
    lying = ' w:orient="landscape"' if paper.landscape else ""
    margins = {
        "top": layout.TOP, "right": layout.RIGHT, "bottom": layout.BOTTOM, "left": paper.left,
        "header": layout.HEADER, "footer": layout.HEADER,
    }  # fmt: skip
    sides = " ".join(f'w:{side}="{twips(length)}"' for side, length in margins.items())
    section = (
        f'<w:headerReference w:type="default" r:id="{HEADERS["header1.xml"]}"/>'
        f'<w:headerReference w:type="first" r:id="{HEADERS["header2.xml"]}"/>'
        f'<w:pgSz w:w="{twips(paper.width)}" w:h="{twips(paper.height)}"{lying}/>'
        f'<w:pgMar {sides} w:gutter="0"/><w:titlePg/>'
    )
    return f"{HEAD}<w:document {W} {R}><w:body><w:p/><w:sectPr>{section}</w:sectPr></w:body></w:document>"


def _header(*, page_number: bool) -> str:
    """The number stands in the header of every page but the first."""
    field = '<w:fldSimple w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>' if page_number else ""
    return f'{HEAD}<w:hdr {W} {R}><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>{field}</w:p></w:hdr>'


def _linked(name: str, text: str) -> str:
    """The two headers made known to the parts that list others."""
    if name == "word/_rels/document.xml.rels":
        links = "".join(
            f'<Relationship Id="{key}" Type="{RELATION}" Target="{target}"/>'
            for target, key in HEADERS.items()
        )
        return text.replace("</Relationships>", f"{links}</Relationships>")
    if name == "[Content_Types].xml":
        kinds = "".join(
            f'<Override PartName="/word/{target}" ContentType="{CONTENT}"/>' for target in HEADERS
        )
        return text.replace("</Types>", f"{kinds}</Types>")
    return text


def _fonts() -> str:
    """The typeface, and what a word processor without it takes instead: the metrics are the same."""
    return (
        f'{HEAD}<w:fonts {W}><w:font w:name="{layout.FONTS[0]}"><w:altName w:val="{layout.TIMES}"/>'
        '<w:charset w:val="CC"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _settings() -> str:
    return (
        f'{HEAD}<w:settings {W}><w:zoom w:percent="100"/><w:autoHyphenation w:val="false"/>'
        f'<w:defaultTabStop w:val="{twips(layout.INDENT)}"/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat><w:themeFontLang w:val="ru-RU"/><w:decimalSymbol w:val=","/>'
        '<w:listSeparator w:val=";"/></w:settings>'
    )
