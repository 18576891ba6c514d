"""A real SMTP server (aiosmtpd) on an ephemeral port, whose answers the addresses choose; ends when its stdin does.

Prints "ready PORT", then a JSON line for each login, sender and accepted message. Sender bad@… is refused; recipients
refused@…, later@…, busy@… get 550, 450, 421; a message that holds "X-Test: too big" gets 552 after its last dot.
"""
import argparse
import asyncio
import base64
import json
import logging
import socket
import ssl
import sys
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

REFUSED = {"refused": "550 5.1.1 no such user here", "later": "450 4.2.1 mailbox busy", "busy": "421 4.3.2 going down"}


def tell(**event):
    print(json.dumps(event), flush=True)


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        tell(event="mail", sender=address, tls=session.ssl is not None)
        if address.startswith("bad@"):
            return "550 5.7.1 sender refused"
        envelope.mail_from = address
        return "250 2.1.0 sender ok"

    async def handle_RCPT(self, server, session, envelope, address, options):
        reply = REFUSED.get(address.split("@")[0])
        if reply is None:
            envelope.rcpt_tos.append(address)
        return reply or "250 2.1.5 recipient ok"

    async def handle_DATA(self, server, session, envelope):
        if b"X-Test: too big" in envelope.content:
            return "552 5.3.4 message too big"
        tell(event="message", sender=envelope.mail_from, to=envelope.rcpt_tos, peer=session.peer[1],
             content=base64.b64encode(envelope.content).decode())
        return "250 2.0.0 Ok: queued as REAL1"


def authenticator(wanted):
    def check(server, session, envelope, mechanism, data):
        tell(event="login", user=data.login.decode(), tls=session.ssl is not None)
        return AuthResult(success=f"{data.login.decode()}:{data.password.decode()}" == wanted, handled=False)
    return check


def injecting_server(context):
    """Puts a reply in clear behind the answer to STARTTLS; a client that keeps it takes it for the answer to EHLO."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        peer, _ = listener.accept()
        lines = peer.makefile("rb")
        peer.sendall(b"220 hello\r\n")
        lines.readline()
        peer.sendall(b"250-hello\r\n250 STARTTLS\r\n")
        lines.readline()
        peer.sendall(b"220 go on\r\n250-injected\r\n250 AUTH PLAIN\r\n")
        lines.detach()
        with context.wrap_socket(peer, server_side=True) as secure:
            words = secure.makefile("rb")
            for line in words:
                tell(event="line", text=line.decode().strip())
                secure.sendall(b"250 hello again\r\n" if line.startswith(b"EHLO") else b"221 bye\r\n")
    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


async def serve(options, context):
    extra = {"hostname": "mail.example", "data_size_limit": 10_000_000}
    if options.starttls:
        extra.update(tls_context=context, require_starttls=True)
    if options.auth:
        extra.update(authenticator=authenticator(options.auth), auth_required=True, auth_require_tls=not options.smtps,
                     auth_exclude_mechanism=options.without)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Handler(), **extra), "127.0.0.1", 0, ssl=context if options.smtps else None)
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


def main():
    warnings.simplefilter("ignore")
    logging.disable()  # handshakes that fail are what some tests are about
    parser = argparse.ArgumentParser()
    parser.add_argument("--pem", help="certificate and key")
    parser.add_argument("--starttls", action="store_true")
    parser.add_argument("--smtps", action="store_true")
    parser.add_argument("--inject", action="store_true")
    parser.add_argument("--auth", help="USER:PASSWORD, then required")
    parser.add_argument("--without", action="append", default=[], help="login mechanisms that are not offered")
    options = parser.parse_args()
    context = None
    if options.pem:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.pem)
    if options.inject:
        print("ready", injecting_server(context), flush=True)
        sys.stdin.read()
    else:
        asyncio.run(serve(options, context))


main()
