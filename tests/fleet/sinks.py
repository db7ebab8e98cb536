"""Who gets the messages: a chat's address for posts, and a mail server. They keep what they are sent."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from email import message_from_bytes, policy

from tests.servers import read_whole_request, reply


class Sinks:
    """Attributes: `posts` and `mails`, as texts; `chat` and `smtp`, the ports."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.mails: list[str] = []
        self.chat = self.smtp = 0

    async def open(self) -> None:
        for name, serve in (("chat", self._chat), ("smtp", self._smtp)):
            server = await asyncio.start_server(serve, "127.0.0.1", 0)
            setattr(self, name, server.sockets[0].getsockname()[1])

    async def _chat(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            request = await read_whole_request(reader)
            [attachment] = json.loads(request.body)["attachments"]
            self.posts.append(f"{attachment['title']}: {attachment['text'].strip()}")
            writer.write(reply(200, "ok"))
            await writer.drain()
        writer.close()

    async def _smtp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, EOFError):
            writer.write(b"220 sink\r\n")
            while line := await reader.readline():
                if line.upper().startswith(b"DATA"):
                    writer.write(b"354 go on\r\n")
                    mail = message_from_bytes(await reader.readuntil(b"\r\n.\r\n"), policy=policy.default)
                    body = mail.get_body() if mail.is_multipart() else mail
                    text = body.get_content() if body is not None else ""
                    self.mails.append(f"{mail['Subject']}: {text.strip().removesuffix('.').strip()}")
                writer.write(b"250 ok\r\n" if not line.upper().startswith(b"QUIT") else b"221 bye\r\n")
                await writer.drain()
        writer.close()
