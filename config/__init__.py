"""Wiring: settings, URLs, Celery and the order of the pipeline. Sees everything, owns no rule.

Nothing may be imported here: `python3 -m config.start` runs before any package is installed.
"""
