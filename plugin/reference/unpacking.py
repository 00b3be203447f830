"""A file from the disk as plain text: unpacked within limits, hashed, its encoding known."""

from __future__ import annotations

import codecs
import gzip
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import SEEK_END, BufferedIOBase
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from plugin.reference.errors import UnreadableFile, WrongFile
from plugin.reference.printable import printable

LARGEST_FILE = 256 * 1024**2
LARGEST_CONTENT = 512 * 1024**2
LONGEST_LINE = 256 * 1024
LONGEST_DIRECTORY = 256 * 1024
END_OF_ARCHIVE = 22 + 65535  # the last record of a .zip and its longest comment
CHUNK = 256 * 1024
WORKBOOK = "this is an Excel workbook; take the text or CSV file of the same release, or save the sheet as CSV"
NOT_IN_WINDOWS_1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
FOREIGN = {
    b"\xd0\xcf\x11\xe0": WORKBOOK,
    b"%PDF": "this is a PDF document, not the file itself",
    b"\xff\xfe": "this was saved again as UTF-16; load the file as it was published, or save it as CSV UTF-8",
    b"\xfe\xff": "this was saved again as UTF-16; load the file as it was published, or save it as CSV UTF-8",
    b"<!DO": "this is a web page, not the file itself",
    b"<htm": "this is a web page, not the file itself",
}
Progress = Callable[[int], None]


def _nothing(_: int) -> None:
    """Nobody watches."""


@dataclass(slots=True)
class Content:
    """The unpacked text of a file. `name` is that of the file, with that of the file packed in it; `sha256` is of the
    text, so that one content is one content however it is packed. `watch` hears how many bytes were read."""

    name: str
    size: int
    sha256: str
    encoding: str
    whole_last_line: bool
    _file: IO[bytes] = field(repr=False)
    watch: Progress = _nothing

    def lines(self) -> Iterator[str]:
        """All lines from the first, with their line ends. Raises UnreadableFile for a line of absurd length."""
        self._file.seek(0)
        number = 0
        while line := self._file.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
                raise UnreadableFile(self.name, "the line is longer than any of an official file", number)
            self.watch(len(line))
            yield line.decode(self.encoding if number == 1 else self.encoding.removesuffix("-sig"))


@contextmanager
def unpacked(path: Path) -> Iterator[Content]:
    """The content of a text file, plain, .gz, or alone in a .zip, for as long as the block lasts.

    Raises UnreadableFile for what is too large, cut, damaged, or no text in UTF-8, Windows-1252 or ISO-8859-1.
    """
    try:
        size = path.stat().st_size
    except OSError as problem:
        raise UnreadableFile(str(path), f"cannot be read ({problem.strerror})", hint="Check the path.") from None
    if size > LARGEST_FILE:
        raise UnreadableFile(path.name, f"with {size:,} bytes this is larger than any official file")
    # A private copy: what was hashed and checked is what is read, whatever happens to the file meanwhile.
    with tempfile.TemporaryFile() as copy:
        yield _content(path, copy)


def _content(path: Path, copy: IO[bytes]) -> Content:
    try:
        with path.open("rb") as file:
            return _copied(file, path.name, copy)
    except (EOFError, BadZipFile, zlib.error, gzip.BadGzipFile):
        raise UnreadableFile(path.name, "the packed file is cut or damaged") from None
    except (OSError, NotImplementedError, RuntimeError) as problem:
        raise UnreadableFile(path.name, f"the file cannot be read ({type(problem).__name__})") from None


def _copied(file: IO[bytes], name: str, copy: IO[bytes]) -> Content:
    start = file.read(4)
    file.seek(0)
    if start.startswith(b"\x1f\x8b"):
        with gzip.open(file) as plain:
            return _checked(plain, name, copy)
    if start.startswith(b"PK"):
        _refuse_long_directory(file, name)
        with ZipFile(file) as archive:
            member = _only_text(archive, name)
            with archive.open(member) as plain:
                return _checked(plain, f"{name} ({Path(member.filename).name})", copy)
    return _checked(file, name, copy)


def _refuse_long_directory(file: IO[bytes], name: str) -> None:
    """An archive's list of members is read whole into memory, so its length is looked at first."""
    file.seek(max(0, file.seek(0, SEEK_END) - END_OF_ARCHIVE))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    listed = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if listed > LONGEST_DIRECTORY or b"PK\x06\x07" in tail:
        raise UnreadableFile(name, "the packed file holds far more than one file")
    file.seek(0)


def _only_text(archive: ZipFile, name: str) -> ZipInfo:
    """The one text file of an archive; the workbooks and layouts CMS packs beside it are passed over."""
    members = [m for m in archive.infolist() if not m.is_dir()]
    if any(m.filename == "[Content_Types].xml" for m in members):
        raise UnreadableFile(name, WORKBOOK)
    for ending in (".csv", ".txt"):
        found = [m for m in members if m.filename.lower().endswith(ending)]
        if len(found) == 1:
            if found[0].flag_bits & 1:
                raise UnreadableFile(name, "the packed file is locked with a password")
            return found[0]
        if found:
            several = ", ".join(printable(m.filename, 60) for m in found[:5])
            raise WrongFile(name, f"holds {len(found)} files ({several}); unpack it and load the one of this kind")
    raise WrongFile(name, "holds no .csv or .txt file")


def _checked(plain: IO[bytes] | BufferedIOBase, name: str, copy: IO[bytes]) -> Content:
    digest, utf8, size, last = sha256(), codecs.getincrementaldecoder("utf-8")(), 0, b""
    is_utf8, odd_bytes = True, False
    while chunk := plain.read(CHUNK):
        if not size:
            _refuse_foreign(chunk, name)
        size += len(chunk)
        if size > LARGEST_CONTENT:
            raise UnreadableFile(name, f"unpacks to more than {LARGEST_CONTENT // 1024**2} MB, more than any has")
        if b"\0" in chunk:
            raise UnreadableFile(name, "holds zero bytes: it is no text file, or was saved again as UTF-16")
        is_utf8 = is_utf8 and _decodes(utf8, chunk)
        odd_bytes = odd_bytes or any(byte in chunk for byte in NOT_IN_WINDOWS_1252)
        digest.update(chunk)
        copy.write(chunk)
        last = chunk[-1:]
    if not size:
        raise UnreadableFile(name, "the file is empty")
    is_utf8 = is_utf8 and _decodes(utf8, b"", final=True)
    encoding = "utf-8-sig" if is_utf8 else "iso-8859-1" if odd_bytes else "cp1252"
    return Content(name, size, digest.hexdigest(), encoding, last == b"\n", copy)


def _refuse_foreign(start: bytes, name: str) -> None:
    for signature, what in FOREIGN.items():
        if start.startswith(signature):
            raise UnreadableFile(name, what)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
