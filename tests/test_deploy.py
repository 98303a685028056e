"""What docs/deploy gives an operator, tried as far as this machine can."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sysconfig
from configparser import RawConfigParser
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
import yaml

from tests.programs import program

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = ("balance.service", "balance-backup.service", "balance-backup.timer")
EXPOSED = 2.0
"""systemd's own measure of a service, from 0 (shut in) to 10. Below 2 stands what it calls safe or ok."""


class Unit(RawConfigParser):
    """A unit file: keys as they are written, of which some may stand twice."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(name: str) -> Unit:
    parsed = Unit(strict=False)
    parsed.read_string((DEPLOY / name).read_text(encoding="utf-8"))
    return parsed


def test_the_units_are_what_systemd_reads(tmp_path: Path) -> None:
    analyze = program("systemd-analyze")
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/balance/bin/balance", "/bin/true"))
    files = [str(tmp_path / name) for name in UNITS]
    ended = subprocess.run(
        [analyze, "verify", "--man=no", *files], capture_output=True, text=True, check=False
    )
    assert [line for line in ended.stderr.splitlines() if str(tmp_path) in line or "balance" in line] == []


@pytest.mark.parametrize("name", ["balance.service", "balance-backup.service"])
def test_the_services_are_shut_in(name: str) -> None:
    analyze = program("systemd-analyze")
    command = [analyze, "security", "--offline=true", "--no-pager", f"--threshold={EXPOSED * 10:.0f}"]
    ended = subprocess.run([*command, str(DEPLOY / name)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout[-400:]


def test_a_start_that_finds_no_database_is_tried_again_for_ever() -> None:
    """It ends with 2, as wrong configuration does."""
    read = unit("balance.service")
    assert read["Service"]["Restart"] == "on-failure"
    assert "RestartPreventExitStatus" not in read["Service"]
    assert read["Unit"]["StartLimitIntervalSec"] == "0"


def test_both_services_use_one_database_and_one_account() -> None:
    bot, backup = (unit(name)["Service"] for name in ("balance.service", "balance-backup.service"))
    for key in ("User", "Group", "StateDirectory"):
        assert bot[key] == backup[key]
    texts = [(DEPLOY / name).read_text() for name in ("balance.service", "balance-backup.service")]
    [one], [other] = (re.findall(r"BALANCE_DATABASE_URL=(\S+)", text) for text in texts)
    assert one == other
    assert f"/var/lib/{bot['StateDirectory']}/" in one


def test_the_nightly_command_makes_a_backup(tmp_path: Path) -> None:
    """As systemd would run it, with the places of this test: $$ is one dollar, and %% one per cent."""
    line = unit("balance-backup.service")["Service"]["ExecStart"].replace("$$", "$").replace("%%", "%")
    balance = ROOT / ".venv" / "bin" / "balance"
    if not balance.exists():
        pytest.skip("Balance is not in .venv.")
    line = line.replace("/opt/balance/bin/balance", str(balance)).replace(
        "/var/backups/balance", str(tmp_path)
    )
    url = {"BALANCE_DATABASE_URL": f"sqlite:///{tmp_path / 'store.db'}"}
    for command in ([str(balance), "db", "upgrade"], shlex.split(line)):
        subprocess.run(command, cwd=tmp_path, env=os.environ | url, check=True, capture_output=True)
    assert len(list(tmp_path.glob("balance-*.db"))) == 1


# --- in a container


def instructions() -> list[tuple[str, str]]:
    """Of the Dockerfile, in order."""
    text = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(line.partition(" ")[0], line.partition(" ")[2]) for line in lines]


def of_stage(number: int) -> list[tuple[str, str]]:
    begins = [at for at, (name, _) in enumerate(instructions()) if name == "FROM"]
    return instructions()[begins[number] : [*begins, None][number + 1]]


def test_the_image_is_small_and_runs_as_nobody_in_particular() -> None:
    last = of_stage(1)
    assert "slim" in dict(last)["FROM"]
    assert dict(last)["USER"].isdigit(), "a number, so that a cluster sees that it is not root"
    assert [name for name, _ in last].index("USER") < [name for name, _ in last].index("ENTRYPOINT")
    assert json.loads(dict(last)["ENTRYPOINT"]) == ["balance"]
    copied = [rest for name, rest in last if name == "COPY"]
    assert copied == ["--from=build /opt/balance /opt/balance"], "no sources, no tests"


def test_the_steps_of_the_image_make_a_balance_that_works_from_elsewhere(tmp_path: Path) -> None:
    """The same steps in a clean folder. What Balance needs is taken from the environment of the tests, for it
    would take minutes to fetch."""
    source, made = tmp_path / "src", tmp_path / "opt"
    source.mkdir()
    python = program("python3")
    for name, rest in of_stage(0):
        if name == "COPY":
            *what, to = rest.split()
            for one in what:
                if (ROOT / one).is_dir():
                    shutil.copytree(
                        ROOT / one, source / to, ignore=shutil.ignore_patterns("__pycache__", "*.db*")
                    )
                else:
                    shutil.copy(ROOT / one, source / to)
        elif name == "RUN":
            step = rest.replace("/opt/balance", str(made)).replace("python -m", f"{python} -m")
            step = step.replace("pip install", "pip install --no-deps")
            ended = subprocess.run(step, shell=True, cwd=source, capture_output=True, text=True, check=False)
            if "No matching distribution found for hatchling" in ended.stderr:
                pytest.skip("No package index can be reached.")
            assert ended.returncode == 0, ended.stderr[-2_000:]
    [packages] = made.glob("lib/python*/site-packages")
    (packages / "needed.pth").write_text(sysconfig.get_paths()["purelib"])
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.rmtree(source)
    settings = {"PATH": os.environ["PATH"], "BALANCE_DATABASE_URL": f"sqlite:///{elsewhere / 'balance.db'}"}
    for arguments in (["--help"], ["db", "upgrade"], ["diagram"]):
        ended = subprocess.run(
            [str(made / "bin" / "balance"), *arguments],
            cwd=elsewhere,
            env=settings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
    where = "import bot, pathlib; print(pathlib.Path(bot.__file__).parents[1])"
    command = [str(made / "bin" / "python"), "-c", where]
    found = subprocess.run(command, cwd=elsewhere, env=settings, capture_output=True, text=True, check=True)
    assert Path(found.stdout.strip()) == packages


def test_the_services_of_compose_are_shut_in_and_keep_their_data() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))
    balance, postgres = composed["services"]["balance"], composed["services"]["postgres"]
    assert balance["read_only"]
    assert balance["cap_drop"] == ["ALL"]
    assert (DEPLOY / balance["build"]["context"] / balance["build"]["dockerfile"]).resolve().exists()
    assert balance["depends_on"]["postgres"]["condition"] == "service_healthy"
    assert "ports" not in balance
    assert "ports" not in postgres
    assert {volume.partition(":")[0] for volume in postgres["volumes"]} == set(composed["volumes"])


def told_to_write() -> list[Path]:
    """The files that the page has an operator write into the checkout: what a line ends with after `>`, where
    they are by then."""
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    block = next(one for one in re.findall(r"```\n(.*?)```", text, re.DOTALL) if "cd docs/deploy" in one)
    return [DEPLOY / name for name in re.findall(r"> (\S+)$", block, re.MULTILINE)]


def test_what_holds_tokens_is_neither_committed_nor_sent_to_whoever_builds_the_image() -> None:
    files = told_to_write()
    assert {file.name for file in files} == {"balance.env", ".env"}
    git = program("git")
    for file in files:
        ignored = subprocess.run([git, "check-ignore", "--no-index", str(file)], cwd=ROOT, check=False)
        assert ignored.returncode == 0, f"{file.name} would be committed"
        assert not sent(file.relative_to(ROOT)), f"{file.name} would be in the build context"


def sent(path: Path) -> bool:
    """Whether Docker sends it to the builder: the last line that fits it, or a folder above it, decides.
    https://docs.docker.com/build/concepts/context/#dockerignore-files"""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    found = True
    for line in lines:
        pattern = line.removeprefix("!").removeprefix("**/")
        if line.startswith("#") or not pattern:
            continue
        anywhere = line.removeprefix("!").startswith("**/")
        above = [path, *path.parents][:-1]
        if any(fnmatchcase(one.name if anywhere else str(one), pattern) for one in above):
            found = line.startswith("!")
    return found


def test_all_that_the_image_is_made_of_is_sent_to_the_builder() -> None:
    for name, rest in of_stage(0):
        for one in rest.split()[:-1] if name == "COPY" else []:
            assert sent(Path(one)), one
    assert sent(Path("flows/frameworks/data-for-public-benefit.yml"))
    assert not sent(Path("bot/trial.db-wal"))
    assert not sent(Path("tests/test_deploy.py"))


def test_no_secret_stands_in_what_is_given() -> None:
    for file in DEPLOY.iterdir():
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"(xox[bp]|xapp)-[A-Za-z0-9]{4}", text)
