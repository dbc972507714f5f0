"""Change a file that somebody else may be changing: whole or not at all, and never over theirs."""

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from mlprep.formats.files import MAX_BYTES, decode
from mlprep.formats.writing import WritingError, write_atomic
from mlprep.locks import lock

_BOM = "\ufeff"
_WRITABLE = 0o222


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was read, to be replaced only while it is still the same."""

    path: Path
    data: bytes
    text: str
    """Without a byte order mark; line ends as they are."""

    @property
    def has_mark(self) -> bool:
        """Whether the file begins with a byte order mark."""
        return len(self.data) != len(self.text.encode())


@contextmanager
def alone(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Let no other mlprep change files of the folder of ``path`` meanwhile; the folder is made.

    It ends with the program that holds it; without ``wait`` one that is held raises
    ``BlockingIOError``.  Systems and disks that know no such lock go without: then only the
    short time between ``replace``'s look and its writing is open.
    """
    folder = Path(os.path.realpath(path)).parent
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        try:
            descriptor = os.open(folder, os.O_RDONLY)
            held.callback(os.close, descriptor)
            is_held = not lock(descriptor, wait=wait)
        except OSError:
            is_held = False
        if is_held:
            raise BlockingIOError(errno.EAGAIN, "another mlprep is at it", str(folder))
        yield


def read_original(path: Path) -> Original:
    """Read a file that is to be changed.

    Raises ``WritingError`` where it is no UTF-8 text or too large, ``OSError`` where it cannot
    be read.
    """
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        raise WritingError(f"{path} has {len(data) / 1e6:.1f} MB; nothing was changed")
    try:
        return Original(path, data, decode(data))
    except UnicodeDecodeError as error:
        raise WritingError(
            f"{path} is not UTF-8 (byte {error.start + 1}); save it in that encoding first"
        ) from error


def replace(original: Original, text: str) -> bool:
    """Write ``text`` in place of what was read; whether anything had to be written.

    A byte order mark stays, a link is followed.  Raises ``WritingError`` where the file is
    read-only or was changed since it was read, ``OSError`` where it cannot be written.
    """
    if text == original.text:
        return False
    path = original.path
    if not path.stat().st_mode & _WRITABLE or not os.access(path, os.W_OK):
        raise WritingError(f"{path} is read-only; nothing was changed")
    if path.read_bytes() != original.data:
        raise WritingError(f"{path} was changed meanwhile; nothing was overwritten, try again")
    write_atomic(path, (_BOM if original.has_mark else "") + text)
    return True


def appended(text: str, block: str) -> str:
    """Add a block after a blank line, in the text's line ends; every other byte stays."""
    ends = "\r\n" if "\r\n" in text else "\n"
    block = block.strip("\n") + "\n"
    gap = "" if not text else "\n" if text.endswith("\n") else "\n\n"
    if text.replace("\r\n", "\n").endswith("\n\n"):
        gap = ""
    return text + (gap + block).replace("\r\n", "\n").replace("\n", ends)
