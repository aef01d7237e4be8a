"""Official documents: one HTML template serves the preview in the browser, DOCX and PDF (docs/documents.md).

`compose` renders the template; `write_docx` (pandoc with our reference document), `write_pdf` and `count_pages` (pandoc
→ Typst with our layout) take what it gave. The same document gives the same bytes whenever it is written.
"""

from reports.documents.composing import Document, compose
from reports.documents.layout import Paper
from reports.documents.paper import count_pages, write_pdf
from reports.documents.running import DocumentFailed
from reports.documents.word import write_docx

__all__ = ["Document", "DocumentFailed", "Paper", "compose", "count_pages", "write_docx", "write_pdf"]
