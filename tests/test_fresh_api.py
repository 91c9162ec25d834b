"""web/console/api.ts says what the routes of net/api say, and a change of one without the other is noticed."""

import json
import re

from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from net.http import NOUNS
from web import api_types


def test_the_typescript_of_the_api_is_the_one_that_the_routes_give() -> None:
    assert api_types.TARGET.read_text(encoding="utf-8") == api_types.api()


def test_what_is_null_is_left_out_of_every_answer() -> None:
    """So that a field of an answer is there or is not, and never a third thing."""
    routes = [
        route for noun in NOUNS for route in noun.routes if isinstance(route, APIRoute) and route.response_model
    ]
    assert len(routes) > 20
    nulls = [route for route in routes if '"null"' in json.dumps(TypeAdapter(route.response_model).json_schema())]
    assert [route.path for route in nulls if not route.response_model_exclude_none] == []


def test_every_route_that_answers_with_json_or_nothing_can_be_called_by_its_name() -> None:
    named = set(re.findall(r'^  readonly "([A-Z]+ [^"]+)":', api_types.api(), re.MULTILINE))
    assert {"GET /api/v1/requests", "PATCH /api/v1/requests/{number}", "DELETE /api/v1/session"} <= named
    assert "GET /files/{file}" not in named


def test_what_is_sent_may_be_left_out_where_it_has_a_default_and_null_says_something() -> None:
    assert "readonly owner?: string | null;" in interface("RequestChange")
    assert "readonly text: string;" in interface("NewEntry")


def test_what_comes_back_is_there_unless_it_is_null() -> None:
    entry = interface("Entry")
    assert "readonly changes: readonly Change[];" in entry
    assert "readonly text?: string;" in entry


def interface(name: str) -> str:
    found = re.search(rf"^export interface {name} \{{\n.*?^\}}", api_types.api(), re.MULTILINE | re.DOTALL)
    assert found is not None
    return found.group()
