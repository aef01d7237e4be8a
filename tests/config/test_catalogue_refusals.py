"""One broken line of a good catalogue file, and the sentence that says so."""

from __future__ import annotations

import re
import time

import pytest

from config.catalogue import import_catalogue
from schools.catalogue_problems import CatalogueRefused
from schools.models import Region
from tests.config.catalogue_file import as_file, good

pytestmark = pytest.mark.django_db

TOP = "Наверху файла нужны разделы (municipalities, schools, events, metrics, goals, indicators, targets, rules)"
UNKNOWN_TAG = "could not determine a constructor for the tag 'tag:yaml.org,2002:python/object:os.system'"
LOOK = "проверьте в этом месте отступы, кавычки, двоеточия и скобки"


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
            f"Файл не разобран как YAML (строка 2, столбец 1): {LOOK} (did not find expected ',' or '}}').",
        ),
        (
            b"schools: !!python/object:os.system {}\n",
            f"Файл не разобран как YAML (строка 1, столбец 10): {LOOK} ({UNKNOWN_TAG}).",
        ),
        (
            b"- 1\n- 2\n",
            f"{TOP}, а здесь «[1, 2]».",
        ),
        (
            b"just words\n",
            f"{TOP}, а здесь «just words».",
        ),
        (b"school: []\n", "school: неизвестный раздел; возможно, вы имели в виду «schools»"),
        (b"schools: {code: a}\n", "schools: нужен список, а здесь «{'code': 'a'}»"),
        (b"schools: many\n", "schools: нужен список, а здесь «many»"),
        (b"schools: [r-01]\n", "schools[0]: нужны поля вида «ключ: значение», а здесь «r-01»"),
        (b"&a schools: &b [*b]\n", "schools[0]: нужны поля вида «ключ: значение», а здесь «[[[...]]]»"),
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
YEARS = "нужны два года, первый и последний, например [2018, null], а здесь"
NO_YEAR = "не учебный год: напишите, например, 2021/2022 или 2021"
ONE_PLACE = "план задаётся ровно одному месту: укажите либо municipality, либо school"
NO_DENOMINATOR = "у процента должен быть знаменатель: укажите его или другую единицу (unit)"
DUE = "напишите месяц и день (05-15) или число дней после направления (+30)"
PLACES = "{школа}, {год}, {показатель}, {значение}, {план}, {отставание}, {не_хватает}, {классы}, {муниципалитет}, "
PLACES += "{значение_муниципалитета}, {срок}"
ONE_OF = "слагаемое – ровно одно из: pupils, pupils_with_disabilities, event, event_with_disabilities, metric, schools"

REFUSALS = [
    # codes and keys
    ("events.3.code", ..., "обязательное поле: укажите значение"),
    ("events.3.code", "", "обязательное поле: укажите значение"),
    (
        "events.4",
        {"code": "visits"},
        "events[4].code: код «visits» уже есть в events[2]; оставьте один из них",
    ),
    ("events.3.code", ["g1"], "нужен текст, а здесь «['g1']»"),
    ("schools.2.code", True, "нужен текст, а здесь «true»"),
    (
        "events.3.code",
        "дни",
        "Значение должно состоять только из латинских букв, цифр, знаков подчеркивания или дефиса",
    ),
    ("municipalities.0.nane", "x", "неизвестный ключ; возможно, вы имели в виду «name»"),
    ("municipalities.0.region.nmae", "x", "неизвестный ключ; возможно, вы имели в виду «name»"),
    ("schools.0.shortname", "x", "неизвестный ключ; возможно, вы имели в виду «short_name»"),
    ("metrics.0.knds", [], "неизвестный ключ; возможно, вы имели в виду «kinds»"),
    ("goals.0.txt", "x", "неизвестный ключ; возможно, вы имели в виду «text»"),
    ("indicators.0.judgedat", "x", "неизвестный ключ; возможно, вы имели в виду «judged_at»"),
    ("targets.0.valu", 1, "неизвестный ключ; возможно, вы имели в виду «value»"),
    ("rules.0.triger", "x", "неизвестный ключ; возможно, вы имели в виду «trigger»"),
    (
        "indicators.0.numerator.0.grade",
        9,
        "неизвестный ключ; возможно, вы имели в виду «grades»",
    ),
    ("goals.0.zzz", 1, "неизвестный ключ; здесь бывают: code, municipality, topic, text, position"),
    # what is needed
    ("municipalities.1.region", ..., "обязательное поле: укажите код и название региона"),
    ("municipalities.1.name", ..., "обязательное поле: укажите значение"),
    ("schools.0.short_name", ..., "обязательное поле: укажите значение"),
    ("schools.0.short_name", "  ", "обязательное поле: укажите значение"),
    ("schools.0.kind", ..., "обязательное поле: укажите значение"),
    ("schools.0.municipality", ..., "обязательное поле: укажите значение"),
    ("metrics.2.name", None, "обязательное поле: укажите значение"),
    ("goals.0.topic", ..., "обязательное поле: укажите значение"),
    ("indicators.3.numerator", ..., "обязательное поле: укажите хотя бы одно слагаемое"),
    ("indicators.3.numerator", [], "обязательное поле: укажите хотя бы одно слагаемое"),
    ("rules.1.text", ..., "обязательное поле: укажите значение"),
    ("rules.1.trigger", ..., "обязательное поле: укажите значение"),
    # values
    (
        "schools.0.kind",
        "basik",
        f"недопустимое значение «basik»; возможно, вы имели в виду «basic»; бывает: {KINDS}",
    ),
    ("schools.0.locality", "село", "недопустимое значение «село»; бывает: urban, rural"),
    ("schools.0.email", "почта", "Введите правильный адрес электронной почты"),
    ("schools.1.opened", "01.13.1990", "нужна дата вида 2024-09-01, а здесь «01.13.1990»"),
    ("schools.1.closed", "1980-01-01", "дата закрытия должна быть позже даты открытия"),
    ("schools.1.grades", "9-1", "«9-1»: классы – от 0 (дошкольные группы) до 12, меньший сначала"),
    ("schools.1.grades", "all", "перечислите классы организации, например 1-11"),
    ("schools.2.grades", "1-4", "организации этого вида не работают по классам: уберите grades"),
    (
        "municipalities.0.time_zone",
        "Asia/Novokuznetzk",
        "нет часового пояса «Asia/Novokuznetzk»; ближайшее – «Asia/Novokuznetsk»",
    ),
    ("municipalities.0.time_zone", "../etc", "нет часового пояса «../etc»; ближайшее – «Europe/Moscow»"),
    (
        "municipalities.1.region.name",
        "Алтай",
        "регион «42» назван иначе в municipalities[0].region; оставьте одно название",
    ),
    (
        "events.0.grades",
        "шестой",
        "«шестой» – не перечень классов; напишите, например, 6-11, 9 или 5-9,11",
    ),
    ("events.0.grades", [6, 11], "«[6, 11]» – не перечень классов; напишите, например, 6-11, 9 или 5-9,11"),
    ("events.0.grades", "6-13", "«6-13»: классы – от 0 (дошкольные группы) до 12, меньший сначала"),
    ("events.0.active", [2021, 2014], "последний год 2014 раньше первого 2021"),
    ("events.0.active", [2014], f"{YEARS} «[2014]»"),
    ("events.0.active", 2014, f"{YEARS} «2014»"),
    (
        "events.0.active",
        [14, None],
        f"events[0].active[0]: «14» – {NO_YEAR}",
    ),
    ("indicators.0.years", [None, 3000], "indicators[0].years[1]: «3000» – год вне пределов 1990–2099"),
    ("events.2.counts", "heads", "недопустимое значение «heads»; бывает: people, attendances"),
    (
        "events.2.audience",
        "al",
        "недопустимое значение «al»; возможно, вы имели в виду «all»; бывает: all, disabilities",
    ),
    (
        "events.1.short_name",
        "х" * 61,
        "Убедитесь, что это значение содержит не более 60 символов (сейчас 61)",
    ),
    ("metrics.0.type", "money", "недопустимое значение «money»; бывает: number, yes_no, text, link"),
    ("metrics.0.decimals", 5, "5 вне пределов: допустимо от 0 до 4"),
    ("metrics.0.decimals", "два", "нужно целое число, а здесь «два»"),
    ("metrics.0.decimals", True, "нужно целое число, а здесь «true»"),
    (
        "metrics.0.kinds",
        ["basic", "lyceum"],
        f"metrics[0].kinds[1]: недопустимое значение «lyceum»; бывает: {KINDS}",
    ),
    ("metrics.0.kinds", "basic", "нужен список в квадратных скобках, а здесь «basic»"),
    ("indicators.0.unit", "share", "недопустимое значение «share»; бывает: percent, count, ratio, money"),
    ("indicators.0.decimals", -1, "-1 вне пределов: допустимо от 0 до 4"),
    (
        "indicators.0.better",
        "high",
        "недопустимое значение «high»; возможно, вы имели в виду «higher»; бывает: higher, lower",
    ),
    ("indicators.0.label", "x", "недопустимое значение «x»; бывает: school_year, calendar_year"),
    ("indicators.0.level", "x", "недопустимое значение «x»; бывает: school, municipality"),
    ("indicators.0.judged_at", "x", "недопустимое значение «x»; бывает: school, municipality"),
    ("indicators.0.outcome", "maybe", "нужно true или false, а здесь «maybe»"),
    ("indicators.0.comparable", 2, "нужно true или false, а здесь «2»"),
    ("indicators.0.min_denominator", -5, "-5 вне пределов: допустимо от 0 до 1000000000"),
    # references and circles
    ("events.0.successor", "prro", "нет мероприятия с кодом «prro»; ближайшее – «pro»"),
    ("events.0.successor", "juniors", "замкнутый круг: juniors → juniors; разорвите его"),
    (
        "schools.0.municipality",
        "999",
        "нет муниципалитета с кодом «999»; добавьте его в файл или исправьте код",
    ),
    ("schools.1.successor", "r-1", "нет организации с кодом «r-1»; ближайшее – «r-01»"),
    ("indicators.0.goal", "g2", "нет цели с кодом «g2»; добавьте его в файл или исправьте код"),
    ("indicators.0.predecessor", "jun_911", "нет показателя с кодом «jun_911»; ближайшее – «jun_9_11»"),
    ("rules.0.indicator", "pro", "нет показателя с кодом «pro»; добавьте его в файл или исправьте код"),
    ("targets.0.indicator", "pro911", "нет показателя с кодом «pro911»; ближайшее – «pro_9_11»"),
    ("targets.0.municipality", "101", "нет муниципалитета с кодом «101»; ближайшее – «100»"),
    ("targets.1.school", "r-11", "нет организации с кодом «r-11»; ближайшее – «r-01»"),
    # formulas
    ("indicators.0.numerator.0.event", "prro", "нет мероприятия с кодом «prro»; ближайшее – «pro»"),
    ("indicators.0.numerator.0.event", None, "обязательное поле: укажите значение"),
    ("indicators.2.numerator.0.metric", "tolks", "нет показателя сбора с кодом «tolks»; ближайшее – «talks»"),
    ("indicators.2.numerator.0.count", "pupils", "недопустимое значение «pupils»; бывает: schools"),
    ("indicators.2.numerator.0.grades", "9", "показатели сбора не делятся по классам: уберите grades"),
    (
        "indicators.2.numerator.0.metric",
        "page",
        "«page» – текст или ссылка, в формуле бывают только числа и «да или нет»",
    ),
    ("indicators.2.denominator.0.schools", "some", "недопустимое значение «some»; бывает: all"),
    (
        "indicators.1.denominator.0.pupils",
        "12-9",
        "«12-9»: классы – от 0 (дошкольные группы) до 12, меньший сначала",
    ),
    ("indicators.1.denominator.0.pupils", None, "укажите классы, например 6-11, или all"),
    ("indicators.1.denominator.0.event", "pro", f"indicators[1].denominator[0]: {ONE_OF}"),
    ("indicators.1.denominator.0", {"grades": 9}, f"{ONE_OF}"),
    ("indicators.1.denominator.0", "pupils", "нужны поля вида «ключ: значение», а здесь «pupils»"),
    ("indicators.1.numerator", {"event": "pro"}, "нужен список, а здесь «{'event': 'pro'}»"),
    (
        "indicators.1.denominator",
        ...,
        "у процента должен быть знаменатель: укажите его или другую единицу (unit)",
    ),
    (
        "indicators.3.unit",
        "percent",
        f"indicators[3].denominator: {NO_DENOMINATOR}",
    ),
    (
        "indicators.1.numerator.0.event",
        "visits",
        "«visits» считает посещения, их нельзя делить на людей",
    ),
    (
        "indicators.0.numerator.0.grades",
        "1-4",
        "мероприятие «pro» проводится для классов 8-11, общих классов нет",
    ),
    # targets
    (
        "targets.0.school",
        "r-01",
        f"targets[0]: {ONE_PLACE}",
    ),
    (
        "targets.0.municipality",
        ...,
        f"targets[0]: {ONE_PLACE}",
    ),
    ("targets.0.value", -1, "«-1» меньше нуля: укажите 0 или больше"),
    ("targets.0.value", "много", "нужно число, например 30 или 30,5, а здесь «много»"),
    ("targets.0.value", ..., "нужно число, например 30 или 30,5, а здесь «null»"),
    ("targets.0.value", "н/д", "нужно число, например 30 или 30,5, а здесь «н/д»"),
    ("targets.0.value", "0,00001", "«0,00001»: не больше 4 знаков после запятой и меньше 10¹²"),
    ("targets.0.year", "20-21", f"«20-21» – {NO_YEAR}"),
    ("targets.0.basis", "о" * 301, "не больше 300 знаков, сейчас 301"),
    (
        "targets.2",
        {"indicator": "pro_9_11", "year": "2021/2022", "municipality": 100, "value": 1},
        "этот план уже есть в targets[0]; оставьте один из них",
    ),
    # rules
    ("rules.0.indicator", ..., "для условия «below_target» укажите показатель или тему (topic)"),
    (
        "rules.0.section",
        "VI",
        "недопустимое значение «VI»; возможно, вы имели в виду «V»; бывает: I, II, III, IV, V",
    ),
    ("rules.0.scope", "region", "недопустимое значение «region»; бывает: school, municipality"),
    (
        "rules.0.audience",
        "all",
        "недопустимое значение «all»; бывает: pupils, parents, teachers, heads, organisations",
    ),
    ("rules.0.kinds", ["x"], f"rules[0].kinds[0]: недопустимое значение «x»; бывает: {KINDS}"),
    ("rules.0.due", "02-30", f"Срок «02-30» непонятен: {DUE}"),
    ("rules.0.due", 30, f"Срок «30» непонятен: {DUE}"),
    ("rules.0.text", "Для {школы}.", f"Подстановка {{школы}} неизвестна; можно использовать: {PLACES}"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), REFUSALS, ids=lambda part: str(part)[:50])
def test_one_broken_line_is_told_with_its_path(path, value, sentence):
    """A sentence without a path of its own is told at the place that was broken."""
    place = re.sub(r"[.](\d+)", r"[\1]", path)
    told = sentence if re.match(r"[a-z]+\[", sentence) else f"{place}: {sentence}"
    assert problems_of(broken(path, value)) == [told]


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


def test_a_row_without_a_code_of_its_own_hides_none_of_its_other_faults():
    lines = """
events:
  - {name: true, audience: everybody}
  - {code: visits, name: Дни}
  - {code: visits, grades: 5-1}
indicators: [{name: Доля, unit: parts, numerator: [{event: nothing}]}]
rules: [{code: null, trigger: sometimes, text: "{школы}"}]
"""
    found = problems_of(lines.encode())
    assert [problem.partition(":")[0] for problem in found] == [
        "events[0].audience",
        "events[0].code",
        "events[0].name",
        "events[2].code",
        "events[2].grades",
        "indicators[0].code",
        "indicators[0].numerator[0].event",
        "indicators[0].unit",
        "rules[0].code",
        "rules[0].text",
        "rules[0].trigger",
    ]


@pytest.mark.parametrize("code", ["r/01", "..", "codes", "r\\01"])
def test_a_code_that_fits_into_no_address_is_refused(code):
    """A page of the organisation could not be reached, and lists that link to it would break for everybody."""
    data = good()
    data["schools"][2]["code"] = code
    (problem,) = problems_of(as_file(data))
    assert problem.startswith("schools[2].code: В коде организации не бывает косой черты")


def test_a_billion_aliases_are_quoted_briefly():
    """A kilobyte of YAML stands for gigabytes of words where a code is expected."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    problems = problems_of("\n".join([*lines, "municipalities: [{code: *a9}]"]).encode())
    (about_code,) = [problem for problem in problems if problem.startswith("municipalities[0].code")]
    assert about_code.startswith("municipalities[0].code: нужен текст, а здесь «[[[...], [...]")
    assert max(map(len, problems)) < 300


def test_merges_of_merges_double_nothing():
    """Thirty lines would otherwise hold a thousand million pairs."""
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]" for n in range(1, 31)]
    started = time.process_time()
    assert len(problems_of("\n".join(lines).encode())) == 31
    assert time.process_time() - started < 5
