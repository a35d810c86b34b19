"""A provider and a server that believes it, for each file of tests of the way in."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.sign_in.provider import Provider, provider
from tests.sign_in.signed_in import served


@pytest.fixture(scope="module")
def at() -> Iterator[Provider]:
    with provider() as one:
        yield one


@pytest.fixture(scope="module")
def client(at: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with served(tmp_path_factory.mktemp("served"), at) as one:
        yield one
