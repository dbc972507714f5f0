"""What reading a damaged zip file raises, beside ``OSError``."""

import lzma
import struct
import zipfile
import zlib
from typing import Final

DAMAGED: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError),
    *(NotImplementedError, OverflowError, RuntimeError, UnicodeDecodeError),
)
