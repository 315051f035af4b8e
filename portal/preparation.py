"""What this room makes ready at every start: the guides, where the search finds them."""

from content.domain.search import Page, replace_pages
from content.enums import SearchKind
from operations.domain.preparation import Say, register_preparation
from portal.guides import guide_text, guides

EVERYBODY = 0


def register() -> None:
    register_preparation(order=220, name="guides", act=index_guides)


def index_guides(say: Say) -> None:
    """Anew at each start: a new version of the product may bring new guides."""
    pages = [Page(guide.slug, guide.title, f"{guide.summary}\n{guide_text(guide)}") for guide in guides()]
    replace_pages(SearchKind.GUIDE, EVERYBODY, pages)
