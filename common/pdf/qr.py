def qr_svg(text: str) -> bytes:
    raise NotImplementedError
