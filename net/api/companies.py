"""Companies. Their contacts are those of `GET /contacts?company=`."""

from fastapi import APIRouter

from actors import contacts as around
from actors import records
from actors.contacts import Place
from actors.domain import contacts as domain
from net.api.common import AskingAgent, OfSite, problems
from net.api.contacts import READING, WRITING
from net.api.crm_shapes import (
    PAGE,
    Activities,
    Activity,
    After,
    Companies,
    Company,
    CompanyChange,
    Limit,
    NewCompany,
    changes_of,
    name_place,
    page_of,
    shaped,
    time_place,
)

router = APIRouter(prefix="/api/v1/companies", tags=["companies"])


@router.get("", response_model_exclude_none=True, responses=problems("not_signed_in", "invalid"))
async def list_companies(site: OfSite, who: AskingAgent, after: After = None, limit: Limit = PAGE) -> Companies:
    """By name."""
    found = await records.companies_page(site.house, who, name_place(after), limit + 1)
    rows, more = page_of(found, limit, records.place_of_name)
    return Companies(items=[shaped(Company, row) for row in rows], next=more)


@router.post("", status_code=201, response_model_exclude_none=True, responses=WRITING)
async def add_company(wanted: NewCompany, site: OfSite, who: AskingAgent) -> Company:
    """A new one."""
    new = domain.NewCompany(**wanted.model_dump())
    return shaped(Company, await records.add(records.COMPANIES, site.house, who, new))


@router.get("/{company}", response_model_exclude_none=True, responses=READING)
async def one_company(company: str, site: OfSite, who: AskingAgent) -> Company:
    """One."""
    return shaped(Company, await records.one(records.COMPANIES, site.house, who, company))


@router.patch("/{company}", response_model_exclude_none=True, responses=WRITING)
async def change_company(company: str, wanted: CompanyChange, site: OfSite, who: AskingAgent) -> Company:
    """Change what is given."""
    return shaped(Company, await records.change(records.COMPANIES, site.house, who, company, changes_of(wanted)))


@router.delete("/{company}", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def remove_company(company: str, site: OfSite, who: AskingAgent) -> None:
    """Delete it, with the sales and follow-ups that belong to it alone. Its contacts stay. Admins only."""
    await records.remove(records.COMPANIES, site.house, who, company)


@router.get("/{company}/activities", response_model_exclude_none=True, responses=READING)
async def activities(
    company: str, site: OfSite, who: AskingAgent, after: After = None, limit: Limit = PAGE
) -> Activities:
    """Chats and requests of its people, the newest first, as far as your channels let you read them."""
    place = time_place(after)
    before = Place(*place) if place is not None else None
    found = await around.activities_of_company(site.house, who, company, before, limit + 1)
    rows, more = page_of(found, limit, lambda each: (each.at, each.ref))
    return Activities(items=[shaped(Activity, row) for row in rows], next=more)


@router.post("/{company}/use", status_code=204, responses=problems("not_signed_in", "forbidden", "not_found"))
async def use(company: str, site: OfSite, who: AskingAgent) -> None:
    """Put it at the head of your history."""
    await around.use(site.house, who, "company", company)


@router.put(
    "/{company}/favourite",
    status_code=204,
    responses=problems("not_signed_in", "forbidden", "not_found", "conflict"),
)
async def favour(company: str, site: OfSite, who: AskingAgent) -> None:
    """Among your favourites."""
    await around.favour(site.house, who, "company", company)


@router.delete("/{company}/favourite", status_code=204, responses=problems("not_signed_in", "forbidden"))
async def unfavour(company: str, site: OfSite, who: AskingAgent) -> None:
    """Not among your favourites."""
    await around.unfavour(site.house, who, "company", company)
