"""How the choices of a form are written."""

from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst


class FormRenderer(DjangoTemplates):
    """A choice begins with a capital letter, while the same word stands small in the midst of a sentence.

    Only words of the program, which are translated late: codes and names that people typed stay as they wrote them.
    """

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        for _group, options, _index in context.get("widget", {}).get("optgroups", ()):
            for option in options:
                if isinstance(option["label"], Promise):
                    option["label"] = capfirst(str(option["label"]))
        return super().render(template_name, context, request)
