"""A document as DOCX: HTML → pandoc with our reference document, then what pandoc has no word for.

Numbers of paragraphs stand in the first line, as official documents have them; rows of tables do not break over pages;
the archive carries no time of the clock, so the same document is the same bytes.
"""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from reports.documents import layout
from reports.documents.composing import Document
from reports.documents.layout import Paper, twips
from reports.documents.reference import reference_docx
from reports.documents.running import pandoc

EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a ZIP knows
_LEVEL = re.compile(
    r'(<w:lvl w:ilvl="\d"[^>]*>.*?)<w:lvlText w:val="([^"]*)" ?/>(.*?)<w:ind [^>]*/>', re.DOTALL
)
_EXECUTOR = re.compile(r'<w:pStyle w:val="Executor" ?/>')
_SIGNATURE = re.compile(r'<w:tbl><w:tblPr><w:tblStyle w:val="SignatureTable" ?/>.*?</w:tbl>', re.DOTALL)
_PARAGRAPH = re.compile(r"<w:p>(?:<w:pPr>(.*?)</w:pPr>)?(.*?)</w:p>", re.DOTALL)
_STYLE = re.compile(r"<w:pStyle [^>]*/>")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_BEFORE_SIGNATURE = re.compile(
    r'((?:<w:p>(?:(?!</w:p>).)*</w:p>\s*){1,2})(?=<w:tbl>\s*<w:tblPr>\s*<w:tblStyle w:val="SignatureTable")',
    re.DOTALL,
)
KEEP = "<w:keepNext/>"
_ROW = re.compile(r"<w:tr>(<w:trPr>)?")


def write_docx(document: Document) -> bytes:
    with tempfile.NamedTemporaryFile(suffix=".docx") as reference:
        Path(reference.name).write_bytes(reference_docx(document.paper))
        made = pandoc(
            document.body, "--to=docx", f"--reference-doc={reference.name}", "--output=-",
            f"--variable=text-width:{document.paper.text_width}",
        )  # fmt: skip
    finished = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as parts, zipfile.ZipFile(finished, "w") as written:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            written.writestr(part, _finished(name, parts.read(name), document))
    return finished.getvalue()


def _finished(name: str, content: bytes, document: Document) -> bytes:
    if name == "word/numbering.xml":
        return _LEVEL.sub(_level, content.decode()).encode()
    if name == "word/document.xml":
        framed = _EXECUTOR.sub(_at_the_bottom(document.paper), content.decode())
        together = _BEFORE_SIGNATURE.sub(_all_kept, _PARAGRAPH.sub(_introducing_kept, framed))
        return _ROW.sub(_row, _SIGNATURE.sub(_low, together)).encode()
    if name == "docProps/core.xml":
        return _properties(document).encode()
    if name == "docProps/app.xml":
        return APP.encode()
    return content


def _level(match: re.Match[str]) -> str:
    """A level of a list: a dash instead of a dot, a space after the number, the text going on at the margin."""
    beginning, mark, middle = match.groups()
    mark = mark if "%" in mark else "–"
    first = twips(layout.INDENT)
    return (
        f'{beginning}<w:suff w:val="space"/><w:lvlText w:val="{mark}"/>{middle}'
        f'<w:ind w:left="0" w:firstLine="{first}"/>'
    )


def _at_the_bottom(paper: Paper) -> str:
    """Who has written a letter stands in the lower margin of its last page, wherever its text ends."""
    top = twips(paper.height - layout.FOOTER - layout.EXECUTOR)
    place = f'w:vAnchor="page" w:hAnchor="margin" w:xAlign="left" w:y="{top}"'
    frame = f'<w:framePr w:w="{twips(paper.text_width / 2)}" w:wrap="around" {place}/>'
    return f'<w:pStyle w:val="Executor"/>{frame}'


def _low(match: re.Match[str]) -> str:
    """Post and name stand on one line, however many lines the post takes."""
    return re.sub(r"<w:tcPr ?/>", '<w:tcPr><w:vAlign w:val="bottom"/></w:tcPr>', match[0])


def _introducing_kept(match: re.Match[str]) -> str:
    """A line that introduces what follows («Руководителям …:») does not stand at the foot of a page."""
    text = "".join(_TEXT.findall(match[0])).rstrip()
    return _kept(match) if text.endswith(":") else match[0]


def _all_kept(match: re.Match[str]) -> str:
    """The two paragraphs before the signature, which never stands alone on a page."""
    return _PARAGRAPH.sub(_kept, match[0])


def _kept(match: re.Match[str]) -> str:
    """The paragraph, bound to the one after it; the mark stands after the style, as the schema has it."""
    properties, rest = match[1] or "", match[2]
    if KEEP not in properties:
        style = _STYLE.match(properties)
        end = style.end() if style else 0
        properties = f"{properties[:end]}{KEEP}{properties[end:]}"
    return f"<w:p><w:pPr>{properties}</w:pPr>{rest}</w:p>"


def _row(match: re.Match[str]) -> str:
    return "<w:tr><w:trPr><w:cantSplit/>" + ("" if match[1] else "</w:trPr>")


def _properties(document: Document) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{escape(document.title)}</dc:title><dc:creator>{escape(document.author)}</dc:creator>"
        "<dc:language>ru-RU</dc:language></cp:coreProperties>"
    )


APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties '
    'xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"></Properties>'
)
