from __future__ import annotations

import os
import re
import shutil
import subprocess
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from roster.exports.facts import Facts
from roster.exports.roster_html import css_text, to_html, wall_row
from roster.roster import Message
from tests.builders import away, staff, task
from tests.exports.invented import made, morning

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # the browser's own calls home get nowhere

    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-pdf-header-footer",
)  # fmt: skip
A4_POINTS = (595, 842)
SECONDS = 120
CASES = re.compile(
    r"\bT\d{3}\b|[A-Z]\d{4}[A-Z]{2}|parole|recategor|screening|\brisk\b|given to", re.IGNORECASE
)


def _facts(days: int = 1, **content: Any) -> Facts:
    problem = morning(days=days, **content)
    return Facts(problem, made(problem))


def _sections(html: str, label: str) -> list[str]:
    return [part for part in html.split("<section") if f'aria-label="{label}' in part]


def test_the_first_day_comes_first_and_every_day_starts_with_its_wall_sheet() -> None:
    html = to_html(_facts(2)).decode()
    first, second = html.index("Who is where, Monday"), html.index("Who is where, Tuesday")
    assert html.index('aria-label="') < html.index("Alex Ashdown (S01), Monday") < second
    assert first < second < html.index("Summary for the Head")


def test_the_wall_sheet_says_nothing_about_cases_or_reasons() -> None:
    facts = _facts(availability=[away("S03", reason="hospital"), away("S15", status="wing", reason="C")])
    (wall,) = _sections(to_html(facts).decode(), "Who is where")
    assert not CASES.search(wall)
    assert "hospital" not in wall
    assert "not in" in wall
    assert ">Wing C<" in wall


def test_the_reason_of_an_absence_is_nowhere_on_paper() -> None:
    facts = _facts(availability=[away("S03", reason="hospital")])
    assert b"hospital" not in to_html(facts)


def test_each_person_present_has_a_confidential_page_with_their_pieces_in_order() -> None:
    facts = _facts()
    html = to_html(facts).decode()
    (page,) = _sections(html, "Gwen Okonkwo (S18), Monday")
    assert "CONFIDENTIAL" in page
    times = re.findall(r'<td class="time">(\d\d:\d\d)', page)
    assert times == sorted(times)
    assert len(times) == len(facts.pieces("S18", facts.roster.days[0])) + 1  # and the wing duty
    assert page.count('class="tick"') == len(times) - 1
    assert not _sections(html, "Tom Featherstonehaugh (S03), ")


def test_what_people_typed_is_shown_and_never_run() -> None:
    nasty = '<script>alert("x")</script>'
    problem = morning(staff=[staff("S01", name=nasty)], tasks=[task("T1", prison_number="A1234BC")],
                      availability=(), name="HMP & \"Co\" </style>")  # fmt: skip
    html = to_html(Facts(problem, made(problem, warnings=(Message("X", nasty, (nasty,)),)))).decode()
    assert nasty not in html
    assert html.count("</style>") == 1
    assert "&lt;script&gt;" in html


def test_nothing_is_loaded_from_elsewhere_and_there_is_no_script() -> None:
    html = to_html(_facts()).decode()
    assert not re.search(r"https?:|//\w|<script|<link|@import|url\(|<img", html)


class _Reader(HTMLParser):
    """Collects what a screen reader relies on."""

    def __init__(self) -> None:
        super().__init__()
        self.tables, self.captions, self.heads, self.scoped, self.language = 0, 0, 0, 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tables += tag == "table"
        self.captions += tag == "caption"
        self.heads += tag == "th"
        self.scoped += tag == "th" and "scope" in dict(attrs)
        self.language = dict(attrs).get("lang") or self.language


def test_a_screen_reader_finds_language_captions_and_scopes() -> None:
    reader = _Reader()
    reader.feed(to_html(_facts()).decode())
    assert reader.language == "en-GB"
    assert reader.tables == reader.captions
    assert reader.heads == reader.scoped


def test_the_closing_pages_have_reasons_by_tier_costs_and_a_place_to_sign() -> None:
    (closing,) = _sections(to_html(_facts()).decode(), "Summary for the Head of Offender Management")
    for part in ("Tier 2: ", "Everybody who may do it is full", "chasing the court", "34 h 22 min",
                 "PM, wing A: 6 posts",
                 "No probation officer can be reached", "Not proved: "):  # fmt: skip
        assert part in closing
    html = to_html(_facts()).decode()
    for part in ("Head of Offender Management", "Senior probation officer consulted", "on site", "remote",
                 "This is a proposal. A person decides."):  # fmt: skip
        assert part in html


@pytest.mark.parametrize("text", ['"; } body { display: none', "\\", "</style>", "Zoë"])
def test_text_in_the_style_sheet_cannot_leave_its_quotes(text: str) -> None:
    assert not re.search(r'["<>;{}/]', css_text(text))


def test_rows_of_the_wall_sheet_shrink_so_that_all_fit() -> None:
    assert wall_row(10) == wall_row(36)
    assert wall_row(50) < wall_row(36)


def _print(html: bytes, folder: Path) -> PdfReader:
    source, target = folder / "roster.html", folder / "roster.pdf"
    source.write_bytes(html)
    command = [str(CHROMIUM), *SWITCHES, f"--user-data-dir={folder / 'browser'}", f"--print-to-pdf={target}"]
    subprocess.run([*command, source.as_uri()], check=True, capture_output=True, timeout=SECONDS)
    return PdfReader(target)


def test_it_prints_a_page_for_the_wall_and_each_person_on_a4(tmp_path: Path) -> None:
    if CHROMIUM is None:
        assert os.environ.get("CI", "").casefold() != "true", "chromium is needed in CI"
        pytest.skip("chromium is not installed, so nothing can be printed")
    facts = _facts(2)
    pages = _print(to_html(facts), tmp_path).pages
    texts = [re.sub(r"\s+", " ", page.extract_text()) for page in pages]
    assert {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pages} == {
        A4_POINTS
    }
    expected = sum(1 + len(facts.present(day)) for day in facts.roster.days)
    first_closing = next(number for number, text in enumerate(texts) if "Summary for the Head" in text)
    assert first_closing == expected
    assert all("Made Monday 23 November 2026 at 07:31" in text for text in texts)
    monday = 1 + len(facts.present(facts.roster.days[0]))
    assert all("Monday 23 November 2026. Made" in text for text in texts[:monday])
    assert all("Tuesday 24 November 2026. Made" in text for text in texts[monday:expected])
    walls = [text for text in texts if "For the wall." in text]
    assert len(walls) == len(facts.roster.days)
    assert not any(CASES.search(text) for text in walls)
    assert all("CONFIDENTIAL" in text for text in texts if "For the wall." not in text)
