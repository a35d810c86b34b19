"""What stands between a browser and the application: requests it answers, pages it lets talk."""

from starlette.types import ASGIApp, Receive, Scope, Send


class Between:
    """A middleware with a way of its own for requests, for pages' WebSockets, or for both."""

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

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
