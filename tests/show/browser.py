"""A headless Chromium that tests can press keys in, over its own debugging protocol; nothing is downloaded."""

import json
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Any

import websocket

CHROMIUM = shutil.which("chromium")


class Browser:
    """One page of one browser with a profile of its own."""

    def __init__(self, profile: Path) -> None:
        assert CHROMIUM is not None
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        self._process = subprocess.Popen(
            [CHROMIUM, *options, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._count = 0
        self._socket = websocket.create_connection(self._address(profile), suppress_origin=True, timeout=30)

    def _address(self, profile: Path) -> str:
        told = profile / "DevToolsActivePort"
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if told.exists() and (lines := told.read_text().splitlines()):
                with urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json", timeout=10) as answer:
                    pages = [page for page in json.load(answer) if page["type"] == "page"]
                if pages:
                    return pages[0]["webSocketDebuggerUrl"]
            time.sleep(0.1)
        raise TimeoutError("the browser did not start")

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(timeout=30)

    def command(self, method: str, **parameters: Any) -> Any:
        self._count += 1
        self._socket.send(json.dumps({"id": self._count, "method": method, "params": parameters}))
        while (answer := json.loads(self._socket.recv())).get("id") != self._count:
            pass
        return answer["result"]

    def value(self, expression: str) -> Any:
        """Return what a JavaScript expression gives on the page."""
        return self.command("Runtime.evaluate", expression=expression, returnByValue=True)["result"].get("value")

    def open(self, path: Path) -> None:
        self.command("Page.navigate", url=path.as_uri())
        until = time.monotonic() + 30
        while self.value("document.readyState + location.protocol") != "completefile:" and time.monotonic() < until:
            time.sleep(0.05)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.command("Input.dispatchKeyEvent", type="keyDown", key=key, text=key if len(key) == 1 else "")
            self.command("Input.dispatchKeyEvent", type="keyUp", key=key)
