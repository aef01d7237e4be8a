"""Registers beside the numbers: held and planned events, agreements with partners, responsible persons.

`kinds` says of each register which columns it has; `keeping` writes single rows with their trace, `sheet` reads and
applies a whole table, `holding` takes the steps of an event, `counting` carries the number of agreements into reports.
"""
