"""What makes the demonstration's schools differ: size, taught grades, and who takes no part. All of it is invented."""

from typing import NamedTuple


class Profile(NamedTuple):
    code: str
    size: int  # relative number of pupils in grades 1–9
    senior: int  # relative number of pupils in grades 10–11; 0 = the school teaches to grade 9 only

    @property
    def grades(self) -> range:
        return range(1, 12 if self.senior else 10)

    def weight(self, grade: int) -> int:
        return self.senior if grade > 9 else self.size


GENERAL = (
    Profile("kmo-01", 170, 24), Profile("kmo-02", 62, 0), Profile("kmo-03", 118, 17), Profile("kmo-04", 131, 18),
    Profile("kmo-05", 205, 34), Profile("kmo-06", 58, 0), Profile("kmo-07", 96, 13), Profile("kmo-08", 44, 0),
    Profile("kmo-09", 39, 0), Profile("kmo-10", 127, 16), Profile("kmo-11", 71, 0), Profile("kmo-12", 104, 14),
    Profile("kmo-13", 188, 27), Profile("kmo-14", 52, 0), Profile("kmo-15", 142, 19), Profile("kmo-16", 83, 11),
    Profile("kmo-17", 92, 12), Profile("kmo-18", 67, 0), Profile("kmo-19", 61, 0),
)  # fmt: skip
CODES = tuple(profile.code for profile in GENERAL)
PRESCHOOL = "kmo-ds-01"
SUPPLEMENTARY = "kmo-do-01"
CENTER = "kmo-center"

# Schools without a single participant in «Билет в будущее»: some come out of it, one falls into it.
BILET_ABSENT = {
    2019: frozenset({"kmo-02", "kmo-06", "kmo-08", "kmo-09", "kmo-11", "kmo-14", "kmo-16", "kmo-19"}),
    2020: frozenset({"kmo-02", "kmo-06", "kmo-09", "kmo-11", "kmo-14", "kmo-16", "kmo-18"}),
    2021: frozenset({"kmo-02", "kmo-06", "kmo-09", "kmo-14", "kmo-16", "kmo-19"}),
    2026: frozenset({"kmo-06", "kmo-14", "kmo-17"}),
}
# How eagerly a school takes part (100 = average). kmo-01 is large and below its plan: one correction can lift it.
BILET_LEANING = {
    "kmo-01": 62, "kmo-02": 60, "kmo-03": 130, "kmo-04": 95, "kmo-05": 82, "kmo-06": 80, "kmo-07": 150, "kmo-08": 70,
    "kmo-09": 60, "kmo-10": 105, "kmo-11": 140, "kmo-12": 120, "kmo-13": 112, "kmo-14": 60, "kmo-15": 165, "kmo-16": 70,
    "kmo-17": 75, "kmo-18": 125, "kmo-19": 90,
}  # fmt: skip
