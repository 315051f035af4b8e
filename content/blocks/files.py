"""How a block learns the address of a file it shows."""

from typing import Any

from django.db.models.fields.files import FieldFile


def file_link(file: FieldFile | None, context: dict[str, Any]) -> str:
    """Address of the file, asked of the `asset_url` in the rendering context; empty for no file.

    Outside `render_body` nothing offers addresses, so that no draft file is ever linked by accident.
    """
    asset_url = context.get("asset_url")
    return asset_url(file) if file and asset_url is not None else ""
