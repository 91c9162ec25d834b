"""Every setting of a server: its name, its default, what is allowed, and where it may come from.

The command line goes before the environment (`SWITCHBOARD_PORT`), that before a TOML file (`port = 8080`), and
that before the defaults below. A wrong value stops the start with its name, what is wrong with it and where it
came from; a key that the file has and we do not is refused by name, since it is a slip of the pen that would else
be silent.
"""

import os
import tomllib
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address
from pathlib import Path
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BeforeValidator, EmailStr, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from net.h1 import Limits
from net.mail import Security, Smtp
from net.origins import origin_of
from net.rates import Rate
from net.ws import MESSAGE_BYTES

PREFIX: Final = "SWITCHBOARD_"
# Names the TOML file where the command line does not.
CONFIG: Final = f"{PREFIX}CONFIG"
# Settings that are not shown, not even where they are wrong.
SECRETS: Final = frozenset({"smtp_password"})


class SettingsWrong(Exception):  # noqa: N818 - says what is wrong
    """One line for each setting that is wrong."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))


def _listed(value: object) -> object:
    """In the environment a list is written with commas."""
    return [each.strip() for each in value.split(",") if each.strip()] if isinstance(value, str) else value


def _origin(value: object) -> str:
    origin = origin_of(value.removesuffix("/")) if isinstance(value, str) else None
    if origin is None:
        raise ValueError("write scheme and host, such as https://chat.example.com")
    return origin


Origin = Annotated[str, BeforeValidator(_origin)]
List = (NoDecode, BeforeValidator(_listed))
PerSecond = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Burst = Annotated[int, Field(ge=1, le=10**9)]
Count = Annotated[int, Field(ge=1, le=10**6)]


class Settings(BaseSettings):
    """What one server is told. `load` makes it; a test may call it with the values it wants."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True)

    # The address to listen on, and the port; 0 takes a free one.
    host: Annotated[str, Field(min_length=1)] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    # The folder of the database, the uploads and the admin socket.
    data: Path = Path("data")
    # How browsers reach this server, where that is not what they ask for (a proxy that rewrites Host).
    public_url: Origin | None = None
    # A certificate chain and its key in PEM: both or none.
    tls_cert: Path | None = None
    tls_key: Path | None = None
    # Reverse proxies whose X-Forwarded-For and X-Forwarded-Proto are believed: addresses or networks.
    proxies: Annotated[tuple[IPv4Network | IPv6Network, ...], *List] = ()
    # More origins whose pages may use this server with its cookie.
    origins: Annotated[tuple[Origin, ...], *List] = ()

    # Where mail goes out; without a host letters wait in the outbox. `smtp_from` is the address they are from.
    smtp_host: Annotated[str, Field(min_length=1)] | None = None
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Security = "starttls"
    smtp_user: Annotated[str, Field(min_length=1)] | None = None
    smtp_password: SecretStr | None = None
    smtp_from: EmailStr | None = None
    # Whether the domain of a customer's e-mail address is looked up; without it, or without DNS, only how the
    # address is written is looked at.
    check_mail_domains: bool = True
    # Inner networks that webhooks and bots may be in; else only public addresses are asked.
    outgoing_allow: Annotated[tuple[IPv4Network | IPv6Network, ...], *List] = ()

    # Open at once, in all and from one address (a proxy's clients count by their own).
    connections: Count = Limits().connections
    address_connections: Count = Limits().per_address
    # Bytes of one HTTP request, uploads included, and of one WebSocket message.
    body_bytes: Annotated[int, Field(ge=1024, le=2**40)] = Limits().body_bytes
    frame_bytes: Annotated[int, Field(ge=1024, le=2**24)] = MESSAGE_BYTES
    # Until a socket must have said hello.
    hello_seconds: Annotated[float, Field(gt=0, le=300)] = 10

    # Commands of a client: so many a second on and on (0 is no limit), so many at once. A person who types fast
    # sends one a second, with the typing marks two; an address is an office, or everybody behind one carrier.
    commands_per_second: PerSecond = 10
    commands_burst: Burst = 60
    address_commands_per_second: PerSecond = 100
    address_commands_burst: Burst = 1_000
    # An agent has several chats and a fast hand, and a console that asks for many logs when it opens.
    agent_commands_per_second: PerSecond = 20
    agent_commands_burst: Burst = 200
    agent_address_commands_per_second: PerSecond = 400
    agent_address_commands_burst: Burst = 4_000

    # For a shutdown: goodbyes, the mail that is left, the last commit. Then what is left is cut.
    grace_seconds: Annotated[float, Field(ge=0, le=3600)] = 10
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    # auto: text on a terminal, else JSON lines.
    log_format: Literal["auto", "json", "text"] = "auto"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Of pydantic's own places two."""
        del settings_cls, dotenv_settings, file_secret_settings
        return init_settings, env_settings

    @model_validator(mode="after")
    def _certificate_with_key(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key go together: set both or none")
        return self

    @model_validator(mode="after")
    def _mail_has_a_sender(self) -> Self:
        if self.smtp_host is not None and self.smtp_from is None:
            raise ValueError("smtp_from: say which address letters are from, since smtp_host is set")
        if (self.smtp_user is None) != (self.smtp_password is None):
            raise ValueError("smtp_user and smtp_password go together: set both or none")
        return self

    def smtp(self) -> Smtp | None:
        """Where mail goes out, if anywhere."""
        if self.smtp_host is None or self.smtp_from is None:
            return None
        return Smtp(
            host=self.smtp_host,
            port=self.smtp_port,
            security=self.smtp_security,
            user=self.smtp_user,
            password=self.smtp_password.get_secret_value() if self.smtp_password is not None else None,
            sender=self.smtp_from,
        )

    def limits(self) -> Limits:
        return Limits(self.connections, self.address_connections, self.body_bytes, self.proxies)

    def own_origins(self) -> tuple[str, ...]:
        return (*((self.public_url,) if self.public_url else ()), *self.origins)

    def customer_rates(self) -> tuple[Rate, Rate]:
        """Of one connection, and of one address."""
        return (
            Rate(per_second=self.commands_per_second, burst=self.commands_burst),
            Rate(per_second=self.address_commands_per_second, burst=self.address_commands_burst),
        )

    def search_rates(self) -> tuple[Rate, Rate]:
        """Of customers who look for FAQs: a tenth of their commands, since each searches all texts."""
        return (
            Rate(per_second=self.commands_per_second / 10, burst=max(1, self.commands_burst // 10)),
            Rate(
                per_second=self.address_commands_per_second / 10, burst=max(1, self.address_commands_burst // 10)
            ),
        )

    def form_rates(self) -> tuple[Rate, Rate]:
        """Of customers who send a form or have a letter sent: one in five hundred of their commands, since each
        makes work for a person or mail to somebody.
        """
        return (
            Rate(per_second=self.commands_per_second / 500, burst=max(1, self.commands_burst // 10)),
            Rate(
                per_second=self.address_commands_per_second / 500, burst=max(1, self.address_commands_burst // 20)
            ),
        )

    def agent_rates(self) -> tuple[Rate, Rate]:
        """Of one console, and of one address."""
        return (
            Rate(per_second=self.agent_commands_per_second, burst=self.agent_commands_burst),
            Rate(per_second=self.agent_address_commands_per_second, burst=self.agent_address_commands_burst),
        )


def load(config: Path | None = None, **given: Any) -> Settings:  # noqa: ANN401 - checked right here
    """The settings of this process; `given` are those of its command line, None where it says nothing.

    Raises SettingsWrong.
    """
    if config is None and (named := os.environ.get(CONFIG)):
        config = Path(named)
    from_file = _read(config) if config is not None else {}
    said = {name: value for name, value in given.items() if value is not None}

    class Layered(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            *sources: PydanticBaseSettingsSource,
            **named: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            usual = super().settings_customise_sources(settings_cls, *sources, **named)
            return *usual, InitSettingsSource(settings_cls, from_file)

    try:
        return Layered(**said)
    except ValidationError as wrong:
        first = {error["loc"][:1]: error for error in reversed(wrong.errors())}  # of a union only one branch
        raise SettingsWrong(*(_line(error, said, config) for error in first.values())) from None


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _read(config: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(config.read_text())
    except OSError as error:
        raise SettingsWrong(f"The settings file {config} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"The settings file {config} is not valid TOML: {error}.") from error


def _line(error: Mapping[str, Any], said: Mapping[str, object], config: Path | None) -> str:
    """`port: 99999 is wrong; input should be less than or equal to 65535 (from SWITCHBOARD_PORT)`."""
    what = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return what
    name = str(error["loc"][0])
    variable = f"{PREFIX}{name.upper()}"
    if error["type"] == "extra_forbidden":
        return f"{name}: there is no such setting (from {config}). There are: {', '.join(Settings.model_fields)}."
    if name in said:
        source = "the command line"
    elif variable in os.environ:
        source = variable
    else:
        source = str(config)
    value = "what it says" if name in SECRETS else repr(error["input"])
    return f"{name}: {value} is wrong; {what[0].lower()}{what[1:]} (from {source})"
