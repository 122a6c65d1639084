"""A mail server for tests: what it takes becomes a JSON file, parsed by Python's own library.

    smtp_server.py DIRECTORY SETTINGS

SETTINGS is a JSON object; all of it may be left out:

    tls         "implicit" or "starttls", which it then requires
    cert, key   paths of its certificate and its key, as PEM
    user, password, mechanisms      whom it lets in, and how: ["PLAIN", "LOGIN"]
    mail, data, end     its reply to the sender, to DATA, and to what follows it
    rcpt        its reply to a recipient, by address
    hang        what it never answers: "mail", "rcpt" or "end"
    leave_after how many mails it takes in one connection, before it leaves

It prints the port on which it listens, and ends with its standard input.
"""

import asyncio
import email
import email.policy
import json
import logging
import os
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

logging.disable()
DIRECTORY, SETTINGS = sys.argv[1], json.loads(sys.argv[2])


class Handler:
    """Answers as the settings say."""

    def __init__(self):
        self.taken = 0

    async def hang(self, where):
        if SETTINGS.get("hang") == where:
            await asyncio.sleep(3600)

    async def handle_MAIL(self, server, session, envelope, address, options):
        await self.hang("mail")
        if "mail" in SETTINGS:
            return SETTINGS["mail"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        await self.hang("rcpt")
        reply = SETTINGS.get("rcpt", {}).get(address, "250 2.1.5 OK")
        if reply.startswith("2"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server, session, envelope):
        await self.hang("end")
        if "end" in SETTINGS:
            if SETTINGS["end"] == "close":
                server.transport.abort()
            return SETTINGS["end"]
        mail = email.message_from_bytes(envelope.original_content, policy=email.policy.SMTP)
        parts = {part.get_content_type(): part for part in mail.walk()}
        text = lambda kind: parts[kind].get_content() if kind in parts else None
        written = {
            "peer": session.host_name,
            "login": getattr(session, "user", None),
            "is_encrypted": server.transport.get_extra_info("ssl_object") is not None,
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "headers": [[name, str(value)] for name, value in mail.items()],
            "text": text("text/plain"),
            "html": text("text/html"),
            "raw": envelope.original_content.decode("latin-1"),
        }
        number = len(os.listdir(DIRECTORY))
        part = os.path.join(DIRECTORY, f".{number}")
        with open(part, "w") as file:
            json.dump(written, file)
        os.rename(part, os.path.join(DIRECTORY, f"{number:03}.json"))
        self.taken += 1
        return f"250 2.0.0 OK: queued as {number}"


class Server(SMTP):
    async def smtp_DATA(self, arg):
        if "data" in SETTINGS:
            return await self.push(SETTINGS["data"])
        await super().smtp_DATA(arg)

    async def smtp_MAIL(self, arg):
        if self.event_handler.taken >= SETTINGS.get("leave_after", 1 << 30):
            await self.push("421 4.7.0 enough for now")
            return self.transport.close()
        await super().smtp_MAIL(arg)


def authenticator(server, session, envelope, mechanism, data):
    allowed = {"PLAIN", "LOGIN"}.intersection(SETTINGS.get("mechanisms", ["PLAIN", "LOGIN"]))
    is_right = (
        mechanism in allowed
        and isinstance(data, LoginPassword)
        and data.login.decode() == SETTINGS["user"]
        and data.password.decode() == SETTINGS["password"]
    )
    if is_right:
        session.user = data.login.decode()
    # Without `handled`, it would mean that the answer is given.
    return AuthResult(success=is_right, handled=False)


def protocol(context):
    has_login = "user" in SETTINGS
    is_starttls = SETTINGS.get("tls") == "starttls"
    offered = SETTINGS.get("mechanisms", ["PLAIN", "LOGIN"]) if has_login else []
    return Server(
        Handler(),
        hostname="mail.test",
        tls_context=context if is_starttls else None,
        require_starttls=is_starttls,
        authenticator=authenticator if has_login else None,
        auth_required=has_login,
        # TLS from the first byte is none that it knows of.
        auth_require_tls=is_starttls,
        auth_exclude_mechanism={"PLAIN", "LOGIN"}.difference(offered),
    )


async def main():
    context = None
    if "tls" in SETTINGS:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(SETTINGS["cert"], SETTINGS["key"])
    loop = asyncio.get_running_loop()
    implicit = context if SETTINGS.get("tls") == "implicit" else None
    server = await loop.create_server(
        lambda: protocol(context), "127.0.0.1", 0, ssl=implicit
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


asyncio.run(main())
