"""What stands between a browser and the application: requests it answers, pages it lets talk."""

from abc import ABC, abstractmethod

from starlette.types import ASGIApp, Receive, Scope, Send


class Between(ABC):
    """A middleware that has a way of its own for requests, and one for pages' WebSockets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match scope["type"]:
            case "websocket":
                await self._talk(scope, receive, send)
            case "http":
                await self._answer(scope, receive, send)
            case _:
                await self.app(scope, receive, send)

    @abstractmethod
    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None: ...

    @abstractmethod
    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None: ...
