class UnsafeSvg(ValueError):
    """The SVG holds something that could run, load or break out."""


def clean_svg(data: bytes) -> bytes:
    raise NotImplementedError
