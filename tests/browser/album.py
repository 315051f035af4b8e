"""Pictures of what stands in a window, kept in a folder with a page that shows them side by side."""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Locator, Page, ViewportSize

from tests.browser.looking import AT_REST

WIDTHS: Final = (1280, 768, 375)
HEIGHT: Final = 900
PAPER: Final[ViewportSize] = {"width": 794, "height": 1123}
# How high the part of a page is that scrolls by itself, as Wagtail's does; 0 where the page does.
INNER_HEIGHT: Final = """() => {
    const main = document.querySelector("main");
    return main && getComputedStyle(main).overflowY === "auto" ? main.scrollHeight : 0;
}"""


class Album:
    """Pictures of one folder. `take` leaves the window as wide as the first of `widths`: a walk goes on in it."""

    def __init__(
        self,
        folder: Path,
        *,
        widths: tuple[int, ...] = WIDTHS,
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark"),
    ) -> None:
        self.folder = folder
        self.widths = widths
        self.schemes = schemes
        self._files: dict[str, list[str]] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def __len__(self) -> int:
        return len(self._files)

    def take(self, page: Page, name: str, *, part: Locator | None = None, in_sheets: bool = False) -> None:
        """All of the page, or a part of it, at each width in each scheme and as it prints.

        Args:
            in_sheets: also as a PDF, whose sheets end where those of a printer do.
        """
        self._files[name] = []
        # A walk may have come to an address whose page is still on its way.
        page.wait_for_load_state()
        for scheme in self.schemes:
            page.emulate_media(media="screen", color_scheme=scheme)
            for width in self.widths:
                _open_window(page, width)
                self._keep(page, name, f"{width}-{scheme}", part)
        page.set_viewport_size(PAPER)
        page.emulate_media(media="print", color_scheme="light")
        page.evaluate(AT_REST)
        self._keep(page, name, "print", part)
        if in_sheets:
            page.pdf(path=self._file(name, "print.pdf"), format="A4", prefer_css_page_size=True)
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": self.widths[0], "height": HEIGHT})

    def _keep(self, page: Page, name: str, kind: str, part: Locator | None) -> None:
        path = self._file(name, f"{kind}.png")
        if part is None:
            page.screenshot(path=path, full_page=True)
        else:
            part.screenshot(path=path)

    def _file(self, name: str, kind: str) -> Path:
        self._files[name].append(f"{name}-{kind}")
        return self.folder / f"{name}-{kind}"

    def write_index(self) -> None:
        shown = "".join(f"<h2>{escape(name)}</h2><p>{_links(files)}</p>" for name, files in self._files.items())
        title = escape(self.folder.name)
        (self.folder / "index.html").write_text(f"<!doctype html><meta charset=utf-8><h1>{title}</h1>{shown}", "utf-8")


def _links(files: Iterable[str]) -> str:
    return " ".join(f'<a href="{file}">{_shown(file)}</a>' for file in map(escape, files))


def _shown(file: str) -> str:
    return f'<img src="{file}" height="300" alt="{file}">' if file.endswith(".png") else file


def _open_window(page: Page, width: int) -> None:
    """As high as all of the page where the page scrolls inside itself, as Wagtail's do."""
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.evaluate(AT_REST)
    inner: int = page.evaluate(INNER_HEIGHT)
    if inner > HEIGHT:
        page.set_viewport_size({"width": width, "height": inner + 1})
        page.evaluate(AT_REST)
