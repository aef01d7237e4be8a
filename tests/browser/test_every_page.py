"""Every page of the demonstration at two widths: accessible (axe), quiet in the console, no wider than the screen.

A new page must be named in `PAGES`, or in `NO_PAGE` where it is not a page of its own: the first test demands it.
`{now}` is the campaign under way, `{rec}` a recommendation of kmo-01, `{measure}` a measure its head may mark,
`{wave}` a wave of the campaign that nobody has begun, `{file}` and `{waiting_file}` files the officer has ordered,
`{selection}` one they have saved.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone
from playwright.sync_api import expect

from indicators.models import Indicator, PublishedValue
from indicators.published.columns import propose
from indicators.published.keeping import keep, name_columns
from indicators.published.tables import split_tables
from monitoring.models import Campaign, HeldEvent, Upload, Wave
from recommendations.models import Letter, LetterOrder, Recommendation
from reports.choice import Choice
from reports.models import Job, Selection
from reports.selecting import save
from roadmap.models import Measure
from schools.models import Municipality, School, User
from tests.browser.demonstration import NARROW, WIDE, Demonstration
from tests.servers.browser import follow

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]  # looks, whatever database lies below

ANYBODY = ("/login/", "/code/")
HEADS = (
    "/{now}/recommendations/mine/", "/2021/recommendations/mine/", "/2021/recommendations/{rec}/",
    "/2021/recommendations/{rec}/others/", "/2021/recommendations/{rec}/leaflet/",
    "/2021/letters/mine/", "/2021/letters/{letter}/",
    "/2021/schools/kmo-01/form/", "/{now}/schools/kmo-01/form/", "/{now}/schools/kmo-01/form/paste/",
    "/2021/schools/kmo-01/cell/", "/{now}/schools/kmo-01/cell/?column=event.bilet&grade=9",
    "/{now}/schools/kmo-01/workbook/", "/{now}/uploads/{upload}/",
    "/2021/schools/kmo-01/history/",
    "/2021/schools/kmo-01/changes/", "/2021/schools/kmo-01/receipt/", "/{now}/schools/kmo-01/receipt/",
    "/2021/schools/kmo-01/passport/", "/2021/schools/kmo-01/live/", "/schools/kmo-01/",
    "/2021/schools/kmo-01/dynamics/", "/{now}/schools/kmo-01/plan-in-people/",
    "/2021/schools/kmo-01/indicators/bilet_6_11/", "/2021/indicators/bilet_6_11/", "/2021/indicators/",
    "/2021/goals/", "/2021/methods/", "/2021/held-events/", "/{now}/agreements/", "/{now}/responsible/",
    "/{now}/registers/responsible/new/", "/{now}/registers/agreements/file/", "/{now}/roadmap/",
    "/{now}/roadmap/measures/{measure}/", "/password/", "/password/done/", "/notifications/",
)  # fmt: skip
OFFICERS = (
    "/{now}/", "/2021/", "/{now}/monitoring/", "/2021/monitoring/", "/{now}/monitoring/accept/",
    "/{now}/monitoring/close/", "/{now}/monitoring/reminders/",
    "/{now}/monitoring/extend/?wave=1&school=kmo-09&school=kmo-16",
    "/{now}/monitoring/reminders/now/?wave=1&school=kmo-09&school=kmo-16",
    "/2021/monitoring/reopen/", "/2021/held-events/", "/2021/schools/kmo-01/form/",
    "/{now}/monitoring/matrix/", "/2021/monitoring/matrix/",
    "/{now}/monitoring/workbook/",
    "/{now}/held-events/", "/{now}/agreements/", "/{now}/responsible/", "/{now}/registers/held-events/new/",
    "/{now}/registers/held-events/{event}/", "/{now}/registers/held-events/{event}/erase/",
    "/{now}/held-events/{event}/hold/", "/{now}/registers/held-events/file/", "/{now}/schools/kmo-05/agreements/",
    *(f"/{{now}}/schools/{school}/form/" for school in ("kmo-02", "kmo-04", "kmo-11", "kmo-do-01", "kmo-center")),
    "/2021/schools/kmo-01/history/", "/2021/goals/", "/2021/indicators/", "/2021/methods/", "/2021/heatmap/",
    "/{now}/heatmap/", "/2021/dynamics/", "/{now}/comparison/", "/2021/comparison/?indicator=bilet_6_11",
    "/{now}/plan-in-people/", "/2021/indicators/bilet_6_11/what-if/?to=kmo-01&n-kmo-02=9",
    "/2021/indicators/bilet_6_11/dynamics/", "/2021/indicators/bilet_6_11/", "/2021/indicators/bilet_6_11/target/",
    "/2021/plans/?plus=2", "/2021/indicators/bilet_6_11/plans/", "/2021/indicators/declared/",
    "/2021/indicators/new/", "/2021/indicators/abilimpix_5_9/edit/",
    "/2021/indicators/abilimpix_5_9/uses/",
    "/2021/schools/kmo-01/passport/", "/2021/schools/kmo-01/indicators/bilet_6_11/",
    "/2021/schools/kmo-01/indicators/bilet_6_11/target/", "/2021/recommendations/", "/2021/recommendations/progress/",
    "/2021/recommendations/document/",
    "/2021/recommendations/rules/", "/2021/recommendations/rules/new/", "/2021/recommendations/rules/kmo_excursions/",
    "/2021/recommendations/write/", "/2021/schools/kmo-01/recommendations/", "/2021/recommendations/{rec}/",
    "/2021/recommendations/{prepared}/reword/",
    "/{now}/letters/", "/2021/letters/", "/2021/letters/new/", "/2021/letters/{letter}/", "/2021/letters/{draft}/edit/",
    "/2021/letters/{draft}/do/register/", "/2021/letters/{draft}/do/discard/", "/2021/letters/batch/{batch}/",
    "/2021/letters/batch/{batch}/edit/", "/2021/letters/batch/{batch}/do/register/", "/2021/letters/batch/{ordered}/",
    "/2021/letters/batch/{ordered}/stop/",
    "/{now}/roadmap/", "/2021/roadmap/", "/{now}/roadmap/measures/{measure}/", "/2021/decisions/",
    "/2021/effect/", "/2021/exports/", "/schools/", "/schools/codes/", "/schools/kmo-01/",
    "/{now}/monitoring/campaign/", "/{now}/monitoring/campaign/settings/", "/{now}/monitoring/campaign/participants/",
    "/{now}/monitoring/campaign/waves/new/", "/{now}/monitoring/campaign/waves/{wave}/",
    "/{now}/monitoring/campaign/waves/{wave}/delete/", "/{now}/monitoring/rollover/",
    "/start/", "/municipality/", "/organisations/add/", "/files/", "/files/{file}/", "/files/{waiting_file}/",
    "/2021/exports/selections/{selection}/", "/2021/exports/selections/{selection}/delete/",
    "/{now}/monitoring/campaign/indicators/", "/{now}/monitoring/rollover/indicators/",
    "/2021/published/", "/2021/published/new/", "/2021/published/values/new/", "/2021/published/{published}/columns/",
    "/2021/published/{published}/", "/2021/published/{published}/record/", "/2021/published/{published}/erase/",
    "/2021/published/values/remove/?value={value}",
)  # fmt: skip
REGION = ("/2021/region/", "/2021/region/?view=points")
COLOURS = """() => {
  window.colours = one => {
    const its = one.checkVisibility() && getComputedStyle(one);
    return its && [its.color, its.opacity, its.backgroundColor, its.backgroundImage,
      its.fontSize, its.fontWeight].join();
  };
}"""
LOOK = """() => {
  window.seen = new Map(Array.from(document.querySelectorAll('body *'), one => [one, colours(one)]));
  return axe.run(document, {resultTypes: ['violations']}).then(found => found.violations);
}"""
LOOK_AGAIN = """async () => {
  const rules = {'color-contrast': {enabled: false}}, resultTypes = ['violations'];
  const found = (await axe.run(document, {resultTypes, rules})).violations;
  const other = new Set(document.querySelectorAll('body *'));
  other.forEach(one => { if (!colours(one) || colours(one) === seen.get(one)) { other.delete(one); } });
  const include = Array.from(other).filter(one => !other.has(one.parentElement));
  if (!include.length) { return found; }
  return found.concat((await axe.run({include}, {resultTypes, runOnly: ['color-contrast']})).violations);
}"""
NO_PAGE = {
    *(f"reports:letter_{name}" for name in ("file", "sheet", "preview", "archive")),
    "home", "health", "logout", "reports:values_xlsx", "reports:values_csv", "reports:roadmap_xlsx",
    "reports:board_xlsx", "reports:recommendations_xlsx", "reports:recommendation_document_file",
    "reports:file_state", "reports:file_download", "reports:file_again", "reports:file_erase",
    "reports:selection_take",
    "reports:table", "reports:indicator_table", "reports:school_table", "reports:number_table",
    "reports:published_xlsx", "reports:published_csv",
    "reports:register_xlsx", "reports:register_csv", "reports:register_template",
    "indicators:recount", "indicators:region_recount",  # a line on the pages that show values
    # answers to what was sent
    "schools:codes_issue", "schools:codes_reset", "monitoring:open", "monitoring:remind_again", "monitoring:autosave",
    "monitoring:wave_move", "roadmap:take_back",
    "schools:add_template", "start_catalogue",
    # for places without a campaign, without anything: tests/browser/test_first_run.py
    "start_campaign", "schools:municipality_new",
    "reports:indicator_delete",  # of a shared or used one it only leads back; confirm.html is walked by others
    *(f"monitoring:{name}" for name in (
        "book_file", "school_book_file", "upload_state", "upload_apply", "upload_withdraw", "upload_marked",
    )),
    *(f"recommendations:{name}" for name in (
        "batch", "check", "remind", "take_up", "take_up_general", "answer", "dispute", "answer_file", "erase_file",
        "letter_acknowledge", "people", "letter_batch_state", "letter_batch_redraft",
    )),
}  # fmt: skip
OTHERS_PAGES = ("admin", "api-", "v1")  # Django's own administration, the API and its documentation


def routes(patterns: list[URLPattern | URLResolver], space: str = "") -> set[str]:
    found: set[str] = set()
    for entry in patterns:
        if isinstance(entry, URLResolver):
            found |= routes(entry.url_patterns, f"{entry.namespace}:" if entry.namespace else space)
        else:
            found.add(f"{space}{entry.name}")
    return found


def test_every_page_is_walked():
    walked = (*ANYBODY, *HEADS, *OFFICERS, *REGION)
    addresses = {
        path.format(
            now=2026,
            rec=1,
            prepared=1,
            measure=1,
            upload=1,
            wave=1,
            event=1,
            file=1,
            waiting_file=1,
            selection=1,
            published=1,
            value=1,
            letter=1,
            draft=1,
            batch="b",
            ordered="waits",
        ).partition("?")[0]
        for path in walked
    }
    known = {resolve(address).view_name for address in addresses}
    ours = {name for name in routes(get_resolver().url_patterns) if not name.startswith(OTHERS_PAGES)}
    assert ours == known | NO_PAGE


def faults(page: Any, path: str) -> list[str]:
    """What is wrong with a page, at both widths, each with the page and the rule.

    Contrast takes two thirds of axe's time: at the second width it is asked only of what was not seen at the first,
    or has other colours or letters there, with all that lies in it.
    """
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    answer = page.goto(path)
    if answer.status != 200:
        page.watch.forget()
        return [f"{path}: {answer.status}"]
    expect(page.locator("[hx-trigger^=load]:not(:has(.live))")).to_have_count(0)
    page.evaluate(Axe().axe_script)
    page.evaluate(COLOURS)
    found = []
    for (width, height), look in ((WIDE, LOOK), (NARROW, LOOK_AGAIN)):
        page.set_viewport_size({"width": width, "height": height})
        real = page.evaluate("document.documentElement.scrollWidth")
        if real > width:
            found.append(f"{path} {width}: шире экрана, {real}")
        broken = page.evaluate(look)
        found += [f"{path} {width}: {rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in broken]
    found += [f"{path}: {problem}" for problem in page.watch.problems]
    page.watch.forget()
    return found


def waiting_upload() -> Upload:
    """A workbook of kmo-01 that was read: one number is new, one has changed on the portal meanwhile."""
    school, now = School.objects.get(code="kmo-01"), Campaign.objects.latest("year")
    lines = [
        [
            "kmo-01",
            "event",
            "bilet",
            9,
            "conflict",
            "12",
            "14",
            "А. П. Соколова, 12 ноября: 11 → 12",
            "Лист",
            "C9",
        ],
        ["kmo-01", "event", "bilet", 8, "new", "", "5", "", "Лист", "C8"],
    ]
    summary = {
        "new": 1,
        "changed": 0,
        "conflict": 1,
        "refused": 0,
        "unchanged": 40,
        "schools": 1,
        "notes": [],
    }
    return Upload.objects.create(
        municipality=school.municipality, school=school, year=now.year_id, wave=now.waves.earliest("number"),
        name="отчёт.xlsx", state="ready", summary=summary, preview=lines,
    )  # fmt: skip


def prepared_recommendation() -> Recommendation:
    """One that waits for the officer's approval, with figures and without a rule."""
    made = Recommendation.objects.get(school__code="kmo-01", rule__indicator__code="bilet_6_11", year=2021)
    made.pk, made.rule, made.state, made.issued_at = None, None, Recommendation.State.PREPARED, None
    made.save()
    return made


def saved_selection() -> Selection:
    officer = User.objects.get(username="officer")
    choice = Choice("comparison", (2019, 2020, 2021), locality="rural")
    place = officer.roles[0].municipality
    save(name="К отчёту за год", choice=choice, municipality=place, person=officer)
    return Selection.objects.get(owner=officer)


def ordered_file(state: str) -> Job:
    officer = User.objects.get(username="officer")
    return Job.objects.create(
        report="table", parameters={"what": "values", "years": [2021]}, digest=uuid4().hex,
        title="Значения показателей, 2021/2022",
        owner=officer, municipality=officer.roles[0].municipality, state=state, name="znacheniya-2021.xlsx",
        file="reports/нет.bin" if state == "ready" else "", size=12_345_678, message="Строк: 104\u00a0500.",
    )  # fmt: skip


def published_figures() -> dict[str, int]:
    """A document with a finding, and a value recorded from it; the walks of all people share the value."""
    tables = split_tables(
        [["Таблица 4. Охват 6–11 классов"], ["", "Всего", "Из них", "%"], ["2021", "80", "46", "57"]]
    )
    municipality, person = Municipality.objects.get(code="32622000"), User.objects.get(username="officer")
    document = keep(
        tables=tables, name="Отчёт", file_name="", size=0, municipality=municipality, person=person
    )  # fmt: skip
    name_columns(document=document, layouts=[propose(table) for table in tables], seen=0, person=person)
    value, _ = PublishedValue.objects.get_or_create(
        indicator=Indicator.objects.get(code="bilet_6_11"), municipality=municipality, year=2021, document="Отчёт",
        defaults={"percent": "57 %"},
    )  # fmt: skip
    return {"published": document.pk, "value": value.pk}


def ordered_letters() -> LetterOrder:
    """A batch that waits for a worker, after one of its letters has failed; ordered too long ago."""
    person, now = User.objects.get(username="officer"), timezone.now() - dt.timedelta(hours=1)
    schools = School.objects.filter(code__in=("kmo-01", "kmo-02", "kmo-03"))
    orders = [
        LetterOrder(
            batch="waits", municipality=school.municipality, year_id=2021, school=school, person=person, state=state,
            problem="Проект не получился." if state == "failed" else "", created_at=now, changed_at=now,
        )
        for school, state in zip(schools, ("failed", "waiting", "waiting"), strict=True)
    ]  # fmt: skip
    LetterOrder.objects.bulk_create(orders, ignore_conflicts=True)
    return orders[0]


@pytest.mark.parametrize(
    ("username", "paths"),
    [("", ANYBODY), ("head", HEADS), ("officer", OFFICERS), ("region", REGION)],
)
def test_pages_are_accessible_and_fit(demonstration: Demonstration, username, paths):
    page = demonstration.open_as(username) if username else demonstration.open()
    named = {
        "now": Campaign.objects.latest("year").year_id,
        "rec": Recommendation.objects.get(
            school__code="kmo-01", rule__indicator__code="bilet_6_11", year=2021
        ).pk,
        "prepared": prepared_recommendation().pk,
        "wave": Wave.objects.filter(campaign__state="open").latest("number").pk,
        "event": HeldEvent.objects.filter(state=HeldEvent.State.PLANNED).earliest("starts").pk,
        "measure": Measure.objects.filter(responsible__is_schools=True).earliest("pk").pk,
        "upload": waiting_upload().pk,
        "letter": Letter.objects.get(state="sent").pk,
        "draft": Letter.objects.filter(state="draft").earliest("pk").pk,
        "batch": Letter.objects.filter(state="draft").earliest("pk").batch,
        "ordered": ordered_letters().batch,
        "file": ordered_file("ready").pk,
        "selection": saved_selection().pk,
        "waiting_file": ordered_file("waiting").pk,
        **published_figures(),
    }
    found = [fault for path in paths for fault in faults(page, path.format(**named))]
    assert not found, "\n".join(found)


def test_a_passport_prints_on_two_sheets_with_its_recommendations(demonstration: Demonstration):
    page = demonstration.open_as("officer")
    page.goto("/2021/schools/kmo-01/passport/")
    page.locator(".passport__asks .live").get_by_text("Вовлечь в «Билет в будущее»").first.wait_for()
    page.emulate_media(media="print")
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 2


def test_a_recommendation_prints_on_one_sheet_and_a_card_says_what_others_did(demonstration: Demonstration):
    page = demonstration.open_as("head")
    page.goto("/2021/recommendations/mine/")
    card = page.locator("section.rec", has_text="Вовлечь в «Билет в будущее» ещё 29 учеников")
    card.locator(".rec__need").get_by_text("На новом контингенте").wait_for()
    card.get_by_text("Как сделали другие школы").click()
    card.locator(".others").get_by_text("Что они сделали, на портале пока не записано").wait_for()
    follow(card.get_by_role("link", name="Почему я это получил"))
    expect(page.get_by_text("Её получают основные школы и средние школы")).to_be_visible()
    page.emulate_media(media="print")
    sheets = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) == 1


def test_the_heatmap_is_filtered_sorted_and_left_by_keyboard(demonstration: Demonstration):
    page = demonstration.open_as("analyst")
    page.goto("/2021/heatmap/")
    with page.expect_navigation(url=re.compile(r"/2021/heatmap/\?locality=rural$")):
        page.get_by_label("Местность").select_option("rural")
    heading = page.get_by_role("link", name="Сортировать: «Билет» 6–11")
    heading.focus()
    with page.expect_navigation(url=re.compile(r"locality=rural&sort=-bilet_6_11$")):
        page.keyboard.press("Enter")
    expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
    page.get_by_role("link", name="Пропустить таблицу").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".table-box :focus")).to_have_count(0)
