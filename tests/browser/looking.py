"""What a screen must be for everybody: without a fault that axe knows, in any theme, and inside the window."""

import json
from pathlib import Path
from typing import Any, Final, Literal, TypedDict

from playwright.sync_api import Page

VENDOR: Final = Path(__file__).parent / "vendor"
NARROW: Final = {"width": 320, "height": 568}
PHONE: Final = {"width": 375, "height": 740}
# 1280 pixels at 200 %, and then text twice as large again.
MAGNIFIED: Final = {"width": 640, "height": 400}
WIDE: Final = {"width": 1280, "height": 800}
# In light every rule of WCAG and the best practices of axe; in another theme those that a colour can break, since all
# else of the page is the same. Who asks for high contrast gets that of level AAA.
_EVERY_RULE: Final[list[str]] = []
_OF_COLOURS: Final = ["color-contrast", "link-in-text-block"]
_HIGH_CONTRAST: Final = [*_OF_COLOURS, "color-contrast-enhanced"]
# What moves is waited for: Wagtail's side bar slides when the window changes. What moves for ever is not. Pictures
# below the window would only come when somebody scrolls there.
AT_REST: Final = """async () => {
    const pictures = [...document.images];
    pictures.forEach(each => { each.loading = "eager"; });
    await Promise.all(pictures.map(each => each.decode().catch(() => null)));
    const next = () => new Promise(done => requestAnimationFrame(done));
    await next();
    await next();
    const moving = document.getAnimations().filter(each => each.effect.getComputedTiming().iterations !== Infinity);
    await Promise.all(moving.map(each => each.finished.catch(() => null)));
}"""
# Whether the screen is one of Wagtail's, and what is its own there (docs/accessibility.md): two parts of a lesson by
# one name. It is not looked at in high contrast.
_IS_WAGTAIL: Final = "document.body.id === 'wagtail'"
_NOT_OURS: Final = ["landmark-unique"]
# What is right is only counted: a report of it would take longer than the look.
_ASK: Final = """async ({only, less}) => {
    const rules = Object.fromEntries(less.map(rule => [rule, {enabled: false}]));
    const asked = only.length ? {runOnly: {type: "rule", values: only}} : {rules};
    const found = await axe.run({resultTypes: ["violations"], ...asked});
    return {violations: found.violations, passes: found.passes.length};
}"""


# Labels of the cells of stacked tables: each has to stand whole beside what it names. In tables that flow they stand
# in the line before it, and a cell may hide its label.
_LABELS: Final = """() => {
    const cells = [...document.querySelectorAll(".table--stack [data-label]")].filter(cell => cell.offsetWidth);
    const spoiled = cells.filter(cell => {
        const style = getComputedStyle(cell), label = getComputedStyle(cell, "::before");
        if (label.display === "none" || style.display === "flex") return false;
        const room = parseFloat(style.paddingLeft), begins = room + parseFloat(label.marginLeft);
        const ends = begins + parseFloat(label.width);
        return !(begins >= 0 && ends <= room && ends - begins > 60 && style.textAlign !== "right");
    });
    return {labels: cells.length, spoiled: [...new Set(spoiled.map(cell => cell.dataset.label))]};
}"""

_OPEN_MENU: Final = "open => document.querySelectorAll('.user-menu').forEach(menu => { menu.open = open; })"


class Media(TypedDict):
    color_scheme: Literal["light", "dark"]
    contrast: Literal["no-preference", "more"]


LIGHT: Final[Media] = {"color_scheme": "light", "contrast": "no-preference"}
# By theme: what the computer asks for, and the rules that axe is asked about; none are all.
THEMES: Final[dict[str, tuple[Media, list[str]]]] = {
    "light": (LIGHT, _EVERY_RULE),
    "dark": ({"color_scheme": "dark", "contrast": "no-preference"}, _OF_COLOURS),
    "high contrast": ({"color_scheme": "light", "contrast": "more"}, _HIGH_CONTRAST),
}


def faults(page: Page, name: str) -> list[str]:
    """Everything wrong with the screen as it stands in the window."""
    # A walk may have come to an address whose page is still on its way.
    page.wait_for_load_state()
    return [*_axe_faults(page, name), *_width_faults(page, name), *label_faults(page, name)[1]]


def _axe_faults(page: Page, name: str) -> list[str]:
    page.set_viewport_size(WIDE)
    # Through the debugger: the policy of the page has no say in it, and the page needs no hole in its policy.
    page.evaluate((VENDOR / "axe.min.js").read_text(encoding="utf-8"))
    is_wagtail = page.evaluate(_IS_WAGTAIL)
    found = []
    for theme, (media, only) in THEMES.items():
        if is_wagtail and only is _HIGH_CONTRAST:
            continue
        page.emulate_media(**media)
        page.evaluate(AT_REST)
        asked = {"only": only, "less": _NOT_OURS if is_wagtail else []}
        answer: dict[str, Any] = page.evaluate(_ASK, asked)
        assert answer["passes"], f"axe has looked at nothing of {name}"
        found += [f"{name}, {theme}: {violation['id']} {_where(violation)}" for violation in answer["violations"]]
    page.emulate_media(**LIGHT)
    return found


def _where(violation: dict[str, Any]) -> str:
    return json.dumps([node["target"] for node in violation["nodes"]][:4], ensure_ascii=False)


def _width_faults(page: Page, name: str) -> list[str]:
    """At 320 pixels, at 200 % of a usual window, and there with the text twice as large: nothing to scroll sideways.

    The menu of the account is open meanwhile: it stands over the page, and inside the window too.
    """
    open_menu(page)
    page.set_viewport_size(NARROW)
    found = sticking_out(page, f"{name} at 320 px")
    page.set_viewport_size(MAGNIFIED)
    found += sticking_out(page, f"{name} at 200 %")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    found += sticking_out(page, f"{name} with text at 200 %")
    page.evaluate("document.documentElement.style.fontSize = ''")
    open_menu(page, is_open=False)
    page.set_viewport_size(WIDE)
    return found


def open_menu(page: Page, *, is_open: bool = True) -> None:
    """The menu of the account, on every page of who is signed in."""
    page.evaluate(_OPEN_MENU, is_open)


def label_faults(page: Page, name: str) -> tuple[int, list[str]]:
    """How many labels the stacked tables of the screen have on a phone, and those that cannot be read there."""
    page.set_viewport_size(PHONE)
    page.evaluate(AT_REST)
    found: dict[str, Any] = page.evaluate(_LABELS)
    page.set_viewport_size(WIDE)
    faults = [f"{name} at 375 px: labels that cannot be read: {found['spoiled']}"] if found["spoiled"] else []
    return found["labels"], faults


def sticking_out(page: Page, name: str, *, has_scripts: bool = True) -> list[str]:
    """What is wider than the window as it stands, or than a main part that cuts off what it cannot show.

    What begins left of the window makes the page no wider, and nobody can scroll there.
    Wagtail's `main` hides what is too wide for it: the page grows no wider, and nothing can be scrolled to.
    Where scripts are off nothing moves, and waiting for it would never end.
    """
    if has_scripts:
        page.evaluate(AT_REST)
    parts: list[str] = page.evaluate(
        """() => {
            const whole = document.documentElement;
            const parts = [];
            if (whole.scrollWidth > whole.clientWidth) parts.push([document.body, whole.clientWidth]);
            for (const main of document.querySelectorAll("main")) {
                if (getComputedStyle(main).overflowX === "hidden")
                    parts.push([main, main.getBoundingClientRect().left + main.clientWidth]);
            }
            const scrolls = (part, main) => {
                for (let above = part.parentElement; above && above !== main; above = above.parentElement)
                    if (/auto|scroll/.test(getComputedStyle(above).overflowX)) return true;
                return false;
            };
            // What Wagtail keeps there, such as its side bar, slides in when it is asked for.
            const before = document.body.id === "wagtail" ? [] : [...document.body.querySelectorAll("*")]
                .filter(part => part.getBoundingClientRect().left < -1)
                .filter(part => part.checkVisibility({checkVisibilityCSS: true}) && !scrolls(part, document.body))
                .map(part => part.tagName + "." + part.className).slice(0, 6);
            return before.concat(parts.flatMap(([main, edge]) => {
                const wide = [...main.querySelectorAll("*")]
                    .filter(part => part.getBoundingClientRect().right > edge + 1)
                    .filter(part => part.checkVisibility({checkVisibilityCSS: true}) && !scrolls(part, main))
                    // Wagtail's map of a long form waits at the edge until the pointer comes.
                    .filter(part => !part.closest(".w-minimap"))
                    .map(part => part.tagName + "." + part.className).slice(0, 6);
                return wide.length || main !== document.body ? wide : ["BODY"];
            }));
        }"""
    )
    return [f"{name}: outside of the window: {parts}"] if parts else []
