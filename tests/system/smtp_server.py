"""A real SMTP server (aiosmtpd) that does what a test tells it to, by lines of JSON on its standard input.

{"listen": PORT}                                 listens; also after "down"
{"down": true}                                   closes everything
{"to": ADDRESS, "manner": M, "times": N}         the next N mails to this address meet "slow", "later" (451), "refuse"
                                                 (550) or "drop": taken as a whole, and the connection cut unanswered

Each is answered by {"done": true}. A mail that came in as a whole is told as {"mail": {...}}.
"""

import asyncio
import email
import email.policy
import json
import sys

from aiosmtpd.smtp import SMTP

SLOW_S = 1.5


def say(value):
    print(json.dumps(value), flush=True)


def read(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
    headers = {name.lower(): str(value) for name, value in message.items()}
    types = [part.get_content_type() for part in message.walk()]
    return {"headers": headers, "types": types, "text": parts.get("text/plain"), "html": parts.get("text/html")}


class Handler:
    def __init__(self):
        self.manners = {}

    def manner_of(self, address, wanted):
        manner, times = self.manners.get(address, ("", 0))
        if times == 0 or manner not in wanted:
            return ""
        self.manners[address] = (manner, times - 1)
        return manner

    async def handle_RCPT(self, server, session, envelope, address, options):
        manner = self.manner_of(address, ("later", "refuse"))
        if manner == "later":
            return "451 4.7.1 come again later"
        if manner == "refuse":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (address,) = envelope.rcpt_tos
        manner = self.manner_of(address, ("slow", "drop"))
        if manner == "slow":
            await asyncio.sleep(SLOW_S)
        say({"mail": {"to": address, "manner": manner, **read(envelope.content)}})
        if manner == "drop":
            server.transport.abort()
        return "250 OK"


class Server:
    def __init__(self):
        self.handler = Handler()
        self.listening = None
        self.sessions = []

    def session(self):
        protocol = SMTP(self.handler, hostname="mail.example", enable_SMTPUTF8=True)
        self.sessions.append(protocol)
        return protocol

    async def up(self, port):
        self.listening = await asyncio.get_running_loop().create_server(self.session, "127.0.0.1", port)

    async def down(self):
        self.listening.close()
        for protocol in self.sessions:
            if protocol.transport is not None:
                protocol.transport.abort()
        self.sessions.clear()

    async def obey(self, order):
        if "listen" in order:
            await self.up(order["listen"])
        elif "down" in order:
            await self.down()
        else:
            self.handler.manners[order["to"]] = (order["manner"], order["times"])


async def main():
    server = Server()
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        await server.obey(json.loads(line))
        say({"done": True})


asyncio.run(main())
