#!/usr/bin/python3
"""A real SMTP server (aiosmtpd) that keeps every mail as a file: MAILDIR/<number>.eml, envelope in X-Lab headers.

Usage: smtp_keeper.py MAILDIR [PORT [REFUSED…]]; prints "listening PORT" once it takes mail. Nothing is taken for the
addresses that are REFUSED.
"""
import pathlib
import signal
import sys
import threading

from aiosmtpd.controller import Controller


class Keeper:
    def __init__(self, folder: pathlib.Path, refused: list[str]):
        self.folder, self.refused = folder, refused
        self.count = len(list(folder.glob("*.eml")))
        self.lock = threading.Lock()

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if address in self.refused:
            return "550 5.1.1 no such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.count += 1
            head = f"X-Lab-From: {envelope.mail_from}\r\nX-Lab-To: {', '.join(envelope.rcpt_tos)}\r\n"
            part = self.folder / f"{self.count:04d}.part"
            part.write_bytes(head.encode() + envelope.original_content)
            part.rename(self.folder / f"{self.count:04d}.eml")
            return f"250 2.0.0 Ok: queued as LAB{self.count:04d}"


def main() -> None:
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    wanted = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    controller = Controller(Keeper(folder, sys.argv[3:]), hostname="127.0.0.1", port=wanted)
    # aiosmtpd checks its own port after the start and does not know the one the system chose; ask for a free one first.
    if wanted == 0:
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            controller.port = probe.getsockname()[1]
    controller.start()
    print(f"listening {controller.port}", flush=True)
    signal.sigwait({signal.SIGTERM, signal.SIGINT})
    controller.stop()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT})
    main()
