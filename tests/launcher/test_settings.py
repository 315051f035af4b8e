"""Settings from the environment: refusals, defaults and the address printed."""

import pytest
from launcher.messages import USAGE, LaunchError
from launcher.settings import ROOT, is_loopback, read_settings

pytestmark = pytest.mark.no_database

EVERYWHERE = "0.0.0.0"  # noqa: S104 (what is refused here)


def test_defaults_bind_to_loopback_only() -> None:
    settings = read_settings({})

    assert (settings.host, settings.port, settings.demo) == ("127.0.0.1", 8000, "office")
    assert settings.data == ROOT / "var"
    assert settings.address == "http://127.0.0.1:8000/"


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.10", "sen.example"])
def test_other_hosts_are_refused_while_there_is_a_demonstration(host: str) -> None:
    with pytest.raises(LaunchError, match="SEN_DEMO=0") as refusal:
        read_settings({"SEN_HOST": host})

    assert refusal.value.code == USAGE
    assert "tài khoản minh họa" in refusal.value.vietnamese
    assert read_settings({"SEN_HOST": host, "SEN_DEMO": "0"}).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_loopback_hosts(host: str) -> None:
    assert is_loopback(host)
    assert read_settings({"SEN_HOST": host}).host == host


@pytest.mark.parametrize(
    ("host", "address"),
    [
        (EVERYWHERE, "http://127.0.0.1:81/"),
        ("::", "http://[::1]:81/"),
        ("localhost", "http://127.0.0.1:81/"),
        ("10.1.2.3", "http://10.1.2.3:81/"),
    ],
)
def test_the_address_can_be_opened_on_this_machine(host: str, address: str) -> None:
    assert read_settings({"SEN_HOST": host, "PORT": "81", "SEN_DEMO": "0"}).address == address


@pytest.mark.parametrize(
    ("name", "value"),
    [("PORT", "x"), ("PORT", "0"), ("PORT", "65536"), ("PORT", "²"), ("SEN_WEB_WORKERS", "-1")],
)
def test_numbers_are_checked(name: str, value: str) -> None:
    with pytest.raises(LaunchError, match=name):
        read_settings({name: value})


def test_an_unknown_demonstration_is_refused() -> None:
    with pytest.raises(LaunchError, match="office"):
        read_settings({"SEN_DEMO": "village"})


def test_temporary_files_stay_in_the_data_folder() -> None:
    settings = read_settings({"SEN_DATA": "/srv/sen"})

    child = settings.child_environment({"PATH": "/bin", "SEN_DATA": "elsewhere"})

    assert child["TMPDIR"] == "/srv/sen/tmp"
    assert child["SEN_DATA"] == "/srv/sen"
    assert child["PATH"] == "/bin"


@pytest.mark.parametrize(
    ("allowed", "name"),
    [("", "127.0.0.1"), ("sen.example, 10.1.2.3", "sen.example"), (".example", "example"), ("*", "127.0.0.1")],
)
def test_the_health_check_uses_a_name_that_sen_answers_to(allowed: str, name: str) -> None:
    assert read_settings({"SEN_ALLOWED_HOSTS": allowed}).known_as == name
