"""The certificates a person holds."""

from django.utils.translation import gettext as _

from accounts.models import User
from certificates.models import Certificate
from operations.domain.own_trail import register_own_trail
from operations.domain.personal_data import Cell, Section, register_personal_data


def certificates(person: User, most: int | None) -> Section:
    held = Certificate.objects.filter(cadre=person).select_related("revocation")[:most]
    rows: list[tuple[Cell, ...]] = [
        (
            certificate.number,
            certificate.course_title,
            certificate.holder_name,
            certificate.committee_name,
            certificate.completed_on,
            certificate.issued_at,
            _("Revoked") if hasattr(certificate, "revocation") else _("Issued"),
        )
        for certificate in held
    ]
    columns = (
        ("number", _("Number")), ("course", _("Course")), ("holder", _("Name on it")), ("unit", _("Unit on it")),
        ("completed_on", _("Completed on")), ("issued_at", _("Issued")), ("state", _("Status")),
    )  # fmt: skip
    return Section(_("Certificates"), columns, rows)


def register() -> None:
    register_personal_data(50, "certificates", certificates)
    register_own_trail(
        "certificates.certificate",
        lambda person: Certificate.objects.filter(cadre=person).values_list("pk", flat=True),
    )
