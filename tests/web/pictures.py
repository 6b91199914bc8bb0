"""The pictures of README.zh-CN, of the real application: python -m tests.web.pictures writes web/workbench/pictures/*.png."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

from tests.conftest import ARGUMENTS, CHROMIUM
from tests.web.conftest import running

FOLDER = Path(__file__).resolve().parents[2] / "web" / "workbench" / "pictures"
SIZE = {"width": 1280, "height": 800}
WIDTH, COLOURS = 960, 96  # of the file: sharp enough to read, and small


def talk(page: Page) -> None:
    page.fill("#question textarea", "农村低保一个月最低多少钱？")
    page.press("#question textarea", "Enter")
    page.locator(".turn button.cite").first.click()
    expect(page.locator("#panel mark").first).to_be_visible()


def clauses(page: Page) -> None:
    page.locator("#clauses-words").press_sequentially("tzxf")
    expect(page.locator("#tab-clauses mark").first).to_be_visible()
    page.locator("#tab-clauses [data-start]").first.click()
    expect(page.locator("#panel mark").first).to_be_visible()


def tasks(page: Page) -> None:
    expect(page.locator("#tab-tasks h2").first).to_be_visible()


def targets(page: Page) -> None:
    page.get_by_text("总体方案对附件").first.click()
    expect(page.get_by_text("并排看").first).to_be_visible()


PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "talk": ("", talk),
    "clauses": ("?tab=clauses", clauses),
    "tasks": ("?tab=tasks&body=县农业农村局", tasks),
    "targets": ("?tab=targets", targets),
}


def main() -> None:
    """Write the pictures anew."""
    FOLDER.mkdir(exist_ok=True)
    expect.set_options(timeout=30_000)
    with running() as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        for name, (query, lead) in PICTURES.items():
            page = chromium.new_page(viewport={"width": SIZE["width"], "height": SIZE["height"]}, locale="zh-CN")
            page.goto(f"{address}/{query}")
            lead(page)
            page.wait_for_timeout(1000)
            with Image.open(BytesIO(page.screenshot())) as taken:
                small = taken.convert("RGB").resize(
                    (WIDTH, WIDTH * SIZE["height"] // SIZE["width"]), Image.Resampling.LANCZOS
                )
            small.quantize(COLOURS).save(FOLDER / f"{name}.png", optimize=True)
            page.close()
        chromium.close()


if __name__ == "__main__":
    main()
