"""One request, one answer, within limits: the only module of this room that opens a connection.

`http.client` knows the protocol; the connection is made here. Its name is looked up once, every number
behind it is looked at, and the connection goes to that very number: a second look-up could be answered
otherwise. Every wait has an end, each by itself and all together, so that a server that sends an octet
now and then is left; and what comes is counted twice, as it arrives and as it unpacks.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.errors import BriefingError
from briefing.fetch.address import Address, is_public

_PIECE = 65_536
_GZIP = 31  # zlib's word for "a gzip header, the largest window"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may cost: bytes of the body, as sent and as unpacked, and seconds.

    `connect_s` is for each connection tried, `silence_s` for the wait until the next octet,
    `total_s` for all of it, from the look-up of the name to the last octet.
    """

    max_bytes: int = 20_000_000
    connect_s: float = 10.0
    silence_s: float = 15.0
    total_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. The body is read for status 200 only, and is empty otherwise.

    `cut` is true when it is a beginning, which happens only where that was asked for.
    """

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    cut: bool = False

    def header(self, name: str) -> str:
        """The first header of that name, or an empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def trust(authority: Path | None = None) -> ssl.SSLContext:
    """The authorities of the system, and the one in the file `authority` as well."""
    try:
        context = ssl.create_default_context()
        if authority is not None:
            context.load_verify_locations(cafile=str(authority))
    except (OSError, ssl.SSLError) as error:
        raise BriefingError(
            f"no usable certificates: {error.strerror or error}", where=str(authority)
        ) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Wire:
    """Asks for one address at a time and keeps nothing between: no cookie, no connection, no referrer."""

    def __init__(
        self,
        agent: str,
        limits: Limits,
        context: ssl.SSLContext,
        *,
        allow_private: bool = False,
        look_up: Callable[[str, int], list[tuple[Any, ...]]] | None = None,
    ) -> None:
        self._agent = agent
        self._limits = limits
        self._context = context
        self._allow_private = allow_private
        self._look_up = look_up or _look_up

    def get(self, address: Address, *, beginning: int = 0) -> Answer:
        """The answer to one GET; `BriefingError` when there is none, or one past the limits.

        With `beginning`, no more than so many bytes are taken and the rest is left, without an error.
        """
        deadline = _Deadline(self._limits)
        try:
            with closing(self._connected(address, deadline)) as connection:
                return self._exchange(connection, address, deadline, beginning)
        except TimeoutError:
            raise BriefingError(
                deadline.reason(), hint="try again later, or give it a longer --timeout"
            ) from None
        except ssl.SSLError as error:
            raise BriefingError(f"the encrypted connection broke ({error.reason or error})") from None
        except http.client.IncompleteRead:
            raise BriefingError("broke off before its end", hint="fetch it again") from None
        except http.client.RemoteDisconnected:
            raise BriefingError("the server closed the connection without an answer") from None
        except (http.client.HTTPException, UnicodeError) as error:
            raise BriefingError(f"does not answer in HTTP ({type(error).__name__})") from None
        except OSError as error:
            raise BriefingError(f"the connection broke ({error.strerror or error})") from None

    def _exchange(
        self, connection: socket.socket, address: Address, deadline: _Deadline, beginning: int
    ) -> Answer:
        request = http.client.HTTPConnection(address.host, address.port)
        # In place of `connect`: it has a connection, so it makes none.
        timed: Any = _Timed(connection, deadline)
        request.sock = timed
        request.auto_open = 0
        request.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
        for name, value in (
            ("Host", address.authority),
            ("User-Agent", self._agent),
            ("Accept", "text/html,application/xhtml+xml,application/pdf,text/*;q=0.9,*/*;q=0.5"),
            ("Accept-Encoding", "gzip"),
            ("Connection", "close"),
        ):
            request.putheader(name, value)
        request.endheaders()
        with closing(request.getresponse()) as response:
            headers = tuple(response.getheaders())
            answer = Answer(response.status, response.reason.strip(), headers)
            if response.status != 200:
                return answer
            body, cut = self._body(response, answer, beginning)
        return Answer(answer.status, answer.reason, headers, body, cut)

    def _body(self, response: http.client.HTTPResponse, answer: Answer, beginning: int) -> tuple[bytes, bool]:
        most = beginning or self._limits.max_bytes
        if not beginning and response.length is not None and response.length > most:
            raise _too_large(most)
        packing = answer.header("content-encoding").strip().lower()
        pieces = _pieces(response, most, whole=not beginning)
        if packing in ("gzip", "x-gzip"):
            pieces = _unpacked(pieces, most)
        elif packing not in ("", "identity"):
            raise BriefingError(f"is packed in a way that was not asked for ({packing[:20]})")
        body = bytearray()
        for piece in pieces:
            body += piece
            if len(body) > most:
                if not beginning:
                    raise _too_large(most)
                return bytes(body[:most]), True
        return bytes(body), False

    def _connected(self, address: Address, deadline: _Deadline) -> socket.socket:
        """A connection to the first number behind the name that takes one, encrypted for https."""
        failed = "has no address"
        for family, number in self._numbers(address, deadline):
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                connection.settimeout(deadline.wait(self._limits.connect_s))
                connection.connect(number)
                return self._encrypted(connection, address, deadline)
            except TimeoutError:
                connection.close()
                failed = "does not answer"
                deadline.wait(0)  # raises when the whole time is over
            except OSError as error:
                connection.close()
                failed = f"cannot be reached ({error.strerror or error})"
            except BaseException:
                connection.close()
                raise
        raise BriefingError(f"{address.host} {failed}", hint="is the address right, and the network there?")

    def _encrypted(self, connection: socket.socket, address: Address, deadline: _Deadline) -> socket.socket:
        if address.scheme != "https":
            return connection
        connection.settimeout(deadline.wait(self._limits.connect_s))
        try:
            return self._context.wrap_socket(connection, server_hostname=address.host)
        except ssl.SSLCertVerificationError as error:
            raise BriefingError(
                f"the server's certificate is not good: {error.verify_message}",
                hint="--ca FILE trusts one more authority; there is no way around the check",
            ) from None
        except ssl.SSLError as error:
            raise BriefingError(f"TLS does not come about: {error.reason or error}") from None

    def _numbers(self, address: Address, deadline: _Deadline) -> list[tuple[Any, Any]]:
        """The numbers behind the name, in the system's order; an error when one of them is not public.

        One is enough: a name that leads to a public and a private machine was made for a purpose.
        """
        try:
            found = _within(deadline.wait(self._limits.total_s), self._look_up, address.host, address.port)
        except TimeoutError:
            raise
        except (OSError, UnicodeError):
            raise BriefingError(
                f"no machine has the name {address.host}", hint="is it right, and the network there?"
            ) from None
        numbers = [(family, number) for family, _, _, _, number in found]
        for _, number in numbers:
            if not (self._allow_private or is_public(str(number[0]))):
                raise BriefingError(
                    f"{address.host} is not on the open internet ({number[0]}): refused",
                    hint="--allow-private fetches from your own network too",
                )
        return list(dict.fromkeys(numbers))


def _look_up(host: str, port: int) -> list[tuple[Any, ...]]:
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _within(
    seconds: float, work: Callable[[str, int], list[tuple[Any, ...]]], *given: Any
) -> list[tuple[Any, ...]]:
    """What `work` answers; the system's look-up of names cannot be given a time, so it is waited for."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(work(*given))
        except Exception as error:  # handed over to the thread that waits
            answers.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not answers:
        raise TimeoutError
    (answer,) = answers
    if isinstance(answer, Exception):
        raise answer
    return list(answer)


def _pieces(response: http.client.HTTPResponse, most: int, *, whole: bool) -> Iterator[bytes]:
    """The body as it arrives. Stops at `most` bytes, with an error when it must be whole."""
    count = 0
    while piece := response.read(_PIECE):
        count += len(piece)
        if count > most and whole:
            raise _too_large(most)
        yield piece
        if count > most:
            return
    if response.length:  # what Content-Length promised and did not come
        raise BriefingError(
            f"broke off: {count} bytes came, {response.length} are missing", hint="fetch it again"
        )


def _unpacked(pieces: Iterator[bytes], most: int) -> Iterator[bytes]:
    """`pieces` of gzip unpacked, never more than a piece at a time, so that a bomb only fills its limit."""
    unpack = zlib.decompressobj(_GZIP)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if unpack.eof:
                    if not rest.startswith(b"\x1f"):
                        break  # padding after the end, as some servers send
                    unpack = zlib.decompressobj(_GZIP)
                yield unpack.decompress(rest, _PIECE)
                rest = unpack.unused_data if unpack.eof else unpack.unconsumed_tail
    except zlib.error:
        raise BriefingError("is packed as gzip and cannot be unpacked", hint="fetch it again") from None
    if not unpack.eof:
        raise BriefingError("broke off before the end of its gzip packing", hint="fetch it again")


def _too_large(most: int) -> BriefingError:
    size = f"{most / 1_000_000:g} MB" if most >= 100_000 else f"{most} bytes"
    return BriefingError(f"is larger than {size}", hint="--max-bytes raises the limit")


class _Deadline:
    """The end of a request: how long a single wait may still be."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.total_s

    def wait(self, most: float) -> float:
        """Seconds for the next wait, `most` at most; `TimeoutError` when none are left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return min(most, left)

    def reason(self) -> str:
        """Why the wait ended, in words."""
        if time.monotonic() >= self._end - 0.01:
            return f"takes longer than {self._limits.total_s:g} seconds"
        return f"has sent nothing for {self._limits.silence_s:g} seconds"

    def silence(self) -> float:
        return self.wait(self._limits.silence_s)


class _Timed:
    """What `http.client` takes for the connection: each of its waits ends in time."""

    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def sendall(self, data: Any) -> None:
        self._connection.settimeout(self._deadline.silence())
        self._connection.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self._connection, self._deadline), _PIECE)

    def close(self) -> None:
        """Left to who opened it."""


class _Reader(io.RawIOBase):
    def __init__(self, connection: socket.socket, deadline: _Deadline) -> None:
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._connection.settimeout(self._deadline.silence())
        return self._connection.recv_into(buffer)
