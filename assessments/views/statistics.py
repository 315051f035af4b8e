"""What the answers of learners say about a question, for those who may see its key."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.domain.item_statistics import counts_of, request_statistics
from assessments.rules import questions_seen_by
from assessments.views.author import author_of
from operations.domain.refusals import get_or_refuse


@require_http_methods(["GET", "HEAD", "POST"])
def question_statistics(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The figures of the last count; a POST asks for a new one, which a job does."""
    author = author_of(request)
    question = get_or_refuse(questions_seen_by(author), uuid=uuid)
    if request.method == "POST":
        title = _("Statistics of question %(code)s") % {"code": question.code}
        job = request_statistics(question=question, title=title, actor=author)
        if job is None:
            messages.warning(request, _("No edition of a quiz draws this question yet."))
        else:
            messages.success(request, _("The answers are being counted. Reload this page in a moment."))
        return redirect("assessments_statistics", uuid)
    return render(request, "assessments/bank/statistics.html", {"question": question, "counts": counts_of(question)})
