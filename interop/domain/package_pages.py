"""Writes the outline of a package as pages: changes what differs, leaves the rest alone."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from wagtail.models import Page

from accounts.models import User
from assessments.models import Quiz
from courses.domain.outlining import is_frozen, move_page, retire_page
from courses.domain.preparation import course_shelf
from courses.models import (
    ActivityPage,
    Course,
    CoursePage,
    DocumentPage,
    LessonPage,
    ModulePage,
    OutsidePage,
    QuizExemption,
    QuizPage,
    SessionPage,
)
from interop.domain.package_forms import bare, stream_of
from interop.formats.course_package import CoursePackage, PackageError, slug_of

_MODELS: Final[dict[str, type[ActivityPage]]] = {
    "lesson": LessonPage,
    "quiz": QuizPage,
    "document": DocumentPage,
    "session": SessionPage,
    "outside": OutsidePage,
}


class PageWriter:
    """One import. `changes` counts the pages made, changed, moved or taken out."""

    def __init__(
        self,
        package: CoursePackage,
        *,
        files: Mapping[str, int],
        questions: Mapping[str, UUID],
        quizzes: Mapping[str, Quiz],
        actor: User | None,
    ) -> None:
        self.changes = 0
        self._package = package
        self._files = files
        self._questions = questions
        self._actor = actor
        known = Course.objects.filter(slug=package.slug).select_related("created_by").first()
        self._owner = known.created_by if known else actor
        self._lessons = {lesson["slug"]: lesson for lesson in package.lessons}
        self._guided = {form["slug"]: form for form in package.course.get("activities", ())}
        self._quizzes = quizzes

    def write(self) -> Course:
        page = self._write_course()
        modules = self._write_modules(page)
        wanted = [
            [self._find_or_add(page, module, entry) for entry in form["activities"]]
            for module, form in zip(modules, self._package.course["modules"], strict=True)
        ]
        for module, activities in zip(modules, wanted, strict=True):
            self._put_in_order(module, activities)
        self._write_requirements([page for row in wanted for page in row])
        self._take_out(page, modules, wanted)
        return Course.objects.get(page=page)

    def _write_course(self) -> CoursePage:
        form = self._package.course
        values = {
            "title": form["title"]["vi"],
            "title_en": form["title"]["en"],
            "summary_vi": form["summary"]["vi"],
            "summary_en": form["summary"]["en"],
            "cover_id": self._files[form["cover"]] if form["cover"] else None,
            "is_sample": form["sample"],
        }
        values |= {name: form[name] for name in ("code", "track", "level", "competences", "legal_basis")}
        values |= {name: form[name] for name in ("minutes", "self_enrolment")}
        values["required_courses"] = form.get("required_courses", [])
        slug = self._package.slug
        page = CoursePage.objects.filter(course__slug=slug).first()
        if page is not None:
            if page.course and page.course.appraised_at:
                values["is_sample"] = page.is_sample
            self._change(page, values)
            return page
        if Course.objects.filter(slug=slug).exists():
            raise PackageError(_("The pages of the course no longer exist."))
        return self._add(course_shelf(), CoursePage(slug=slug, **values))

    def _write_modules(self, page: CoursePage) -> list[ModulePage]:
        """Modules have no name of their own in a package: they are matched by their place."""
        known = list(ModulePage.objects.child_of(page).order_by("path"))
        modules = []
        for number, form in enumerate(self._package.course["modules"], start=1):
            values = {"title": form["title"]["vi"], "title_en": form["title"]["en"]}
            if number <= len(known):
                self._change(known[number - 1], values)
                modules.append(known[number - 1])
            else:
                modules.append(self._add(page, ModulePage(slug=self._free_slug(page, number), **values)))
        return modules

    def _find_or_add(self, course: CoursePage, module: ModulePage, entry: dict[str, Any]) -> Page:
        kind, slug = slug_of(entry)
        model = _MODELS[kind]
        page = model.objects.descendant_of(course).filter(slug=slug).first()
        values = self._values(kind, slug) | ({"title": entry["title"]} if "title" in entry else {})
        if page is None:
            return self._add(module, model(slug=slug, **values))
        self._change(page, values)
        return page

    def _values(self, kind: str, slug: str) -> dict[str, Any]:
        match kind:
            case "quiz":
                return self._quiz_values(slug)
            case "lesson":
                return self._lesson_values(slug)
        form = self._guided[slug]
        values = {"title": form["title"]["vi"], "title_en": form["title"]["en"]}
        values |= {"minutes": form["minutes"], "guidance": form["guidance"]}
        if kind == "document":
            values["document_id"] = self._files[form["file"]]
        return values

    def _write_requirements(self, pages: list[Page]) -> None:
        """Once all pages are there: what comes first is named by keys, which the package does not hold."""
        found: list[Any] = [type(page).objects.get(pk=page.pk) for page in pages]
        keys = {page.slug: str(page.key) for page in found}
        entries = [entry for form in self._package.course["modules"] for entry in form["activities"]]
        for page, entry in zip(found, entries, strict=True):
            self._change(page, {"requires": [keys[slug] for slug in entry.get("requires", ())]})
            if isinstance(page, QuizPage):
                self._write_exemptions(page, entry, {each.slug: each.pk for each in found})

    def _write_exemptions(self, page: QuizPage, entry: dict[str, Any], ids: Mapping[str, int]) -> None:
        """What a pre-test exempts, by lesson and section."""
        draft = QuizPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        wanted = [(ids[row["lesson"]], row["section"]) for row in entry.get("exempts", ())]
        if wanted != [(row.lesson_id, row.section) for row in draft.exemptions.all()]:
            draft.exemptions = [
                QuizExemption(lesson_id=pk, section=section, sort_order=n) for n, (pk, section) in enumerate(wanted)
            ]
            draft.save_revision(user=self._actor)
            self.changes += 1

    def _lesson_values(self, slug: str) -> dict[str, Any]:
        lesson = self._lessons[slug]
        return {
            "title": lesson["title"]["vi"],
            "title_en": lesson["title"]["en"],
            "summary_vi": lesson["summary"]["vi"],
            "summary_en": lesson["summary"]["en"],
            "outcome": lesson["outcome"],
            "minutes": lesson["minutes"],
            "competences": lesson["competences"],
            "body": stream_of(lesson["body"], self._files, self._questions.__getitem__),
        }

    def _quiz_values(self, slug: str) -> dict[str, Any]:
        quiz = self._quizzes[slug]
        return {"title": quiz.title_vi, "quiz_id": quiz.pk}

    def _add(self, parent: Page, page: Any) -> Any:
        page.live = False
        page.owner = self._owner
        body = page.body if isinstance(page, LessonPage) else None
        parent.refresh_from_db()
        parent.add_child(instance=page)
        if body is not None:
            page.body = body
        page.save_revision(user=self._actor)
        self.changes += 1
        return page

    def _change(self, page: Any, values: dict[str, Any]) -> None:
        """Save a revision of the draft if a value differs."""
        draft = page.get_latest_revision_as_object()
        different = {name: value for name, value in values.items() if _value(draft, name) != value}
        if not different:
            return
        for name, value in different.items():
            setattr(draft, name, value)
        draft.save_revision(user=self._actor)
        self.changes += 1

    def _put_in_order(self, module: ModulePage, activities: list[Page]) -> None:
        wanted = [page.pk for page in activities]
        module.refresh_from_db()
        present = [pk for pk in module.get_children().order_by("path").values_list("pk", flat=True) if pk in wanted]
        if present == wanted:
            return
        for pk in wanted:
            module.refresh_from_db()
            move_page(Page.objects.get(pk=pk), module, "last-child", self._actor)
        self.changes += 1

    def _take_out(self, course: CoursePage, modules: list[ModulePage], wanted: list[list[Page]]) -> None:
        """What the package does not have leaves the draft; what an edition shows is kept out of sight."""
        kept = {course.pk, *(module.pk for module in modules), *(page.pk for row in wanted for page in row)}
        leftover = Page.objects.descendant_of(course).exclude(pk__in=kept).order_by("-depth")
        for pk in list(leftover.values_list("pk", flat=True)):
            page = Page.objects.get(pk=pk)
            if is_frozen(page):
                retire_page(page, self._actor)
            else:
                page.delete(user=self._actor)
            self.changes += 1

    def _free_slug(self, page: CoursePage, number: int) -> str:
        taken = set(Page.objects.child_of(page).values_list("slug", flat=True))
        slug = f"phan-{number}"
        while slug in taken:
            slug += "-1"
        return slug


def _value(draft: Any, name: str) -> Any:
    value = getattr(draft, name)
    return bare(value.get_prep_value()) if name == "body" else value
