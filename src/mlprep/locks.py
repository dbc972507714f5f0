"""A lock on an open file; the system takes it from a program that ends, however it ends."""

import os
import sys

if sys.platform == "win32":
    import errno
    import msvcrt

    _FAR = 1 << 30
    """A locked byte cannot be read there: one behind the end of any file that is locked."""
    _HELD = frozenset({errno.EACCES, errno.EAGAIN, errno.EDEADLOCK})

    def lock(descriptor: int, *, wait: bool = False) -> bool:
        """Lock an open file; false where another holds the lock.

        With ``wait`` that is given time to end.  Raises ``OSError`` where the disk knows no locks.
        """
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        except OSError as error:
            if error.errno in _HELD:
                return False
            raise
        return True

else:
    import fcntl

    def lock(descriptor: int, *, wait: bool = False) -> bool:
        """Lock an open file; false where another holds the lock.

        With ``wait`` that is given time to end.  Raises ``OSError`` where the disk knows no locks.
        """
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True
