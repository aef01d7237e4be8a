"""Figures that exist only as a document: its tables read, their columns named, checked, confirmed into the series."""
