"""Settings: which source goes first, and that a mistake is named and not swallowed."""

import os
from pathlib import Path

import pytest

from net.settings import CONFIG, PREFIX, SECRETS, Settings, SettingsWrong, is_loopback, load


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    return monkeypatch


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "switchboard.toml"
    path.write_text('port = 7000\norigins = ["https://one.example", "https://two.example:444/"]\n')
    return path


def wrong(config: Path | None = None, **given: object) -> str:
    with pytest.raises(SettingsWrong) as refused:
        load(config, **given)
    return str(refused.value)


def test_without_a_word_a_server_is_for_this_machine_alone() -> None:
    settings = load()
    assert (settings.host, settings.port, settings.data) == ("127.0.0.1", 8080, Path("data"))


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    config: Path, environment: pytest.MonkeyPatch
) -> None:
    assert load(config).port == 7000
    environment.setenv("SWITCHBOARD_PORT", "7001")
    assert load(config).port == 7001
    assert load(config, port=7002).port == 7002
    assert load(config, port=None).port == 7001


def test_the_environment_may_name_the_file(config: Path, environment: pytest.MonkeyPatch) -> None:
    environment.setenv(CONFIG, str(config))
    assert load().origins == ("https://one.example", "https://two.example:444")


def test_in_the_environment_a_list_has_commas(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SWITCHBOARD_PROXIES", "10.0.0.0/8, ::1")
    environment.setenv("SWITCHBOARD_ORIGINS", "https://shop.example,https://www.shop.example")

    settings = load()

    assert [str(network) for network in settings.proxies] == ["10.0.0.0/8", "::1/128"]
    assert settings.limits().trusts("10.1.2.3")
    assert settings.own_origins() == ("https://shop.example", "https://www.shop.example")


def test_an_empty_variable_says_nothing(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SWITCHBOARD_PORT", "")
    assert load().port == 8080


def test_a_wrong_value_is_named_with_what_is_allowed_and_where_it_came_from(
    config: Path, environment: pytest.MonkeyPatch
) -> None:
    environment.setenv("SWITCHBOARD_PORT", "99999")
    assert wrong() == "port: '99999' is wrong; input should be less than or equal to 65535 (from SWITCHBOARD_PORT)"
    assert (
        wrong(port=-1) == "port: -1 is wrong; input should be greater than or equal to 0 (from the command line)"
    )

    environment.delenv("SWITCHBOARD_PORT")
    config.write_text('log_level = "loud"')
    said = wrong(config)
    assert "log_level: 'loud'" in said
    assert "'debug', 'info', 'warning' or 'error'" in said
    assert str(config) in said


def test_every_mistake_is_told_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SWITCHBOARD_PROXIES", "not-a-network")
    environment.setenv("SWITCHBOARD_CONNECTIONS", "0")
    said = wrong()
    assert "connections" in said
    assert "proxies" in said


# Of each setting, as it may stand in a file: what nobody can have meant.
NONSENSE = {
    "host": '""',
    "port": "65536",
    "data": "[1]",
    "public_url": '"example.com"',
    "tls_cert": '"cert.pem"',
    "tls_key": '"key.pem"',
    "proxies": '"10.0.0.0/99"',
    "origins": '"https://shop.example/path"',
    "smtp_host": '""',
    "smtp_port": "0",
    "smtp_security": '"perhaps"',
    "smtp_user": '""',
    "smtp_password": "4711",
    "smtp_from": '"nobody"',
    "check_mail_domains": '"perhaps"',
    "outgoing_allow": '"everything"',
    "connections": "0",
    "address_connections": "0",
    "body_bytes": "1",
    "frame_bytes": "1",
    "hello_seconds": "0",
    "commands_per_second": "-1",
    "commands_burst": "0",
    "address_commands_per_second": "nan",
    "address_commands_burst": "0",
    "agent_commands_per_second": "inf",
    "agent_commands_burst": "0",
    "agent_address_commands_per_second": "-1",
    "agent_address_commands_burst": "0",
    "grace_seconds": "-1",
    "log_level": '"loud"',
    "log_format": '"xml"',
}


def test_there_is_nonsense_for_every_setting() -> None:
    assert NONSENSE.keys() == Settings.model_fields.keys()


def test_every_setting_that_is_a_secret_is_known_as_one() -> None:
    secrets = {name for name, field in Settings.model_fields.items() if "SecretStr" in str(field.annotation)}

    assert secrets == SECRETS


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused_by_the_name_of_its_setting(name: str, config: Path) -> None:
    config.write_text(f"{name} = {NONSENSE[name]}")

    (line,) = wrong(config).splitlines()
    said, _, _ = line.partition(":")

    assert name in said
    assert "4711" not in line  # a password is not shown to whoever stands by


def test_a_key_that_is_no_setting_is_refused_by_name(config: Path) -> None:
    config.write_text("prot = 8080")
    assert wrong(config).startswith("prot: there is no such setting")


@pytest.mark.parametrize("origin", ["example.com", "https://example.com/path", "*", "null", "ftp://example.com"])
def test_an_origin_is_a_scheme_and_a_host(origin: str, environment: pytest.MonkeyPatch) -> None:
    environment.setenv("SWITCHBOARD_PUBLIC_URL", origin)
    assert "https://chat.example.com" in wrong()


def test_a_certificate_needs_its_key() -> None:
    assert "tls_cert and tls_key go together" in wrong(tls_cert="cert.pem")


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    assert "No such file" in wrong(tmp_path / "missing.toml")
    (tmp_path / "bad.toml").write_text("port =")
    assert "not valid TOML" in wrong(tmp_path / "bad.toml")


def test_no_limit_is_zero_per_second() -> None:
    connection, address = load(commands_per_second=0).customer_rates()
    assert connection.per_second == 0
    assert address.per_second > 0


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - is refused
        ("::", False),
    ],
)
def test_loopback_is_known(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected
