"""An OpenAI-compatible server in front of a Scripted model, and a proxy before it that does what networks and servers do."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from algorist.core.language import Grammar
from algorist.core.language_model import LanguageModel, Request

Document = dict[str, Any]


class Quiet(BaseHTTPRequestHandler):
    """What both servers share: read a request, send a reply, log nothing."""

    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def send(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def refuse(self, status: int, message: str, **headers: str) -> None:
        self.send(status, json.dumps({"error": {"message": message, "type": "refused"}}).encode(), **headers)


class ModelServer(ThreadingHTTPServer):
    """Serves one language model; `can` says which of logprobs, grammar and n it gives, `key` what it asks for."""

    daemon_threads = True

    def __init__(self, model: LanguageModel, can: frozenset[str], key: str, limit_field: str = "max_tokens") -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.model, self.can, self.key, self.limit_field = model, can, key, limit_field
        self.seen: list[Document] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()


class _Answering(Quiet):
    server: ModelServer

    def do_POST(self) -> None:
        document = json.loads(self.body())
        with self.server.lock:
            self.server.seen.append(document)
            self.server.at_once += 1
            self.server.most_at_once = max(self.server.most_at_once, self.server.at_once)
        try:
            self._answer(document)
        finally:
            with self.server.lock:
                self.server.at_once -= 1

    def _answer(self, document: Document) -> None:
        server = self.server
        sent = self.headers.get("authorization", "")
        if sent != f"Bearer {server.key}":
            return self.refuse(401, f"Incorrect API key provided: {sent.removeprefix('Bearer ')}.")
        if self.path != "/v1/chat/completions":
            return self.refuse(404, "no such path")
        if server.limit_field not in document:
            return self.refuse(400, f"Unsupported parameter. Use '{server.limit_field}' instead.")
        if document.get("logprobs") and "logprobs" not in server.can:
            return self.refuse(400, "logprobs are not supported")
        grammar = document.get("grammar") if "grammar" in server.can else None
        request = Request(
            prompt=document["messages"][0]["content"],
            n=document.get("n", 1) if "n" in server.can else 1,
            grammar=None if grammar is None else Grammar(grammar),
            temperature=document["temperature"],
            max_tokens=document[server.limit_field],
            stop=tuple(document.get("stop") or ()),
            seed=document.get("seed", 0),
        )
        ((*completions,),) = asyncio.run(server.model.complete([request]))
        choices = [
            {
                "index": number,
                "finish_reason": each.finish,
                "message": {"role": "assistant", "content": each.text},
                "logprobs": _logprobs(each.tokens) if document.get("logprobs") else None,
            }
            for number, each in enumerate(completions)
        ]
        written = sum(each.tokens_out for each in completions)
        usage = {"prompt_tokens": completions[0].tokens_in + 3, "completion_tokens": written}
        usage["total_tokens"] = sum(usage.values())
        reply = {"id": "1", "object": "chat.completion", "created": 0, "model": document["model"], "choices": choices}
        return self.send(200, json.dumps({**reply, "usage": usage}).encode())


def _logprobs(tokens: Any) -> Document:
    return {
        "content": [
            {"token": each.text, "bytes": None, "logprob": each.log_probability, "top_logprobs": []} for each in tokens
        ]
    }


class Proxy(ThreadingHTTPServer):
    """Passes requests on, except that the next ones meet the `faults` in order (None passes one on); `seen` counts all."""

    daemon_threads = True

    def __init__(self, target: str) -> None:
        super().__init__(("127.0.0.1", 0), _Faulty)
        self.target = target
        self.faults: list[str | None] = []
        self.always: str | None = None
        self.seen = 0
        self.ended = threading.Event()
        self.lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that give up are part of the test."""


class _Faulty(Quiet):
    server: Proxy

    def do_POST(self) -> None:
        body = self.body()
        with self.server.lock:
            self.server.seen += 1
            fault = self.server.faults.pop(0) if self.server.faults else self.server.always
        key = self.headers.get("authorization", "")
        match fault:
            case "429":
                self.refuse(429, "Too many requests.", retry_after="0.05")
            case "429 for an hour":
                self.refuse(429, "Too many requests.", retry_after="3600")
            case "429 with a date":
                self.refuse(429, "Too many requests.", retry_after="Fri, 31 Dec 1999 23:59:59 GMT")
            case "500":
                self.refuse(500, f"Internal error while serving {key}.")
            case "400":
                self.refuse(400, f"Bad request with {key}. " + "x" * 5000)
            case "stall":
                self.server.ended.wait(20)
            case "drip":
                self._drip()
            case "cut":
                self._cut(body)
            case "reset":
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
            case "malformed":
                self.send(200, b'{"choices": [{"message": {"content": "4')
            case "html":
                self.send(200, b"<html>Sign in to the hotel's network</html>", content_type="text/html")
            case "empty":
                self.send(200, b"{}")
            case "odd":
                reply = {"choices": [{"nothing": 1}], "usage": {"prompt_tokens": 1, "completion_tokens": 1}}
                self.send(200, json.dumps(reply).encode())
            case "no usage":
                status, content = self._pass_on(body)
                document = json.loads(content)
                del document["usage"]
                self.send(status, json.dumps(document).encode())
            case None:
                self.send(*self._pass_on(body))
            case other:
                raise ValueError(other)

    def _pass_on(self, body: bytes) -> tuple[int, bytes]:
        headers = {name: self.headers[name] for name in ("authorization", "content-type") if name in self.headers}
        request = urllib.request.Request(self.server.target + self.path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return reply.status, reply.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def _cut(self, body: bytes) -> None:
        """Let the model work, and break off in the middle of its answer."""
        _, content = self._pass_on(body)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content[: len(content) // 2])
        self.wfile.flush()
        self.close_connection = True

    def _drip(self) -> None:
        """Send a byte now and then, so that no single read ever times out."""
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", "1000")
        self.end_headers()
        for _ in range(1000):
            if self.server.ended.wait(0.05):
                return
            self.wfile.write(b" ")
            self.wfile.flush()


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """Run a server in a thread; yield its address."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        if isinstance(server, Proxy):
            server.ended.set()
        server.shutdown()
        server.server_close()
        thread.join()
