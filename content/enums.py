"""Fixed choices of this room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchKind(models.TextChoices):
    COURSE = "course", _("Course")
    # The same course as readers of English are offered it: nobody is shown words of the other language.
    COURSE_EN = "course_en", _("Course")
    LESSON = "lesson", _("Lesson")
    GUIDE = "guide", _("Guide")
