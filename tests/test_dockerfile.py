"""The Dockerfile, followed by hand: what it copies and runs is enough for the program to start."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
DOCKERFILE = REPOSITORY / "Dockerfile"


@dataclass
class Stage:
    """One FROM of the Dockerfile, with a folder that stands for its `/`."""

    root: Path
    workdir: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    entrypoint: list[str] = field(default_factory=list)

    def outside(self, path: str) -> Path:
        """Where a path of the image is on this machine."""
        return self.root / os.path.join(self.workdir, path).lstrip("/")

    def rewritten(self, text: str) -> str:
        """Text of the image with its absolute paths turned into those of this machine."""
        for folder in self.root.iterdir():
            text = text.replace(f"/{folder.name}", str(folder))
        return text


def instructions(text: str) -> list[tuple[str, str]]:
    """Every instruction as its word and the rest of its line, in order."""
    joined = re.sub(r"\\\n", " ", re.sub(r"(?m)^\s*#.*\n", "", text))
    words = (line.split(maxsplit=1) for line in joined.splitlines() if line.strip())
    return [(word.upper(), rest.strip()) for word, rest in words]


def sent_to_docker(name: str) -> bool:
    """Whether .dockerignore, which lets through only what it names, lets this through."""
    lines = (REPOSITORY / ".dockerignore").read_text().splitlines()
    return "*" in lines and f"!{name}" in lines


class Building:
    """The Dockerfile's steps, carried out below an empty folder with this machine's Python."""

    def __init__(self, below: Path) -> None:
        self.below = below
        self.stages: dict[str, Stage] = {}
        self.last = Stage(below)
        tools = below / "tools"
        tools.mkdir()
        base = getattr(sys, "_base_executable", None) or sys.executable
        (tools / "python").symlink_to(base)
        self.path = f"{tools}:{os.environ['PATH']}"

    def follow(self, word: str, rest: str) -> None:
        match word:
            case "FROM":
                self._from(rest)
            case "COPY":
                self._copy(rest.split())
            case "RUN":
                self._run(rest)
            case "WORKDIR":
                self.last.workdir = rest
                self.last.outside(rest).mkdir(parents=True, exist_ok=True)
            case "ENV":
                name, _, value = rest.partition("=")
                self.last.environment[name] = value
            case "ENTRYPOINT":
                self.last.entrypoint = json.loads(rest)
            case _:
                assert word in {"USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "CMD"}, word

    def _from(self, rest: str) -> None:
        name = rest.partition(" AS ")[2] or f"stage{len(self.stages)}"
        self.last = self.stages[name] = Stage(self.below / name)
        self.last.root.mkdir()

    def _copy(self, words: list[str]) -> None:
        options = dict(word[2:].split("=") for word in words if word.startswith("--"))
        source, target = (word for word in words if not word.startswith("--"))
        if "from" in options:
            found = self.stages[options["from"]].outside(source)
        else:
            assert sent_to_docker(source), f".dockerignore keeps {source} from docker"
            found = REPOSITORY / source
        goal = self.last.outside(target)
        if found.is_dir():
            junk = shutil.ignore_patterns("__pycache__") if "from" not in options else None
            shutil.copytree(found, goal, symlinks=True, ignore=junk, dirs_exist_ok=True)
        else:
            goal = goal / found.name if target.endswith("/") else goal
            goal.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, goal)

    def _run(self, command: str) -> None:
        # every absolute path in a RUN line is one of the image
        command = re.sub(r"(^|\s)/(?=\w)", rf"\g<1>{self.last.root}/", command)
        environment = {**os.environ, "PATH": self.path}
        done = subprocess.run(
            ["/bin/sh", "-ec", command],
            cwd=self.last.outside("."),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"RUN {command}\n{done.stdout}{done.stderr}"


def followed(below: Path) -> Stage:
    """The last stage of the Dockerfile, made below this folder."""
    building = Building(below)
    for word, rest in instructions(DOCKERFILE.read_text()):
        building.follow(word, rest)
    return building.last


def start(image: Stage, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the image's entry point in an environment that holds nothing but the image's own."""
    environment = {name: image.rewritten(value) for name, value in image.environment.items()}
    environment["PATH"] = environment["PATH"].replace("$PATH", "/usr/bin:/bin")
    program, *rest = image.entrypoint
    found = shutil.which(program, path=environment["PATH"])
    assert found is not None
    return subprocess.run(
        [found, *rest, *words],
        cwd=image.outside("."),
        env=environment | settings,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_what_the_dockerfile_copies_and_runs_is_enough_to_check_an_installation(
    tmp_path: Path,
) -> None:
    image = followed(tmp_path)

    checked = start(image, "check")
    assert "Traceback" not in checked.stderr
    assert checked.returncode == 1, checked.stderr
    assert "No channel has a token" in checked.stdout
    assert checked.stderr == ""

    mistyped = start(image, "check", BOT_LOCAL="vi")
    assert mistyped.returncode == 2
    assert "BOT_LOCALE" in mistyped.stderr
    assert mistyped.stderr.count("\n") == 1


def test_the_image_runs_as_nobody_and_keeps_its_data_on_a_volume() -> None:
    said = instructions(DOCKERFILE.read_text())
    final = said[max(place for place, (word, _) in enumerate(said) if word == "FROM") :]

    assert ("USER", "nobody") in final
    assert ("VOLUME", "/data") in final
    assert ("ENV", "BOT_DATABASE_URL=sqlite:////data/sinhhoat.db") in final
    assert ("CMD", '["run"]') in final
