"""What has become of a kept form meanwhile. Rooms above know; they register it in `AppConfig.ready`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.urls import Resolver404, resolve

from accounts.models import KeptPost


@dataclass(frozen=True, slots=True)
class KeptNews:
    """`text`: said instead of "nothing has taken effect". `can_be_sent`: sending it still does something."""

    text: str
    can_be_sent: bool = True


Judge = Callable[[KeptPost, Mapping[str, Any]], KeptNews | None]
_judges: dict[str, Judge] = {}


def register_kept_news(judge: Judge, *views: str) -> None:
    """`judge(kept form, arguments of its address)` serves these url names; None: nothing has happened to it."""
    _judges.update(dict.fromkeys(views, judge))


def news_of(kept: KeptPost) -> KeptNews | None:
    try:
        found = resolve(kept.path.partition("?")[0])
        judge = _judges.get(found.view_name)
        return judge(kept, found.kwargs) if judge else None
    except (Resolver404, Http404):
        return None
