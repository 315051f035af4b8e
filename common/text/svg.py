"""SVG pictures from authors, reduced to shapes, text and paint.

What could run, load or break out is refused, not repaired: such a file is an attack or a mistake.
What only an editor needs (Inkscape's own names, comments, metadata) is dropped.
"""

import re
from typing import Final
from xml.etree import ElementTree

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

MAX_BYTES: Final = 512 * 1024
MAX_DEPTH: Final = 40


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SVG: Final = "http://www.w3.org/2000/svg"
_XLINK: Final = "http://www.w3.org/1999/xlink"
_XML: Final = "http://www.w3.org/XML/1998/namespace"

_ELEMENTS: Final = _words(
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan"
    " linearGradient radialGradient stop clipPath mask pattern marker"
)
_DROPPED: Final = frozenset({"metadata"})
_STYLES: Final = _words(
    "fill fill-opacity fill-rule stroke stroke-width stroke-opacity stroke-linecap"
    " stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset opacity color"
    " display visibility overflow paint-order vector-effect shape-rendering text-rendering"
    " font-family font-size font-weight font-style font-variant font-stretch letter-spacing"
    " word-spacing text-anchor text-decoration dominant-baseline alignment-baseline"
    " baseline-shift line-height white-space clip-path clip-rule mask marker-start marker-mid"
    " marker-end stop-color stop-opacity color-interpolation mix-blend-mode isolation"
)
_ATTRIBUTES: Final = _STYLES | _words(
    "id class lang role aria-label aria-labelledby aria-hidden viewBox preserveAspectRatio version"
    " x y x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy d points width height transform rotate"
    " textLength lengthAdjust pathLength offset gradientUnits gradientTransform spreadMethod"
    " patternUnits patternContentUnits patternTransform clipPathUnits maskUnits maskContentUnits"
    " markerUnits markerWidth markerHeight refX refY orient"
)
_INTERNAL: Final = re.compile(r"#[A-Za-z_][\w.\-]*")
_INTERNAL_URL: Final = re.compile(r"""url\(\s*(["']?)#[A-Za-z_][\w.\-]*\1\s*\)""", re.IGNORECASE)
_LOADS: Final = re.compile(r"url|image|src\(|@import|expression|javascript:|data:|attr\(|\\|/\*|<", re.IGNORECASE)


class UnsafeSvg(ValueError):
    """The SVG holds something that could run, load or break out, or is no SVG at all."""


def clean_svg(data: bytes) -> bytes:
    """The picture written anew (UTF-8) with only listed elements and attributes.

    Raises:
        UnsafeSvg: over 512 kB, not well-formed, with a DTD or entities, nested over 40 deep, or
            with an element, attribute or reference outside the list; the message names it.
    """
    if len(data) > MAX_BYTES:
        raise UnsafeSvg(_("The picture is larger than 512 kB."))
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnsafeSvg(_("The file is not a well-formed SVG picture.")) from error
    if root.tag != f"{{{_SVG}}}svg":
        raise UnsafeSvg(_("The file is not a well-formed SVG picture."))
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    written: bytes = ElementTree.tostring(_clean(root, depth=1), encoding="utf-8", xml_declaration=False)
    return written


def _clean(element: ElementTree.Element, depth: int) -> ElementTree.Element:
    if depth > MAX_DEPTH:
        raise UnsafeSvg(_("The picture is nested too deep."))
    copy = ElementTree.Element(element.tag, _attributes(element))
    copy.text = element.text
    for child in element:
        if _is_kept(child):
            kept = _clean(child, depth + 1)
            kept.tail = child.tail
            copy.append(kept)
    return copy


def _is_kept(element: ElementTree.Element) -> bool:
    """False for what is silently dropped."""
    namespace, name = _split(element.tag)
    if namespace not in {_SVG, ""}:
        if namespace == "http://www.w3.org/1999/xhtml":
            raise _refused(name)
        return False
    if namespace == _SVG and name in _ELEMENTS:
        return True
    if name in _DROPPED:
        return False
    raise _refused(name)


def _attributes(element: ElementTree.Element) -> dict[str, str]:
    kept: dict[str, str] = {}
    for key, value in element.items():
        namespace, name = _split(key)
        if name == "href" and namespace in {"", _XLINK}:
            if not _INTERNAL.fullmatch(value.strip()):
                raise _refused(f'href="{value[:40]}"')
            kept[key] = value.strip()
        elif namespace == _XML and name in {"space", "lang"}:
            kept[key] = value
        elif namespace:
            continue
        elif name == "style":
            kept[key] = _style(value)
        elif name in _ATTRIBUTES:
            kept[key] = _value(name, value)
        elif name.startswith("data-"):
            continue
        else:
            raise _refused(name)
    return kept


def _style(value: str) -> str:
    """The declarations of a style attribute; unknown ``-vendor`` ones are dropped."""
    kept: list[str] = []
    for declaration in filter(str.strip, value.split(";")):
        name, colon, setting = (part.strip() for part in declaration.partition(":"))
        if name.startswith("-"):
            continue
        if not colon or name.lower() not in _STYLES:
            raise _refused(name)
        kept.append(f"{name}:{_value(name, setting)}")
    return ";".join(kept)


def _value(name: str, value: str) -> str:
    if name not in {"id", "class", "aria-label"} and _LOADS.search(_INTERNAL_URL.sub("", value)):
        raise _refused(f'{name}="{value[:40]}"')
    return value


def _split(tag: object) -> tuple[str, str]:
    """``{namespace}name`` in its two parts; a comment or instruction has no text tag."""
    text = tag if isinstance(tag, str) else "{#}comment"
    namespace, brace, name = text.rpartition("}")
    return namespace.removeprefix("{") if brace else "", name


def _refused(what: str) -> UnsafeSvg:
    return UnsafeSvg(_("The picture holds something that is not allowed: %(what)s") % {"what": what})
