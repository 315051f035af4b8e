"""Settings of sign-in services that cannot be right are refused before anything starts, in words."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from operations.domain.safety import configuration_refusal

pytestmark = pytest.mark.no_database

DIRECTORY = {"SEN_LDAP_URL": "ldaps://mail.coquan.vn", "SEN_LDAP_BASE": "dc=coquan,dc=vn"}
SERVICE = {
    "SEN_OIDC_URL": "https://sso.coquan.vn",
    "SEN_OIDC_CLAIM": "employee_id",
    "SEN_OIDC_CLIENT_ID": "sen",
}


def refused(settings: Settings, **values: Any) -> str:
    for name, value in values.items():
        setattr(settings, name, value)
    refusal = configuration_refusal()
    return refusal.english + refusal.vietnamese if refusal else ""


def test_what_is_right_starts(settings: Settings, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("")
    assert not refused(settings)
    assert not refused(settings, **DIRECTORY, **SERVICE, SEN_LDAP_CA=str(authority))
    assert not refused(settings, SEN_OIDC_URL="http://127.0.0.1:9000", SEN_OIDC_INSECURE=True)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"SEN_LDAP_URL": "http://mail.coquan.vn"}, "SEN_LDAP_URL"),
        ({"SEN_LDAP_BASE": ""}, "SEN_LDAP_BASE"),
        ({"SEN_LDAP_FILTER": "(uid=admin)"}, "SEN_LDAP_FILTER"),
        ({"SEN_LDAP_CA": "/khong/co/ca.pem"}, "SEN_LDAP_CA"),
        ({"SEN_OIDC_URL": "http://sso.coquan.vn"}, "SEN_OIDC_URL"),
        ({"SEN_OIDC_CLAIM": ""}, "SEN_OIDC_CLAIM"),
        ({"SEN_OIDC_CLIENT_ID": ""}, "SEN_OIDC_CLIENT_ID"),
    ],
)
def test_what_cannot_be_right_is_named(settings: Settings, change: dict[str, Any], named: str) -> None:
    said = refused(settings, **DIRECTORY | SERVICE | change)
    assert said.count(named) == 2 and "docs/how-to/sign-in.md" in said


def test_a_directory_needs_its_package(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("operations.domain.safety.find_spec", lambda _name: None)
    assert "requirements/ldap.txt" in refused(settings, **DIRECTORY)
