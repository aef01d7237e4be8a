"""One broken line of a good catalogue file, and the sentence that says so."""

from __future__ import annotations

import pytest

from config.catalogue import import_catalogue
from schools.catalogue_problems import CatalogueRefused
from schools.models import Region
from tests.config.catalogue_file import as_file, good

pytestmark = pytest.mark.django_db


def problems_of(content: bytes) -> list[str]:
    with pytest.raises(CatalogueRefused) as refused:
        import_catalogue(content=content)
    assert not Region.objects.exists()
    return refused.value.problems


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Файл пуст: в нём нет ни одного раздела."),
        (b" \n\n", "Файл пуст: в нём нет ни одного раздела."),
        (b"# only a comment\n", "Файл пуст: в нём нет ни одного раздела."),
        (
            "schools: [{name: Школа}]".encode("cp1251"),
            "Файл не в кодировке UTF-8: сохраните его как текст UTF-8.",
        ),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "Файл не в кодировке UTF-8: сохраните его как текст UTF-8."),
        (b"\x00\x01\x02", "Это не текстовый файл YAML: проверьте, тот ли файл указан."),
        (b"[" * 100_000, "Это не текстовый файл YAML: проверьте, тот ли файл указан."),
        (
            b"schools: 1\nschools: 2\n",
            "Файл не разобран, строка 2: ключ «schools» записан дважды; оставьте один из них.",
        ),
        (
            b"events:\n- {code: a, code: b}\n",
            "Файл не разобран, строка 2: ключ «code» записан дважды; оставьте один из них.",
        ),
        (
            b"schools: [{code: 1\n",
            "Файл не разобран как YAML (строка 2, столбец 1): проверьте в этом месте отступы, кавычки, двоеточия и "
            "скобки (did not find expected ',' or '}').",
        ),
        (
            b"schools: !!python/object:os.system {}\n",
            "Файл не разобран как YAML (строка 1, столбец 10): проверьте в этом месте отступы, кавычки, двоеточия и "
            "скобки (could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system').",
        ),
        (
            b"- 1\n- 2\n",
            "Наверху файла нужны разделы (municipalities, schools, events, metrics, goals, indicators, targets, rules), "
            "а здесь «[1, 2]».",
        ),
        (
            b"just words\n",
            "Наверху файла нужны разделы (municipalities, schools, events, metrics, goals, indicators, targets, rules), "
            "а здесь «just words».",
        ),
        (b"school: []\n", "school: неизвестный раздел; возможно, вы имели в виду «schools»"),
        (b"schools: {code: a}\n", "schools: нужен список, а здесь «{'code': 'a'}»"),
        (b"schools: many\n", "schools: нужен список, а здесь «many»"),
        (b"schools: [r-01]\n", "schools[0]: нужны поля вида «ключ: значение», а здесь «r-01»"),
        (b"&a schools: &b [*b]\n", "schools[0]: нужны поля вида «ключ: значение», а здесь «[[...]]»"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(content, sentence):
    assert problems_of(content) == [sentence]


def broken(path: str, value: object) -> bytes:
    """The good file with one place changed: `events.0.grades`; the value `...` takes the key away."""
    data = good()
    *steps, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    place = data
    for step in steps:
        place = place[step]
    if value is ...:
        del place[last]
    elif isinstance(last, int) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return as_file(data)


KINDS = "preschool, primary, basic, secondary, supplementary, authority"
PLACES = "{школа}, {год}, {показатель}, {значение}, {план}, {отставание}, {не_хватает}, {классы}, {муниципалитет}, "
PLACES += "{значение_муниципалитета}, {срок}"
ONE_OF = "слагаемое — ровно одно из: pupils, pupils_with_disabilities, event, event_with_disabilities, metric, schools"

REFUSALS = [
    # codes and keys
    ("events.3.code", ..., "events[3].code: обязательное поле: укажите значение"),
    ("events.3.code", "", "events[3].code: обязательное поле: укажите значение"),
    ("events.4", {"code": "visits"}, "events[4].code: код «visits» уже есть в events[2]; оставьте один из них"),
    ("events.3.code", ["g1"], "events[3].code: нужен текст, а здесь «['g1']»"),
    ("schools.2.code", True, "schools[2].code: нужен текст, а здесь «true»"),
    (
        "events.3.code",
        "дни",
        "events[3].code: Значение должно состоять только из латинских букв, цифр, знаков подчеркивания или дефиса",
    ),
    ("municipalities.0.nane", "x", "municipalities[0].nane: неизвестный ключ; возможно, вы имели в виду «name»"),
    ("municipalities.0.region.nmae", "x", "municipalities[0].region.nmae: неизвестный ключ; возможно, вы имели в виду «name»"),
    ("schools.0.shortname", "x", "schools[0].shortname: неизвестный ключ; возможно, вы имели в виду «short_name»"),
    ("metrics.0.knds", [], "metrics[0].knds: неизвестный ключ; возможно, вы имели в виду «kinds»"),
    ("goals.0.txt", "x", "goals[0].txt: неизвестный ключ; возможно, вы имели в виду «text»"),
    ("indicators.0.judgedat", "x", "indicators[0].judgedat: неизвестный ключ; возможно, вы имели в виду «judged_at»"),
    ("targets.0.valu", 1, "targets[0].valu: неизвестный ключ; возможно, вы имели в виду «value»"),
    ("rules.0.triger", "x", "rules[0].triger: неизвестный ключ; возможно, вы имели в виду «trigger»"),
    (
        "indicators.0.numerator.0.grade",
        9,
        "indicators[0].numerator[0].grade: неизвестный ключ; возможно, вы имели в виду «grades»",
    ),
    ("goals.0.zzz", 1, "goals[0].zzz: неизвестный ключ; здесь бывают: code, municipality, topic, text, position"),
    # what is needed
    ("municipalities.1.region", ..., "municipalities[1].region: обязательное поле: укажите код и название региона"),
    ("municipalities.1.name", ..., "municipalities[1].name: обязательное поле: укажите значение"),
    ("schools.0.short_name", ..., "schools[0].short_name: обязательное поле: укажите значение"),
    ("schools.0.short_name", "  ", "schools[0].short_name: обязательное поле: укажите значение"),
    ("schools.0.kind", ..., "schools[0].kind: обязательное поле: укажите значение"),
    ("schools.0.municipality", ..., "schools[0].municipality: обязательное поле: укажите значение"),
    ("metrics.2.name", None, "metrics[2].name: обязательное поле: укажите значение"),
    ("goals.0.topic", ..., "goals[0].topic: обязательное поле: укажите значение"),
    ("indicators.3.numerator", ..., "indicators[3].numerator: обязательное поле: укажите хотя бы одно слагаемое"),
    ("indicators.3.numerator", [], "indicators[3].numerator: обязательное поле: укажите хотя бы одно слагаемое"),
    ("rules.1.text", ..., "rules[1].text: обязательное поле: укажите значение"),
    ("rules.1.trigger", ..., "rules[1].trigger: обязательное поле: укажите значение"),
    # values
    (
        "schools.0.kind",
        "basik",
        f"schools[0].kind: недопустимое значение «basik»; возможно, вы имели в виду «basic»; бывает: {KINDS}",
    ),
    ("schools.0.locality", "село", "schools[0].locality: недопустимое значение «село»; бывает: urban, rural"),
    ("schools.0.email", "почта", "schools[0].email: Введите правильный адрес электронной почты"),
    ("schools.1.opened", "01.13.1990", "schools[1].opened: нужна дата вида 2024-09-01, а здесь «01.13.1990»"),
    ("schools.1.closed", "1980-01-01", "schools[1].closed: дата закрытия должна быть позже даты открытия"),
    ("schools.1.grades", "9-1", "schools[1].grades: «9-1»: классы — от 0 (дошкольные группы) до 12, меньший сначала"),
    ("schools.1.grades", "all", "schools[1].grades: перечислите классы организации, например 1-11"),
    ("schools.2.grades", "1-4", "schools[2].grades: организации этого вида не работают по классам: уберите grades"),
    (
        "municipalities.0.time_zone",
        "Asia/Novokuznetzk",
        "municipalities[0].time_zone: нет часового пояса «Asia/Novokuznetzk»; ближайшее — «Asia/Novokuznetsk»",
    ),
    ("municipalities.0.time_zone", "../etc", "municipalities[0].time_zone: нет часового пояса «../etc»; ближайшее — «Europe/Moscow»"),
    (
        "municipalities.1.region.name",
        "Алтай",
        "municipalities[1].region.name: регион «42» назван иначе в municipalities[0].region; оставьте одно название",
    ),
    (
        "events.0.grades",
        "шестой",
        "events[0].grades: «шестой» — не перечень классов; напишите, например, 6-11, 9 или 5-9,11",
    ),
    ("events.0.grades", [6, 11], "events[0].grades: «[6, 11]» — не перечень классов; напишите, например, 6-11, 9 или 5-9,11"),
    ("events.0.grades", "6-13", "events[0].grades: «6-13»: классы — от 0 (дошкольные группы) до 12, меньший сначала"),
    ("events.0.active", [2021, 2014], "events[0].active: последний год 2014 раньше первого 2021"),
    ("events.0.active", [2014], "events[0].active: нужны два года, первый и последний, например [2018, null], а здесь «[2014]»"),
    ("events.0.active", 2014, "events[0].active: нужны два года, первый и последний, например [2018, null], а здесь «2014»"),
    ("events.0.active", [14, None], "events[0].active[0]: «14» – не учебный год: напишите, например, 2021/2022 или 2021"),
    ("indicators.0.years", [None, 3000], "indicators[0].years[1]: «3000» – год вне пределов 1990–2099"),
    ("events.2.counts", "heads", "events[2].counts: недопустимое значение «heads»; бывает: people, attendances"),
    ("events.2.audience", "al", "events[2].audience: недопустимое значение «al»; возможно, вы имели в виду «all»; бывает: all, disabilities"),
    ("events.1.short_name", "х" * 61, "events[1].short_name: Убедитесь, что это значение содержит не более 60 символов (сейчас 61)"),
    ("metrics.0.type", "money", "metrics[0].type: недопустимое значение «money»; бывает: number, yes_no, text, link"),
    ("metrics.0.decimals", 5, "metrics[0].decimals: 5 вне пределов: допустимо от 0 до 4"),
    ("metrics.0.decimals", "два", "metrics[0].decimals: нужно целое число, а здесь «два»"),
    ("metrics.0.decimals", True, "metrics[0].decimals: нужно целое число, а здесь «true»"),
    ("metrics.0.kinds", ["basic", "lyceum"], f"metrics[0].kinds[1]: недопустимое значение «lyceum»; бывает: {KINDS}"),
    ("metrics.0.kinds", "basic", "metrics[0].kinds: нужен список в квадратных скобках, а здесь «basic»"),
    ("indicators.0.unit", "share", "indicators[0].unit: недопустимое значение «share»; бывает: percent, count, ratio, money"),
    ("indicators.0.decimals", -1, "indicators[0].decimals: -1 вне пределов: допустимо от 0 до 4"),
    (
        "indicators.0.better",
        "high",
        "indicators[0].better: недопустимое значение «high»; возможно, вы имели в виду «higher»; бывает: higher, lower",
    ),
    ("indicators.0.label", "x", "indicators[0].label: недопустимое значение «x»; бывает: school_year, calendar_year"),
    ("indicators.0.level", "x", "indicators[0].level: недопустимое значение «x»; бывает: school, municipality"),
    ("indicators.0.judged_at", "x", "indicators[0].judged_at: недопустимое значение «x»; бывает: school, municipality"),
    ("indicators.0.outcome", "maybe", "indicators[0].outcome: нужно true или false, а здесь «maybe»"),
    ("indicators.0.comparable", 2, "indicators[0].comparable: нужно true или false, а здесь «2»"),
    ("indicators.0.min_denominator", -5, "indicators[0].min_denominator: -5 вне пределов: допустимо от 0 до 1000000000"),
    # references and circles
    ("events.0.successor", "prro", "events[0].successor: нет мероприятия с кодом «prro»; ближайшее — «pro»"),
    ("events.0.successor", "juniors", "events[0].successor: замкнутый круг: juniors → juniors; разорвите его"),
    ("schools.0.municipality", "999", "schools[0].municipality: нет муниципалитета с кодом «999»; добавьте его в файл или исправьте код"),
    ("schools.1.successor", "r-1", "schools[1].successor: нет организации с кодом «r-1»; ближайшее — «r-01»"),
    ("indicators.0.goal", "g2", "indicators[0].goal: нет цели с кодом «g2»; добавьте его в файл или исправьте код"),
    ("indicators.0.predecessor", "jun_911", "indicators[0].predecessor: нет показателя с кодом «jun_911»; ближайшее — «jun_9_11»"),
    ("rules.0.indicator", "pro", "rules[0].indicator: нет показателя с кодом «pro»; добавьте его в файл или исправьте код"),
    ("targets.0.indicator", "pro911", "targets[0].indicator: нет показателя с кодом «pro911»; ближайшее — «pro_9_11»"),
    ("targets.0.municipality", "101", "targets[0].municipality: нет муниципалитета с кодом «101»; ближайшее — «100»"),
    ("targets.1.school", "r-11", "targets[1].school: нет организации с кодом «r-11»; ближайшее — «r-01»"),
    # formulas
    ("indicators.0.numerator.0.event", "prro", "indicators[0].numerator[0].event: нет мероприятия с кодом «prro»; ближайшее — «pro»"),
    ("indicators.0.numerator.0.event", None, "indicators[0].numerator[0].event: обязательное поле: укажите значение"),
    ("indicators.2.numerator.0.metric", "tolks", "indicators[2].numerator[0].metric: нет показателя сбора с кодом «tolks»; ближайшее — «talks»"),
    ("indicators.2.numerator.0.count", "pupils", "indicators[2].numerator[0].count: недопустимое значение «pupils»; бывает: schools"),
    ("indicators.2.numerator.0.grades", "9", "indicators[2].numerator[0].grades: показатели сбора не делятся по классам: уберите grades"),
    (
        "indicators.2.numerator.0.metric",
        "page",
        "indicators[2].numerator[0].metric: «page» — текст или ссылка, в формуле бывают только числа и «да или нет»",
    ),
    ("indicators.2.denominator.0.schools", "some", "indicators[2].denominator[0].schools: недопустимое значение «some»; бывает: all"),
    ("indicators.1.denominator.0.pupils", "12-9", "indicators[1].denominator[0].pupils: «12-9»: классы — от 0 (дошкольные группы) до 12, меньший сначала"),
    ("indicators.1.denominator.0.pupils", None, "indicators[1].denominator[0].pupils: укажите классы, например 6-11, или all"),
    ("indicators.1.denominator.0.event", "pro", f"indicators[1].denominator[0]: {ONE_OF}"),
    ("indicators.1.denominator.0", {"grades": 9}, f"indicators[1].denominator[0]: {ONE_OF}"),
    ("indicators.1.denominator.0", "pupils", "indicators[1].denominator[0]: нужны поля вида «ключ: значение», а здесь «pupils»"),
    ("indicators.1.numerator", {"event": "pro"}, "indicators[1].numerator: нужен список, а здесь «{'event': 'pro'}»"),
    ("indicators.1.denominator", ..., "indicators[1].denominator: у процента должен быть знаменатель: укажите его или другую единицу (unit)"),
    ("indicators.3.unit", "percent", "indicators[3].denominator: у процента должен быть знаменатель: укажите его или другую единицу (unit)"),
    (
        "indicators.1.numerator.0.event",
        "visits",
        "indicators[1].numerator[0].event: «visits» считает посещения, их нельзя делить на людей",
    ),
    (
        "indicators.0.numerator.0.grades",
        "1-4",
        "indicators[0].numerator[0].grades: мероприятие «pro» проводится для классов 8-11, общих классов нет",
    ),
    # targets
    ("targets.0.school", "r-01", "targets[0]: план задаётся ровно одному месту: укажите либо municipality, либо school"),
    ("targets.0.municipality", ..., "targets[0]: план задаётся ровно одному месту: укажите либо municipality, либо school"),
    ("targets.0.value", -1, "targets[0].value: «-1» меньше нуля: укажите 0 или больше"),
    ("targets.0.value", "много", "targets[0].value: нужно число, например 30 или 30,5, а здесь «много»"),
    ("targets.0.value", ..., "targets[0].value: нужно число, например 30 или 30,5, а здесь «null»"),
    ("targets.0.value", "н/д", "targets[0].value: нужно число, например 30 или 30,5, а здесь «н/д»"),
    ("targets.0.value", "0,00001", "targets[0].value: «0,00001»: не больше 4 знаков после запятой и меньше 10¹²"),
    ("targets.0.year", "20-21", "targets[0].year: «20-21» – не учебный год: напишите, например, 2021/2022 или 2021"),
    ("targets.0.basis", "о" * 301, "targets[0].basis: не больше 300 знаков, сейчас 301"),
    (
        "targets.2",
        {"indicator": "pro_9_11", "year": "2021/2022", "municipality": 100, "value": 1},
        "targets[2]: этот план уже есть в targets[0]; оставьте один из них",
    ),
    # rules
    ("rules.0.indicator", ..., "rules[0].indicator: для условия «below_target» укажите показатель"),
    ("rules.0.section", "VI", "rules[0].section: недопустимое значение «VI»; возможно, вы имели в виду «V»; бывает: I, II, III, IV, V"),
    ("rules.0.scope", "region", "rules[0].scope: недопустимое значение «region»; бывает: school, municipality"),
    ("rules.0.audience", "all", "rules[0].audience: недопустимое значение «all»; бывает: pupils, parents, teachers, heads, organisations"),
    ("rules.0.kinds", ["x"], f"rules[0].kinds[0]: недопустимое значение «x»; бывает: {KINDS}"),
    ("rules.0.due", "02-30", "rules[0].due: Срок «02-30» непонятен: напишите месяц и день (05-15) или число дней после направления (+30)"),
    ("rules.0.due", 30, "rules[0].due: Срок «30» непонятен: напишите месяц и день (05-15) или число дней после направления (+30)"),
    ("rules.0.text", "Для {школы}.", f"rules[0].text: Подстановка {{школы}} неизвестна; можно использовать: {PLACES}"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "sentence"), REFUSALS, ids=lambda part: str(part)[:50])
def test_one_broken_line_is_told_with_its_path(path, value, sentence):
    assert problems_of(broken(path, value)) == [sentence]


def test_a_circle_is_told_at_every_row_of_it():
    data = good()
    data["events"][1]["successor"] = "juniors"
    data["indicators"][1]["predecessor"] = "pro_9_11"
    assert problems_of(as_file(data)) == [
        "events[0].successor: замкнутый круг: juniors → pro → juniors; разорвите его",
        "events[1].successor: замкнутый круг: pro → juniors → pro; разорвите его",
        "indicators[0].predecessor: замкнутый круг: pro_9_11 → jun_9_11 → pro_9_11; разорвите его",
        "indicators[1].predecessor: замкнутый круг: jun_9_11 → pro_9_11 → jun_9_11; разорвите его",
    ]
