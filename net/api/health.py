"""For whoever watches over the process: is it alive, and should it get visitors."""

from typing import Final

import trio
from fastapi import APIRouter
from fastapi.responses import JSONResponse

from net.api.common import OfSite
from store.database import StoreError
from store.queries import meta

# Seconds for a read that takes a millisecond; load balancers give up after two or more.
STORE_TIMEOUT: Final = 2

router = APIRouter(include_in_schema=False)


@router.api_route("/healthz", methods=["GET", "HEAD"])
async def alive() -> dict[str, str]:
    """The loop turns."""
    return {"status": "ok"}


@router.api_route("/readyz", methods=["GET", "HEAD"])
async def ready(site: OfSite) -> JSONResponse:
    """Not draining, and the store answers."""
    if site.draining():
        return JSONResponse({"status": "draining"}, 503)
    try:
        with trio.fail_after(STORE_TIMEOUT):
            await site.house.store.read(meta.value_of, "schema")
    except (StoreError, trio.TooSlowError):
        return JSONResponse({"status": "the store does not answer"}, 503)
    return JSONResponse({"status": "ok"})
