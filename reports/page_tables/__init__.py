"""Tables of pages as sheets of a workbook, made of the page object itself: its rows, its filters, its order."""
