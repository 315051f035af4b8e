"""QR codes as SVG, for documents and pages."""

from io import BytesIO

import segno


def qr_svg(text: str) -> bytes:
    """An SVG of the QR code of ``text``: black on white, quiet zone of four modules,
    no size of its own (``viewBox`` only).

    Error correction M. The mask is fixed: trying all eight costs five times the time and readers
    accept any (measured: 2 ms instead of 11 ms).
    """
    image = BytesIO()
    segno.make(text, error="m", boost_error=False, mask=2, micro=False).save(
        image,
        kind="svg",
        xmldecl=False,
        omitsize=True,
        border=4,
        light="#fff",
        svgclass=None,
        lineclass=None,
    )
    return image.getvalue()
