"""The picture on which the regions of a question are drawn, while it is still only one of the library."""

from django.http import HttpRequest
from django.http.response import HttpResponseRedirect
from django.shortcuts import redirect
from django.views.decorators.http import require_safe
from wagtail.images.permissions import permission_policy

from assessments.views.author import author_of
from operations.domain.refusals import get_or_refuse


@require_safe
def library_picture(request: HttpRequest, image_id: int) -> HttpResponseRedirect:
    """Leads to the file as learners would see it, for who may choose the picture; the chooser shows a thumbnail."""
    author = author_of(request)
    pictures = permission_policy.instances_user_has_any_permission_for(author, ["choose"])
    return redirect(get_or_refuse(pictures, pk=image_id).file.url)
