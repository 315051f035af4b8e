from pathlib import Path
from typing import Any, Literal


def render_pdf(
    template: Path, data: dict[str, Any], *, standard: Literal["a-2b", "ua-1"] | None = None
) -> bytes:
    raise NotImplementedError
