"""The certificate as a PDF: A4 landscape, made once and kept."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from certificates.models import Certificate
from common.pdf.qr import qr_svg
from common.pdf.typesetting import render_pdf
from common.text.formats import long_date

TEMPLATE = Path(__file__).resolve().parent.parent / "typst" / "certificate.typ"


def verification_url(certificate: Certificate) -> str:
    """The public address in the QR code, built from the configured site, never from a request."""
    return settings.SITE_URL + reverse("verify_certificate", args=[certificate.code])


def render_certificate(certificate: Certificate) -> bytes:
    """The PDF of a certificate: the same row always gives the same bytes."""
    url = verification_url(certificate)
    return render_pdf(
        TEMPLATE,
        {
            "site": settings.SITE_NAME,
            "holder": certificate.holder_name,
            "committee": certificate.committee_name,
            "course": certificate.course_title,
            "completed": long_date(certificate.completed_on),
            "issued": long_date(timezone.localtime(certificate.issued_at).date()),
            "number": certificate.number,
            "code": certificate.code,
            "url": url,
            "qr": qr_svg(url).decode(),
            "sample": certificate.is_demo,
        },
        standard="a-2b",
        created=certificate.issued_at,
    )


def store_file(certificate: Certificate) -> Certificate:
    """Render and keep the file, once. Who comes second keeps the first one's file."""
    if certificate.rendered_at:
        return certificate
    data = render_certificate(certificate)
    name = certificate.file.storage.save(
        f"certificates/{certificate.issued_at.year}/{certificate.number}-{certificate.code[:8]}.pdf", ContentFile(data)
    )
    stored = Certificate.objects.filter(
        pk=certificate.pk, cadre_id=certificate.cadre_id, rendered_at__isnull=True
    ).update(file=name, sha256=hashlib.sha256(data).hexdigest(), rendered_at=timezone.now())
    if not stored:
        certificate.file.storage.delete(name)
    certificate.refresh_from_db()
    return certificate
