"""Official letters: proposed from the values and recommendations of a year, written, registered, sent, acknowledged.

`proposing` (with `wording` and `advice`) makes the first text, `drafting` writes it, `registering` gives numbers,
`sending` and `mailing` bring it to the organisations; `text` reads the lines people type. Files are made by `reports`.
"""
