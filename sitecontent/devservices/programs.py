"""Finds the servers' programs inside installed wheels, and the user and folders they may run with."""

import functools
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path


class DevServiceError(RuntimeError):
    """A development server cannot run; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user a server runs as; `uid` -1 means: the one we are."""

    uid: int = -1
    gid: int = -1


@functools.cache
def server_account() -> Account:
    """Root hands its servers to nobody: PostgreSQL refuses to run as root, and no server needs to."""
    if os.geteuid() != 0:
        return Account()
    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:
        raise DevServiceError("As root the servers run as the user nobody, which this machine does not have.") from None
    return Account(entry.pw_uid, entry.pw_gid)


def package_folder(package: str, distribution: str) -> Path:
    """Where an installed package lies, found without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise DevServiceError(f"{distribution} is not installed; install this project with its demo or test extra.")
    return Path(spec.origin).parent


@functools.cache
def our_temporary_folder() -> Path:
    """A folder of ours that the servers' user can enter, below a temporary folder that is everybody's."""
    account = server_account()
    candidates = [Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")]
    parent = next((c for c in candidates if account.uid < 0 or others_can_enter(c)), None)
    if parent is None:
        raise DevServiceError(
            f"The user nobody cannot enter {candidates[0]}; set TMPDIR to a folder that it can enter."
        )
    folder = parent.resolve() / f"opinovi-devservices-{os.geteuid()}"
    folder.mkdir(mode=own_folder_mode(), exist_ok=True)
    # The name is predictable and the parent is everybody's: somebody else may have put it there first.
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise DevServiceError(f"{folder} belongs to somebody else; remove it or set TMPDIR.")
    return folder


def own_folder_mode() -> int:
    """Nobody must be able to walk through root's folders to its own, though not to list them."""
    return 0o711 if server_account().uid >= 0 else 0o700


def others_can_enter(folder: Path) -> bool:
    """Whether any user may walk to this folder, by the permission bits of every folder on the way."""
    resolved = folder.resolve()
    return all(step.stat().st_mode & stat.S_IXOTH for step in (resolved, *resolved.parents))


def runnable(program: Path, tree: list[Path]) -> Path:
    """The program, or a copy of it where the servers' user cannot reach the original (say, below /root).

    `tree` names the folders, side by side as in site-packages, that the program needs; the first holds the program.
    No permissions are opened for this: the copy lies in our own temporary folder.
    """
    account = server_account()
    if account.uid < 0 or _runs_for(account, program):
        return program
    # Another version of the wheel is another folder, or one written at another time.
    name = hashlib.sha256(f"{tree[0]}:{tree[0].stat().st_mtime_ns}".encode()).hexdigest()[:16]
    copies = our_temporary_folder() / f"programs-{name}"
    if not copies.exists():
        _copy(tree, copies)
    copy = copies / program.relative_to(tree[0].parent)
    if not _runs_for(account, copy):
        raise DevServiceError(f"The user nobody can run neither {program} nor a copy of it in {copies}.")
    return copy


def _runs_for(account: Account, program: Path) -> bool:
    try:
        subprocess.run(
            [program, "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def _copy(tree: list[Path], target: Path) -> None:
    building = Path(tempfile.mkdtemp(prefix="building-", dir=target.parent))
    for source in tree:
        if source.exists():
            shutil.copytree(source, building / source.relative_to(tree[0].parent), symlinks=True)
    for path in (building, *building.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        building.rename(target)
    except OSError:
        # Somebody else was faster, with the same files.
        shutil.rmtree(building, ignore_errors=True)
