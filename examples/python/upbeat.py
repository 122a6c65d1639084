#!/usr/bin/env python3
"""Upbeat with Python's standard library: lists websites, creates one, and follows its ticks.

    UPBEAT_URL=http://127.0.0.1:8080 UPBEAT_TOKEN=… ./upbeat.py URL-TO-WATCH [TICKS]
"""

import itertools
import json
import os
import sys
import time
from collections.abc import Iterator
from http.client import HTTPException
from urllib.request import Request, urlopen

ENDPOINT = os.environ.get("UPBEAT_URL", "http://127.0.0.1:8080") + "/graphql"
TOKEN = os.environ["UPBEAT_TOKEN"]

WEBSITES = """
query Websites($after: String) {
  websites(first: 2, after: $after) {
    nodes { id name status }
    pageInfo { hasNextPage endCursor }
  }
}
"""
CREATE_WEBSITE = """
mutation CreateWebsite($input: CreateWebsiteInput!) {
  createWebsite(input: $input) { id }
}
"""
TICKS = """
subscription Ticks($id: ID!) {
  ticks(websiteIds: [$id]) {
    tick { slot region outcome responseTimeMs }
  }
}
"""


class GraphQLError(Exception):
    """What the server says is wrong with a request."""


def request(query: str, variables: dict, accept: str, **headers: str) -> Request:
    return Request(
        ENDPOINT,
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={
            "Accept": accept,
            "Content-Type": "application/json",
            "Authorization": f"Bearer {TOKEN}",
            **headers,
        },
    )


def data_of(answer: dict) -> dict:
    if errors := answer.get("errors"):
        raise GraphQLError(f"{errors[0]['message']} ({errors[0]['extensions']['code']})")
    return answer["data"]


def ask(query: str, **variables: object) -> dict:
    with urlopen(request(query, variables, "application/json"), timeout=30) as response:
        return data_of(json.load(response))


def websites() -> Iterator[dict]:
    """All websites, page by page."""
    after, has_next = None, True
    while has_next:
        page = ask(WEBSITES, after=after)["websites"]
        yield from page["nodes"]
        after, has_next = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]


def follow(website_id: str) -> Iterator[dict]:
    """The ticks of a website. After a lost connection it goes on behind the last one."""
    last = {}
    while True:
        try:
            events = request(TICKS, {"id": website_id}, "text/event-stream", **last)
            # The server says something every 20 s.
            with urlopen(events, timeout=60) as stream:
                for line in stream:
                    field, _, value = line.decode().rstrip("\n").partition(": ")
                    if field == "id":
                        last = {"Last-Event-ID": value}
                    elif field == "data":
                        yield data_of(json.loads(value))["ticks"]["tick"]
        except (OSError, HTTPException):
            pass
        time.sleep(0.5)


def main(target: str, ticks: int | None = None) -> None:
    for website in websites():
        print("website", website["status"], website["name"])
    website_id = ask(CREATE_WEBSITE, input={"url": target})["createWebsite"]["id"]
    print("created", website_id, flush=True)
    for tick in itertools.islice(follow(website_id), ticks):
        took = f"{tick['responseTimeMs']} ms"
        print("tick", tick["slot"], tick["region"], tick["outcome"], took, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:3]))
