"""docker-compose.yml: no secrets, nothing that cannot restart, only one beat. `make lint` checks its schema."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
SERVICES = yaml.safe_load(TEXT)["services"]
PORTAL = ("web", "worker", "beat", "migrate")


def test_the_services_are_those_of_the_readme():
    assert set(SERVICES) == {"db", "broker", "migrate", "web", "worker", "beat"}


def test_every_lasting_service_has_a_health_check_and_restarts():
    for name, service in SERVICES.items():
        if name != "migrate":
            assert "healthcheck" in service, name
            assert service["restart"] == "unless-stopped", name


def test_secrets_are_demanded_from_outside():
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "SITE_URL"):
        used = re.findall(r"\$\{" + name + r"[^}]*\}", TEXT)
        assert used
        assert all(f"{name}:?" in place for place in used), used


def test_web_worker_and_beat_wait_for_the_migrations():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}


def test_a_scaled_worker_has_no_fixed_name_and_no_port():
    assert not {"container_name", "ports"} & SERVICES["worker"].keys()


def test_every_variable_the_portal_gets_is_one_it_reads():
    from config import env

    source = Path(env.__file__).read_text(encoding="utf-8")
    for name in SERVICES["web"]["environment"]:
        assert f'"{name}"' in source, name


def test_the_image_holds_every_part_of_the_portal_and_runs_as_nobody_special():
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for part in (
        "config",
        "schools",
        "monitoring",
        "indicators",
        "recommendations",
        "roadmap",
        "reports",
        "templates",
        "static",
        "fixtures",
    ):
        assert f"COPY {part} {part}" in dockerfile
    assert dockerfile.index("USER orientir") < dockerfile.index("CMD")
