"""The API answers what its OpenAPI description promises, whatever it is asked."""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from rest_framework.authtoken.models import Token
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from config.wsgi import application

DOCUMENTED_BY_PROTOCOL = {
    400,
    401,
    403,
    404,
    405,
    413,
    415,
}  # refusals every address has; not repeated for each


@pytest.fixture
def schema(db):
    """Asked through WSGI within the transaction of the test: its connection outlives the requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield _schema()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _schema():
    return schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)


def operations(schema):
    return [found.ok() for found in schema.get_all_operations()]


def test_the_description_is_complete_and_draws_no_warning(capsys, db):
    from django.core.management import call_command

    call_command("spectacular", "--validate", "--fail-on-warn", "--format", "openapi-json")
    assert '"/api/v1/facts/"' in capsys.readouterr().out


def test_every_list_is_described(schema):
    described = sorted(f"{operation.method.upper()} {operation.path}" for operation in operations(schema))
    names = [
        "events",
        "facts",
        "indicators",
        "measures",
        "metrics",
        "recommendations",
        "schools",
        "submissions",
    ]
    names += ["targets", "values"]
    assert described == sorted(["POST /api/v1/facts/", *(f"GET /api/v1/{name}/" for name in names)])


def test_whatever_is_asked_the_answer_is_as_described(schema, officer, api_world):
    token = Token.objects.create(user=officer)
    headers = {"Authorization": f"Token {token.key}"}
    for operation in operations(schema):

        @settings(
            max_examples=6, deadline=None, database=None, derandomize=True, phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @_given(operation)
        def ask(case):
            response = case.call(headers=headers)
            assert response.status_code < 500, response.text
            if response.status_code not in DOCUMENTED_BY_PROTOCOL:
                case.validate_response(
                    response,
                    checks=[not_a_server_error, status_code_conformance, response_schema_conformance],
                )

        ask()


def _given(operation):
    from hypothesis import given

    return given(case=operation.as_strategy())
