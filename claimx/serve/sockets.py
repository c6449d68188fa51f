"""The socket the server listens on: a file that only its owner may use, or a port of this machine alone."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

from claimx.errors import OutputError, UsageError


def check_host(host: str) -> str:
    """The loopback address that a host stands for; raises UsageError for any other, for claimx asks nobody who he is."""
    if host.lower() == "localhost":
        return "127.0.0.1"
    with contextlib.suppress(ValueError):
        address = ipaddress.ip_address(host.strip("[]"))
        if address.is_loopback:
            return str(address)
    raise UsageError(f"--host {host!r} is not an address of this machine alone", hint="use 127.0.0.1 or ::1")


@contextlib.contextmanager
def open_port(host: str, port: int) -> Iterator[socket.socket]:
    """A bound socket on a loopback address; port 0 is any that is free. Raises OutputError where it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise OutputError(f"{host} cannot be used: {error.strerror}", hint="use another --host") from error
    with listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            hint = "choose another --port; 0 takes any that is free"
            raise OutputError(f"port {port} of {host} cannot be used: {error.strerror}", hint=hint) from error
        yield listener


@contextlib.contextmanager
def open_file(path: Path) -> Iterator[socket.socket]:
    """A bound Unix socket of mode 0600 at the path, removed at the end; one that a dead server left is replaced.

    Raises OutputError where something else is there, another server listens, or it cannot be made.
    """
    _clear(path)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        mask = os.umask(0o177)  # the file has its mode from the start: no moment in which others could connect
        try:
            listener.bind(str(path))
        except OSError as error:
            what = error.strerror or str(error)
            raise OutputError(f"{path}: cannot be made: {what}", hint="choose another, shorter place") from error
        finally:
            os.umask(mask)
        ours = path.stat().st_ino
        try:
            yield listener
        finally:
            with contextlib.suppress(OSError):
                if path.stat(follow_symlinks=False).st_ino == ours:
                    path.unlink()


def _clear(path: Path) -> None:
    """Removes a socket nobody listens on."""
    try:
        if not stat.S_ISSOCK(path.stat(follow_symlinks=False).st_mode):
            raise OutputError(f"{path}: there is a file of that name", hint="choose another place")
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return
        raise OutputError(f"{path}: cannot be used: {error.strerror}", hint="choose another place") from error
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2.0)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
            return
        except OSError as error:
            raise OutputError(f"{path}: cannot be used: {error.strerror}", hint="choose another place") from error
    raise OutputError(f"{path}: a server listens there already", hint="stop it, or choose another place")
