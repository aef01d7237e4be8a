"""`make run` and `make test` on a fresh machine: from a clone and a Python to a running portal.

`python3 -m config.start COMMAND` uses the standard library only and must be readable by any Python 3, so that an
old one can be refused in one sentence. `portal.py` runs later, inside the environment that was made.
"""
