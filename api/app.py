"""Puts the service together: the calls, what stands round them, and the work behind them."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI

from api.http.faults import handle
from api.http.surroundings import Surroundings
from api.openapi import described
from api.routes import answers, files, operating, pages, publishing, questions, rosters, running, subject
from api.service import Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from concurrent.futures import Executor

    from starlette.types import ASGIApp

    from api.settings import Settings


def make_app(settings: Settings, *, open_here: bool = False, executor: Executor | None = None) -> ASGIApp:
    """Make the whole service. `open_here`: it listens only on this computer, so callers need no key until one is made.

    Raises DatabaseUnusableError, and other OmuRosterErrors for settings that do not fit together.
    """
    service = Service(settings, open_here=open_here, executor=executor)

    @asynccontextmanager
    async def running_service(_: FastAPI) -> AsyncIterator[None]:
        service.start(asyncio.get_running_loop())
        yield
        await asyncio.to_thread(service.stop)

    app = bare_app()
    app.router.lifespan_context = running_service
    app.state.service = service
    return Surroundings(app, service.metrics)


def bare_app() -> FastAPI:
    """Make the calls alone, without anything behind them: enough to describe them."""
    app = FastAPI(
        title="omu-roster", docs_url=None, redoc_url=None, openapi_url="/openapi.json", redirect_slashes=False
    )
    for module in (files, rosters, answers, running, publishing, questions, operating, subject, pages):
        app.include_router(module.router)
    app.mount(pages.FILES_AT, pages.FILES)
    handle(app)
    app.openapi = lambda: described(app)  # type: ignore[method-assign]  # as the framework has it done
    return app
