"""Search over courses, one's own lessons and the guides."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.domain.requests import SignedInRequest
from content.domain.search import Hit, search, words_of
from content.enums import SearchKind
from content.models import SearchEntry
from courses.domain.queries.catalogue import catalogue_for
from courses.enums import ActivityKind
from courses.models import Edition, EditionActivity
from learning.domain.queries.my_courses import own_courses, served_editions
from portal.guides import guides_of_others

PER_PAGE = 20
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A row of the results; `place` says where the page belongs."""

    url: str
    kind: str
    place: str
    title: SafeString
    text: SafeString


@login_required
@require_safe
def search_page(request: SignedInRequest) -> HttpResponse:
    asked = request.GET.get("q", "")[:MOST_CHARACTERS].strip()
    guides = SearchEntry.objects.filter(kind=SearchKind.GUIDE)
    # One learns with courses and lessons; guides say how, those about the roles of others are for the curious.
    later = [guides]
    if of_others := guides_of_others(request.user):
        later.append(guides.filter(key__in=of_others))
    results = search(words_of(asked), _to_be_found_by(request), later)
    page = Paginator(results, PER_PAGE).get_page(request.GET.get("page"))
    context = {"asked": asked, "page_obj": page, "total": page.paginator.count, "found": _rows(list(page.object_list))}
    return render(request, "portal/search.html", context)


def _to_be_found_by(request: SignedInRequest) -> QuerySet[SearchEntry]:
    """Courses on offer and one's own, lessons of the editions one is served, the guides."""
    person = request.user
    offered = _courses_in(get_language())
    return SearchEntry.objects.filter(
        (offered & Q(scope__in=catalogue_for(person).order_by().values("pk")))
        | (offered & Q(scope__in=own_courses(person.pk)))
        | Q(kind=SearchKind.LESSON, scope__in=served_editions(person.pk))
        | Q(kind=SearchKind.GUIDE)
    )


def _courses_in(language: str | None) -> Q:
    """Each course once: in English where it has words there, else in Vietnamese."""
    if language == "vi":
        return Q(kind=SearchKind.COURSE)
    in_english = SearchEntry.objects.filter(kind=SearchKind.COURSE_EN)
    return Q(kind=SearchKind.COURSE_EN) | (Q(kind=SearchKind.COURSE) & ~Q(scope__in=in_english.values("scope")))


def _rows(hits: list[Hit]) -> list[Found]:
    """A lesson has its title in the language of the screen; in English its words are marked in the text alone."""
    editions = Edition.objects.select_related("course").in_bulk(
        [hit.scope for hit in hits if hit.kind == SearchKind.LESSON]
    )
    english = _english_titles(editions) if get_language() == "en" else {}
    return [
        Found(
            _address(hit, editions),
            str(SearchKind(hit.kind).label),
            editions[hit.scope].course.title if hit.kind == SearchKind.LESSON else "",
            english.get((hit.scope, hit.key)) or hit.title.html,
            hit.text.html,
        )
        for hit in hits
    ]


def _english_titles(editions: Iterable[int]) -> dict[tuple[int, str], SafeString]:
    """By edition and address, of the lessons that have one."""
    lessons = EditionActivity.objects.filter(edition__in=list(editions), kind=ActivityKind.LESSON).exclude(title_en="")
    return {
        (edition, slug): conditional_escape(title)
        for edition, slug, title in lessons.values_list("edition_id", "slug", "title_en")
    }


def _address(hit: Hit, editions: dict[int, Edition]) -> str:
    if hit.kind == SearchKind.LESSON:
        return reverse("activity", args=[editions[hit.scope].course.slug, hit.key])
    return reverse("guide" if hit.kind == SearchKind.GUIDE else "course", args=[hit.key])
