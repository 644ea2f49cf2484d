"""Describes the calls for other programs: the file from which clients are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.openapi.utils import get_openapi

if TYPE_CHECKING:
    from fastapi import FastAPI


def described(app: FastAPI) -> dict[str, Any]:
    """Give the description of every call (OpenAPI 3.1), made once."""
    if not app.openapi_schema:
        app.openapi_schema = get_openapi(title=app.title, version="1", routes=app.routes)
    return app.openapi_schema
