"""Words of Wagtail's packages that never ask the catalogue, or ask before a language is known."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def translate_fixed_words() -> None:
    """Give the forms of links and pictures their labels, and the chooser of media its message of failure."""
    # Loaded here, because these modules want the models.
    from wagtail.admin.forms import choosers  # noqa: PLC0415
    from wagtail.images.forms import ImageInsertionForm  # noqa: PLC0415
    from wagtailmedia.models import Media  # noqa: PLC0415
    from wagtailmedia.views import chooser  # noqa: PLC0415

    _label(choosers.ExternalLinkChooserForm, link_text=_("Text of the link"))
    _label(choosers.AnchorLinkChooserForm, link_text=_("Text of the link"))
    _label(choosers.PhoneLinkChooserForm, phone_number=_("Phone number"), link_text=_("Text of the link"))
    _label(
        choosers.EmailLinkChooserForm,
        email_address=_("Email address"),
        link_text=_("Text of the link"),
        subject=_("Subject"),
        body=_("Message"),
    )
    _label(
        ImageInsertionForm,
        format=_("Format"),
        image_is_decorative=_("Image is decorative"),
        alt_text=_("Alt text"),
    )
    # Marked for translation there, and missing in every catalogue of the package.
    Media._meta.verbose_name_plural = _("media items")
    chooser.render_modal_workflow = _with_translated_failure(chooser.render_modal_workflow)


def _label(form: type[forms.Form], **labels: Any) -> None:
    for name, label in labels.items():
        form.base_fields[name].label = label


def _with_translated_failure(render: Callable[..., Any]) -> Callable[..., Any]:
    def rendered(*args: Any, json_data: dict[str, Any] | None = None, **more: Any) -> Any:
        if json_data and "error_label" in json_data:
            json_data = {
                **json_data,
                "error_label": gettext("Server Error"),
                "error_message": gettext(
                    "Report this error to your website administrator with the following information:"
                ),
            }
        return render(*args, json_data=json_data, **more)

    return rendered
