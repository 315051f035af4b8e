"""The bank and the quizzes in Wagtail's admin, for those whose work they are."""

from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from assessments.views import (
    bank,
    categories,
    contests,
    corrections,
    marking,
    pictures,
    questions,
    quizzes,
    statistics,
)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    question, category = "ngan-hang/cau-hoi/<uuid:uuid>/", "ngan-hang/nhom/<int:category_id>/"
    return [
        path("ngan-hang/", bank.question_list, name="assessments_questions"),
        path("ngan-hang/nhieu-cau/", bank.bulk, name="assessments_bulk"),
        path("ngan-hang/nhieu-cau/<uuid:uuid>/", bank.bulk_outcome, name="assessments_bulk_outcome"),
        path("ngan-hang/trung-lap/", bank.duplicates, name="assessments_duplicates"),
        path("ngan-hang/them/", bank.choose_type, name="assessments_choose_type"),
        path("ngan-hang/them/<slug:kind>/", questions.add_question, name="assessments_add_question"),
        path("ngan-hang/hinh/<int:image_id>/", pictures.library_picture, name="assessments_library_picture"),
        path("ngan-hang/nhom/them/", categories.add_category, name="assessments_add_category"),
        path(category, categories.edit_category, name="assessments_edit_category"),
        path(f"{category}ban-giao/", categories.hand_over_category, name="assessments_hand_over_category"),
        path(f"{category}bo/", categories.drop_category, name="assessments_drop_category"),
        path(question, questions.edit_question, name="assessments_edit_question"),
        path(f"{question}thong-ke/", statistics.question_statistics, name="assessments_statistics"),
        path(f"{question}xem-thu/", questions.preview_question, name="assessments_preview_question"),
        path(f"{question}lich-su/", questions.question_history, name="assessments_question_history"),
        path(f"{question}trang-thai/", questions.change_state, name="assessments_change_state"),
        path(f"{question}dinh-chinh/<int:number>/", corrections.correct_question, name="assessments_correct_question"),
        path("phuc-khao/", contests.contests, name="assessments_contests"),
        path("phuc-khao/<uuid:uuid>/", contests.contest, name="assessments_contest"),
        path("phuc-khao/<uuid:uuid>/cham-lai/", contests.contest_marking, name="assessments_contest_marking"),
        path("dinh-chinh/", corrections.corrections, name="assessments_corrections"),
        path("dinh-chinh/<uuid:uuid>/", corrections.correction, name="assessments_correction"),
        path("bai-kiem-tra/", quizzes.quiz_list, name="assessments_quizzes"),
        path("bai-kiem-tra/them/", quizzes.add_quiz, name="assessments_add_quiz"),
        path("bai-kiem-tra/<uuid:uuid>/", quizzes.edit_quiz, name="assessments_edit_quiz"),
        path("bai-kiem-tra/<uuid:uuid>/lam-thu/", quizzes.try_out, name="assessments_try_quiz"),
        path("cham-bai/", marking.desk, name="assessments_marking"),
        path("cham-bai/<uuid:uuid>/", marking.mark, name="assessments_mark"),
    ]


@hooks.register("insert_global_admin_css")
def bank_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("lms/css/bank.css"))


@hooks.register("register_admin_menu_item")
def bank_menu_item() -> MenuItem:
    return MenuItem(_("Question bank"), reverse("assessments_questions"), name="questions", icon_name="help", order=60)


@hooks.register("register_admin_menu_item")
def quizzes_menu_item() -> MenuItem:
    return MenuItem(_("Quizzes"), reverse("assessments_quizzes"), name="quizzes", icon_name="tasks", order=70)


@hooks.register("register_admin_menu_item")
def marking_menu_item() -> MenuItem:
    return MenuItem(_("Marking"), reverse("assessments_marking"), name="marking", icon_name="edit", order=80)


@hooks.register("register_admin_menu_item")
def contests_menu_item() -> MenuItem:
    return MenuItem(
        _("Contests and corrections"), reverse("assessments_contests"), name="contests", icon_name="comment", order=85
    )
