"""Running git: as a command with an environment of our own, without hooks, silent."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from mlprep.study.sync.errors import OutOfReach, SyncError

_KEPT = frozenset(
    "PATH HOME USER LOGNAME TMPDIR TEMP TMP TERM DISPLAY WAYLAND_DISPLAY SSH_AUTH_SOCK"  # noqa: SIM905  # a table
    " SSH_AGENT_PID SSH_ASKPASS GIT_ASKPASS GIT_SSH GIT_SSH_COMMAND GIT_SSH_VARIANT"
    " GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM GIT_CONFIG_NOSYSTEM XDG_CONFIG_HOME XDG_RUNTIME_DIR"
    " DBUS_SESSION_BUS_ADDRESS http_proxy https_proxy all_proxy no_proxy HTTP_PROXY HTTPS_PROXY"
    " ALL_PROXY NO_PROXY SSL_CERT_FILE SSL_CERT_DIR GIT_SSL_CAINFO SYSTEMROOT WINDIR COMSPEC"
    " PATHEXT USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA PROGRAMDATA".split()
)
"""What git needs to find the remote and the learner's credentials; nothing else is passed on."""
_SETTINGS = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "commit.gpgSign": "false",
    "push.gpgSign": "false",
    "protocol.ext.allow": "never",
    "gc.autoDetach": "false",
    "fetch.fsckObjects": "true",
    "http.lowSpeedLimit": "1000",
    "http.lowSpeedTime": "30",
}
_NO_TERMINAL = {"GIT_TERMINAL_PROMPT": "0", "GCM_INTERACTIVE": "never"}
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20"


class GitFailed(Exception):  # noqa: N818  # says what is the matter
    """A git command failed; the message is its own last words."""

    def __init__(self, said: str) -> None:
        super().__init__(_last_words(said))
        self.said = said


def _last_words(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = [
        line for line in lines if line.startswith(("ssh:", "fatal:", "error:", "ERROR:", "remote:"))
    ]
    found = (telling or lines or ["git gave no reason"])[0]
    return shown(found.removeprefix("fatal: ").removeprefix("error: ")[:300].rstrip("."))


def shown(text: str) -> str:
    """Take passwords out of the addresses in a text."""
    return re.sub(r"(://[^/@\s:]*):[^/@\s]*@", r"\1@", text)


class Git:
    """The git command on one bare repository."""

    def __init__(self, folder: Path, *, interactive: bool = False) -> None:
        program = shutil.which("git")
        if program is None:
            raise SyncError(
                "git is not installed, or not on the PATH; install it, or sync with a folder that"
                " a file synchroniser carries: mlprep sync FOLDER"
            )
        self.folder = folder
        self._program = program
        self._interactive = interactive
        self._environment = environment(interactive=interactive)

    def command(self, *arguments: str) -> list[str]:
        """Put the command line together."""
        settings = chain.from_iterable(("-c", f"{name}={one}") for name, one in _SETTINGS.items())
        return [self._program, *settings, f"--git-dir={self.folder}", *arguments]

    def run(self, *arguments: str, given: bytes = b"") -> bytes:
        """Run a command and return what it printed; raises ``GitFailed``."""
        done = subprocess.run(  # noqa: S603  # git itself, with arguments of ours
            self.command(*arguments),
            input=given,
            capture_output=True,
            check=False,
            env=self._environment,
        )
        if done.returncode:
            raise GitFailed((done.stderr + b"\n" + done.stdout).decode(errors="replace"))
        return done.stdout

    def text(self, *arguments: str) -> str:
        """Run a command whose answer is one line; the empty text where it fails."""
        try:
            return self.run(*arguments).decode(errors="replace").strip()
        except GitFailed:
            return ""

    def feed(self, pieces: Iterable[bytes], *arguments: str) -> None:
        """Run a command that reads much, a piece at a time; raises ``GitFailed``."""
        with subprocess.Popen(  # noqa: S603  # as above
            self.command(*arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self._environment,
        ) as child:
            try:
                _write(child, pieces)
            except BaseException:
                child.kill()
                raise
            said = child.stderr.read() if child.stderr else b""
        if child.returncode:
            raise GitFailed(said.decode(errors="replace"))

    def reach(self, *arguments: str) -> str:
        """Run a command that talks to the remote; raises ``GitFailed``."""
        if not self._interactive and "GIT_SSH_COMMAND" not in self._environment:
            own = self.text("config", "--get", "core.sshCommand")
            self._environment["GIT_SSH_COMMAND"] = own or _SSH
        try:
            return self.run(*arguments).decode(errors="replace")
        except OSError as why:
            raise OutOfReach(f"git could not be run: {why.strerror or why}") from why


def _write(child: "subprocess.Popen[bytes]", pieces: Iterable[bytes]) -> None:
    """Write all pieces; a child that ended early says by itself why."""
    assert child.stdin is not None  # noqa: S101  # it was asked for
    try:
        for piece in pieces:
            child.stdin.write(piece)
        child.stdin.close()
    except BrokenPipeError:
        return


def environment(*, interactive: bool) -> dict[str, str]:
    """Put the environment together in which git runs; its words are English ones."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT}
    quiet = {} if interactive else {**_NO_TERMINAL, "GIT_ASKPASS": kept.get("GIT_ASKPASS", "true")}
    return {**kept, **quiet, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
