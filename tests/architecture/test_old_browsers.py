"""Styles, scripts and pages use nothing newer than Chrome 109 (the last for Windows 7) and Firefox 115.

Each feature stands with the versions that brought it (Chrome, Firefox; 0: not yet), a pattern, and a
planted snippet that the pattern must refuse.
"""

import re
from dataclasses import dataclass
from typing import Final

import pytest

from tests.architecture.sources import ROOMS, files, name_of

pytestmark = pytest.mark.no_database

CHROME, FIREFOX = 109, 115
SCREENS: Final = (*ROOMS, "lms")


@dataclass(frozen=True, slots=True)
class Feature:
    name: str
    chrome: int
    firefox: int
    pattern: str
    planted: str

    @property
    def is_too_new(self) -> bool:
        return not 0 < self.chrome <= CHROME or not 0 < self.firefox <= FIREFOX

    def is_in(self, text: str) -> bool:
        return re.search(self.pattern, text, re.IGNORECASE) is not None


CSS: Final = (
    Feature(":has()", 105, 121, r":has\(", ".a:has(img) { top:0 }"),
    Feature(":nth-child(of)", 111, 113, r":nth-(?:last-)?child\([^)]*\bof\b", "li:nth-child(2 of .a) { top:0 }"),
    Feature(":dir()", 120, 49, r":dir\(", ":dir(rtl) { top:0 }"),
    Feature(":user-invalid", 119, 88, r":user-(?:in)?valid\b", "input:user-invalid { top:0 }"),
    Feature(":popover-open", 114, 125, r":popover-open\b", ":popover-open { top:0 }"),
    Feature(":state()", 125, 126, r":state\(", "x-a:state(on) { top:0 }"),
    Feature("@scope", 118, 146, r"@scope\b", "@scope (.a) { b { top:0 } }"),
    Feature("@starting-style", 117, 129, r"@starting-style\b", "@starting-style { .a { opacity:0 } }"),
    Feature("@property", 85, 128, r"@property\b", "@property --a { syntax:'<color>' }"),
    Feature("@position-try", 125, 147, r"@position-try\b", "@position-try --a { top:0 }"),
    Feature("@view-transition", 126, 0, r"@view-transition\b", "@view-transition { navigation:auto }"),
    Feature("style queries", 111, 0, r"@container[^{]*\bstyle\(", "@container style(--a:1) { .a { top:0 } }"),
    Feature("(scripting)", 120, 113, r"\(\s*scripting\b", "@media (scripting: none) { .a { top:0 } }"),
    Feature("color-mix()", 111, 113, r"\bcolor-mix\(", ".a { color:color-mix(in srgb, red, blue) }"),
    Feature("lab(), oklch()", 111, 113, r"\b(?:ok)?(?:lab|lch)\(", ".a { color:oklch(40% .2 20) }"),
    Feature("color()", 111, 113, r"(?<![-\w])color\(", ".a { color:color(display-p3 1 0 0) }"),
    Feature("relative colours", 119, 128, r"\b(?:rgb|hsl)a?\(\s*from\b", ".a { color:rgb(from red r g b / .5) }"),
    Feature("light-dark()", 123, 120, r"\blight-dark\(", ".a { color:light-dark(#000, #fff) }"),
    Feature("linear() easing", 113, 112, r"(?<![-\w])linear\(", ".a { transition:top 1s linear(0, 1) }"),
    Feature("trigonometry", 111, 108, r"(?<![-\w])(?:sin|cos|tan|asin|acos|atan2?)\(", ".a { top:calc(sin(1) * 1px) }"),
    Feature("powers", 120, 118, r"(?<![-\w])(?:pow|sqrt|hypot|log|exp)\(", ".a { top:calc(pow(2, 2) * 1px) }"),
    Feature("steps", 125, 118, r"(?<![-\w])(?:round|mod|rem)\(", ".a { top:round(up, 3px, 2px) }"),
    Feature("lh units", 111, 120, r"\d(?:lh|rlh)\b", ".a { height:2lh }"),
    Feature("cap units", 118, 97, r"\dr?cap\b", ".a { height:1cap }"),
    Feature("subgrid", 117, 71, r"\bsubgrid\b", ".a { grid-template-rows:subgrid }"),
    Feature("text-wrap", 114, 121, r"\btext-wrap\b", "h1 { text-wrap:balance }"),
    Feature(
        "anchors", 125, 147, r"\banchor(?:-name|-scope)\b|\bposition-anchor\b|\banchor\(", ".a { anchor-name:--a }"
    ),
    Feature(
        "scroll timelines", 115, 0, r"\b(?:animation|scroll|view)-timeline\b", ".a { animation-timeline:scroll() }"
    ),
    Feature("view transitions", 111, 144, r"\bview-transition-\w+", ".a { view-transition-name:a }"),
    Feature("field-sizing", 123, 0, r"\bfield-sizing\b", "textarea { field-sizing:content }"),
    Feature("size keywords", 129, 0, r"\binterpolate-size\b|\bcalc-size\(", ".a { interpolate-size:allow-keywords }"),
    Feature(
        "discrete transitions",
        117,
        129,
        r"\ballow-discrete\b|\btransition-behavior\b",
        ".a { transition-behavior:allow-discrete }",
    ),
    Feature("mask", 120, 53, r"(?<![-\w])mask(?:-\w+)*\s*:", ".a { mask:url(a.svg) }"),
    Feature("image-set()", 113, 88, r"(?<![-\w])image-set\(", ".a { background:image-set('a.png' 1x) }"),
    Feature("content-visibility", 85, 125, r"\bcontent-visibility\b", ".a { content-visibility:auto }"),
    Feature("zoom", 1, 126, r"(?<![-\w])zoom\s*:", ".a { zoom:2 }"),
    Feature("spoken content", 77, 128, r"\bcontent\s*:\s*[^;}]*\"\s*/\s*\"", '.a::before { content:"→" / "next" }'),
    Feature("scrollbar colours", 121, 64, r"\bscrollbar-(?:color|width)\b", ".a { scrollbar-width:thin }"),
    Feature("text-box", 133, 0, r"\btext-box(?:-\w+)?\s*:", "h1 { text-box:trim-both cap alphabetic }"),
)
JS: Final = (
    Feature("copies of arrays", 110, 115, r"\.to(?:Sorted|Reversed|Spliced)\(", "a.toSorted();"),
    Feature("Array.with", 110, 115, r"\.with\(", "a.with(0, 1);"),
    Feature("Array.fromAsync", 121, 115, r"\bArray\.fromAsync\b", "await Array.fromAsync(a);"),
    Feature("groupBy", 117, 119, r"\b(?:Object|Map)\.groupBy\b", "Object.groupBy(a, f);"),
    Feature(
        "set methods",
        122,
        127,
        r"\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(",
        "a.union(b);",
    ),
    Feature(
        "iterator helpers",
        122,
        131,
        r"\bIterator\.|\.(?:values|keys|entries)\(\)\.(?:map|filter|take|drop|toArray)\(",
        "a.values().map(f);",
    ),
    Feature("Promise.withResolvers", 119, 121, r"\bPromise\.(?:withResolvers|try)\b", "Promise.withResolvers();"),
    Feature("URL.canParse", 120, 115, r"\bURL\.(?:canParse|parse)\(", "URL.canParse(a);"),
    Feature("well-formed strings", 111, 119, r"\.(?:is|to)WellFormed\(", "a.isWellFormed();"),
    Feature(
        "flag v",
        112,
        116,
        r"(?:[=(,:\[!&|?{};]|return)\s*/(?:[^/\\\n]|\\.)+/[dgimsuy]*v[dgimsuy]*\b",
        r"var a = /[\p{L}--[a-z]]/v;",
    ),
    Feature("modifiers", 125, 132, r"\(\?[ims]+(?:-[ims]+)?:", "/(?i:a)b/.test(c);"),
    Feature("RegExp.escape", 136, 134, r"\bRegExp\.escape\(", "RegExp.escape(a);"),
    Feature(
        "import attributes",
        123,
        138,
        r"\bimport\b[^;\n]*\b(?:with|assert)\s*\{",
        'import a from "a.json" with { type: "json" };',
    ),
    Feature("using", 134, 141, r"(?:^|[;{}])\s*(?:await\s+)?using\s+\w+\s*=", "{ using a = b(); }"),
    Feature("view transitions", 111, 144, r"\bstartViewTransition\b", "document.startViewTransition(f);"),
    Feature("popovers", 114, 125, r"\.(?:show|hide|toggle)Popover\(", "a.showPopover();"),
    Feature("moveBefore", 133, 144, r"\.moveBefore\(", "a.moveBefore(b, null);"),
    Feature("HTML setters", 124, 123, r"\b(?:setHTML|setHTMLUnsafe|parseHTMLUnsafe)\(", "a.setHTMLUnsafe(b);"),
    Feature("AbortSignal.any", 116, 124, r"\bAbortSignal\.any\(", "AbortSignal.any([a]);"),
    Feature("scheduler", 94, 142, r"\bscheduler\.(?:yield|postTask)\b", "scheduler.yield();"),
    Feature("Intl.Segmenter", 87, 125, r"\bIntl\.(?:Segmenter|DurationFormat)\b", "new Intl.Segmenter('vi');"),
    Feature("base64 of bytes", 140, 133, r"\b(?:fromBase64|toBase64|fromHex|toHex)\(", "Uint8Array.fromBase64(a);"),
    Feature("Temporal", 144, 139, r"\bTemporal\.", "Temporal.Now.instant();"),
    Feature(
        ":has() in a query",
        105,
        121,
        r"(?:querySelector(?:All)?|matches|closest)\([^)]*:has\(",
        'a.querySelector("b:has(c)");',
    ),
)
HTML: Final = (
    Feature("popover", 114, 125, r"\spopover(?:target(?:action)?)?[\s=>]", "<div popover>"),
    Feature("search", 118, 118, r"<search[\s>]", "<search>"),
    Feature("groups of details", 120, 130, r"<details[^>]*\sname=", '<details name="a">'),
    Feature("commands", 135, 144, r"\scommandfor?=|\sclosedby=", '<button commandfor="a">'),
    Feature("hidden until found", 102, 139, r"\shidden=[\"']?until-found", '<div hidden="until-found">'),
    Feature("shadow roots", 111, 123, r"\sshadowrootmode=", '<template shadowrootmode="open">'),
    Feature("drawn selects", 135, 0, r"<selectedcontent", "<selectedcontent>"),
)
KINDS: Final = {".css": CSS, ".js": JS, ".html": HTML}
# What the two browsers do know, and what looks alike.
ALLOWED: Final = {
    ".css": """
        @layer a { .b:is(.c, .d):where(.e):not(.f) { inset:0; height:100dvh; accent-color:red } }
        @container (min-width: 20rem) { .a { gap:1rem; aspect-ratio:2 } }
        @media (width >= 40rem) and (prefers-contrast: more) { .a:focus-visible { color:rgb(0 0 0 / 50%) } }
        .a { animation:turn 1s linear infinite; background:linear-gradient(red, blue); margin:max(1rem, 2%) }
        .a::before { content:attr(data-of); -webkit-mask-box-image:none; text-underline-offset:.2em }
        /* a comment may say :has() and { nested { rules } } */
    """,
    ".js": """
        structuredClone(a); a.at(-1); a.findLast(f); Object.hasOwn(a, "b"); a.replaceAll("b", "c");
        var half = total / 2 / value; a ??= b; dialog.showModal(); AbortSignal.timeout(9);
        var b = /[0-9]+v/.test(c); // a.toSorted() is too new
        import("./a.js").then(function (module) { module.with = 1; });
    """,
    ".html": '<details data-sen-menu><dialog><template><input type="search"><div hidden inert>',
}


def _without_comments(text: str, ending: str) -> str:
    if ending == ".html":
        return re.sub(r"{% comment %}.*?{% endcomment %}|<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    return re.sub(r"(?<![:\"'\\])//[^\n]*", "", text) if ending == ".js" else text


def too_new(text: str, ending: str) -> list[str]:
    """The features of the text that the oldest browsers do not have."""
    bare = _without_comments(text, ending)
    found = [feature.name for feature in KINDS[ending] if feature.is_in(bare)]
    return [*found, *(f"nesting: {rule}" for rule in _nested_rules(bare))] if ending == ".css" else found


def _nested_rules(css: str) -> list[str]:
    """Selectors of rules that stand inside another rule rather than inside `@media` and its like."""
    found: list[str] = []
    stack: list[str] = []
    start = 0
    for place, letter in enumerate(css):
        if letter == "{":
            head = css[start:place].strip()
            if stack and not stack[-1].startswith("@"):
                found.append(head)
            stack.append(head)
        elif letter == "}":
            stack.pop()
        if letter in "{};":
            start = place + 1
    return found


@pytest.mark.parametrize("ending", KINDS)
def test_the_oldest_browsers_can_read_it(ending: str) -> None:
    paths = list(files(ending, under=SCREENS))
    found = {name_of(path): names for path in paths if (names := too_new(path.read_text(), ending))}
    assert paths
    assert not found


@pytest.mark.parametrize("ending", KINDS)
def test_every_planted_snippet_is_refused(ending: str) -> None:
    for feature in KINDS[ending]:
        assert feature.is_too_new, feature.name
        assert feature.name in too_new(feature.planted, ending), feature.name
    assert not too_new(ALLOWED[ending], ending)


def test_nesting_is_refused() -> None:
    assert too_new(".a { color:red; .b { color:blue } }", ".css") == ["nesting: .b"]
    assert too_new("@media (x) { .a { &:hover { color:red } } }", ".css") == ["nesting: &:hover"]
    assert not too_new("@media (x) { .a { color:red } @supports (y) { .b { top:0 } } }", ".css")
