"""The styles of a DOCX as a table: name, what it differs in from the plain paragraph.

The names are those pandoc gives to paragraphs (Body Text, First Paragraph, heading 1, Table Caption, Compact, Table)
and those `styles.lua` gives to the classes of our HTML.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.documents import layout
from reports.documents.layout import Paper, twips

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
INDENTED = f'<w:ind w:firstLine="{twips(layout.INDENT)}"/>'


@dataclass(frozen=True)
class Style:
    """A paragraph style. `size` in points, 0 = that of the text; `before` and `after` in points; `more` is XML of pPr
    that comes before the spacing, `indent` the element of indents."""

    name: str
    align: str = "both"
    indent: str = '<w:ind w:firstLine="0"/>'
    bold: bool = False
    size: int = 0
    before: int = 0
    after: int = 0
    single: bool = False
    more: str = ""

    @property
    def key(self) -> str:
        words = self.name.split()
        return "".join(word[:1].upper() + word[1:] for word in words)


def _styles(paper: Paper) -> tuple[Style, ...]:
    half = f'<w:ind w:left="{twips(paper.text_width / 2)}" w:firstLine="0"/>'
    keep = "<w:keepNext/>"
    table = layout.IN_TABLES
    return (
        Style("Body Text", indent=INDENTED),
        Style("First Paragraph", indent=INDENTED),
        Style("Title", "center", bold=True, after=10, more=keep),
        *(
            Style(
                f"heading {level}", "center" if level == 1 else "left", bold=True, before=14, after=10,
                more=f"{keep}<w:keepLines/>",
            )
            for level in (1, 2, 3)
        ),
        Style("Table Caption", "left", size=table, before=10, after=4, more=keep),
        Style("Image Caption", "center", size=table, after=10),
        Style("Captioned Figure", "center", before=8, more=keep),
        Style("Compact", "left", size=table, single=True),
        Style("Table Text", "left", size=table, single=True),
        Style("Table Number", "right", size=table, single=True),
        Style("Table Heading", "center", bold=True, size=table, single=True, more=keep),
        Style("Table Strong", "left", bold=True, size=table, single=True, more=keep),
        Style("Authority", "center", bold=True, after=6),
        Style("Requisites", "center", size=layout.SMALL, after=14),
        Style("Register Line", "left", after=14),
        Style("Addressee", "left", half),
        Style("Approval", "left", half),
        Style("Annex Mark", "left", half, more="<w:pageBreakBefore/>"),
        Style("Plain Line", "left"),
        Style("Centred Line", "center"),
        Style("Note", "left", size=layout.SMALL),
        Style("Signature Post", "left", before=28, more=keep),
        Style("Signature Name", "right", before=28, more=keep),
        Style("Executor", "left", size=layout.SMALL, single=True, more=keep),
        Style("Anchor", "left", size=1, single=True),
        Style("header", "center", size=12, single=True),
        Style("Footnote Text", size=10, single=True),
    )  # fmt: skip


def styles_xml(paper: Paper) -> str:
    """The part `word/styles.xml`."""
    font = layout.FONTS[0]
    faces = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:cs="{font}" w:eastAsia="{font}"/>'
    size = f'<w:sz w:val="{paper.size * 2}"/><w:szCs w:val="{paper.size * 2}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{faces}{size}<w:lang w:val="ru-RU" w:eastAsia="ru-RU" w:bidi="ar-SA"/>'
        f'</w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>{_spacing(Style(""))}<w:jc w:val="both"/></w:pPr>'
        "</w:pPrDefault></w:docDefaults>"
    )
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    character = (
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:rPr><w:u w:val="single"/></w:rPr></w:style>'
    )
    paragraphs = "".join(_paragraph(style) for style in _styles(paper))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:styles {W}>{defaults}{normal}{character}'
        f"{paragraphs}{_tables()}</w:styles>"
    )


def _spacing(style: Style) -> str:
    line = 240 if style.single else round(240 * layout.SPACING)
    return f'<w:spacing w:before="{style.before * 20}" w:after="{style.after * 20}" w:line="{line}" w:lineRule="auto"/>'


def _paragraph(style: Style) -> str:
    bold = "<w:b/><w:bCs/>" if style.bold else ""
    size = f'<w:sz w:val="{style.size * 2}"/><w:szCs w:val="{style.size * 2}"/>' if style.size else ""
    together = "<w:contextualSpacing/>" if style.after else ""
    level = f'<w:outlineLvl w:val="{int(style.name[-1]) - 1}"/>' if style.name.startswith("heading") else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style.key}"><w:name w:val="{style.name}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{style.more}{_spacing(style)}{style.indent}{together}'
        f'<w:jc w:val="{style.align}"/>{level}</w:pPr><w:rPr>{bold}{size}</w:rPr></w:style>'
    )


def _tables() -> str:
    """«Table»: thin lines, its first row repeated by pandoc's mark on every page; the signature has no lines."""
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/>{_margins(108)}</w:tblPr></w:style>'
        '<w:style w:type="table" w:styleId="Table"><w:name w:val="Table"/><w:basedOn w:val="TableNormal"/>'
        f"<w:tblPr><w:tblBorders>{lines}</w:tblBorders>{_margins(80)}</w:tblPr></w:style>"
        '<w:style w:type="table" w:styleId="SignatureTable"><w:name w:val="Signature Table"/>'
        f'<w:basedOn w:val="TableNormal"/><w:tblPr>{_margins(0)}</w:tblPr></w:style>'
    )


def _margins(sides: int) -> str:
    edges = {"top": sides // 2, "left": sides, "bottom": sides // 2, "right": sides}
    margins = "".join(f'<w:{edge} w:w="{width}" w:type="dxa"/>' for edge, width in edges.items())
    return f"<w:tblCellMar>{margins}</w:tblCellMar>"
