"""Headings of the columns that several tables share, with what they mean."""

from reports.page_tables.cells import EXACT
from reports.writers import Column

ORGANISATION = Column("Организация", "Краткое название.")
CODE = Column("Код", "Код организации.")
INDICATOR = Column("Показатель", "Полное название показателя.")
INDICATOR_CODE = Column("Код показателя", "Код, под которым показатель известен в файлах и API.")
VALUE_COLUMNS = (
    Column("Числитель", "Сумма принятых чисел.", EXACT),
    Column("Знаменатель", "Сумма принятых чисел; пусто, если у показателя его нет.", EXACT),
    Column("Значение", "Округлено один раз; доли – в процентах."),
    Column("План", "Плановое значение.", EXACT),
    Column("Не хватает", "До плана; пусто, если план достигнут или не задан."),
    Column(
        "Состояние",
        "План достигнут, ниже плана (где лучше меньше – хуже плана), план не задан, нет данных, не применимо.",
    ),
)
VALUE_AT = 2  # where the value stands among them
