"""The interactive pages of the API, from files that came with the program: nothing is fetched from elsewhere."""

from __future__ import annotations

from pathlib import Path

import fastapi_offline
from fastapi import APIRouter
from fastapi.staticfiles import StaticFiles
from starlette.responses import HTMLResponse, Response

FILES = StaticFiles(directory=Path(fastapi_offline.__file__).parent / "static")
FILES_AT = "/docs/files"
PAGE = f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"><title>omu-roster: the calls</title>
<link rel="stylesheet" href="{FILES_AT}/swagger-ui.css">
<link rel="icon" href="{FILES_AT}/favicon.png">
</head>
<body>
<div id="calls"></div>
<script src="{FILES_AT}/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#calls",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
});
"""
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)

router = APIRouter(include_in_schema=False)


@router.get("/docs")
async def docs() -> Response:
    """Show the calls, and let them be tried."""
    return HTMLResponse(PAGE, headers={"Content-Security-Policy": POLICY})


@router.get("/docs/start.js")
async def start() -> Response:
    """Start the page; a file of its own, so that no script in a page need be allowed."""
    return Response(START, media_type="text/javascript")
