"""What must stand before anyone can write: the shelf of courses and the groups of authors. Safe to repeat."""

from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page, Site

from committees.enums import AUTHOR_GROUPS, Role
from courses.domain.booklets import request_missing_booklets
from courses.domain.searching import index_missing_editions
from courses.models import CourseIndexPage
from operations.domain.preparation import Say, register_preparation

SHELF_TITLE: Final = "Khóa học"
# Wagtail calls both of its roots “Root”, and authors read that where they choose a page or a collection.
ROOT_TITLE: Final = "Các trang"
ROOT_COLLECTION: Final = "Học liệu chung"
STORE_TITLE: Final = "Lưu trữ"
STORE_SLUG: Final = "luu-tru"
_PAGE_PERMISSIONS: Final = {
    Role.TRAINER: ("add_page",),
    Role.PUBLISHER: ("add_page", "change_page", "publish_page"),
}
_FILE_PERMISSIONS: Final = {
    Role.TRAINER: ("add", "choose"),
    Role.PUBLISHER: ("add", "change", "choose"),
}
_FILE_MODELS: Final = (("wagtailimages", "image"), ("wagtaildocs", "document"), ("wagtailmedia", "media"))


def register() -> None:
    register_preparation(order=110, name="courses", act=_prepare)
    register_preparation(order=210, name="made from editions", act=_prepare_made)


def _prepare(say: Say) -> None:
    prepare_authoring()


def _prepare_made(say: Say) -> None:
    request_missing_booklets()
    index_missing_editions()


@transaction.atomic
def prepare_authoring() -> None:
    """Make the shelf, the store, the collection and the groups; what is there stays."""
    shelf = _prepare_tree()
    collection = _prepare_collection()
    for role in (Role.TRAINER, Role.PUBLISHER):
        group, _created = Group.objects.get_or_create(name=AUTHOR_GROUPS[role])
        _permit(group, role, shelf, collection)


def course_shelf() -> CourseIndexPage:
    """The page under which courses stand.

    Raises:
        CourseIndexPage.DoesNotExist: the preparation has not run.
    """
    return CourseIndexPage.objects.get()


def course_collection() -> Collection:
    """Where the files of courses are kept in Wagtail."""
    return Collection.objects.get(name=SHELF_TITLE, depth=2)


def retired_pages() -> Page:
    """The page that keeps what was taken out of a course but stands in one of its editions."""
    return Page.objects.get(depth=2, slug=STORE_SLUG)


def _prepare_tree() -> CourseIndexPage:
    Page.objects.filter(depth=1).update(title=ROOT_TITLE, draft_title=ROOT_TITLE)
    root = Page.get_first_root_node()
    shelf = CourseIndexPage.objects.first()
    if shelf is None:
        shelf = CourseIndexPage(title=SHELF_TITLE, slug="khoa-hoc")
        root.add_child(instance=shelf)
        root.refresh_from_db()
    if not Page.objects.filter(depth=2, slug=STORE_SLUG).exists():
        root.add_child(instance=Page(title=STORE_TITLE, slug=STORE_SLUG, live=False))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"root_page": shelf, "hostname": "localhost", "site_name": SHELF_TITLE}
    )
    # The page that Wagtail brings along.
    for page in Page.objects.filter(depth=2, slug="home", content_type__app_label="wagtailcore"):
        page.delete()
    return shelf


def _prepare_collection() -> Collection:
    Collection.objects.filter(depth=1).update(name=ROOT_COLLECTION)
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=SHELF_TITLE).first()
    return found or root.add_child(name=SHELF_TITLE)


def _permit(group: Group, role: Role, shelf: CourseIndexPage, collection: Collection) -> None:
    group.permissions.add(_permission("wagtailadmin", "access_admin"))
    for codename in _PAGE_PERMISSIONS[role]:
        GroupPagePermission.objects.get_or_create(
            group=group, page=shelf.page_ptr, permission=_permission("wagtailcore", codename)
        )
    for app, model in _FILE_MODELS:
        for act in _FILE_PERMISSIONS[role]:
            permission = Permission.objects.filter(content_type__app_label=app, codename=f"{act}_{model}").first()
            # Not every kind of file knows every act: wagtailmedia has no right to choose.
            if permission is not None:
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )


def _permission(app: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=app, codename=codename)
