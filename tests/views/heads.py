"""Reads the head of a page as a search engine does: with a parser of HTML, and one of JSON for the data in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup


@dataclass(frozen=True)
class ReadHead:
    """``meta`` by name or property, ``links`` by relation; the nodes of ``graph`` by their type."""

    title: str
    meta: dict[str, list[str]]
    links: dict[str, list[str]]
    hreflang: dict[str, str]
    graph: list[dict[str, Any]]
    soup: BeautifulSoup

    def one(self, name: str) -> str:
        (value,) = self.meta[name]
        return value

    @property
    def canonical(self) -> str:
        (url,) = self.links["canonical"]
        return url

    def node(self, kind: str) -> dict[str, Any]:
        (found,) = [node for node in self.graph if node["@type"] == kind]
        return found


def read_head(response: Any, part: str = "head") -> ReadHead:
    """What is said in ``part`` of the page; more than one block of data is a mistake."""
    soup = BeautifulSoup(response.content.decode(), "html.parser")
    head = soup.find(part)
    meta: dict[str, list[str]] = {}
    for tag in head.find_all("meta"):
        if name := tag.get("name") or tag.get("property"):
            meta.setdefault(name, []).append(tag["content"])
    links: dict[str, list[str]] = {}
    hreflang = {}
    for tag in head.find_all("link"):
        links.setdefault(" ".join(tag["rel"]), []).append(tag["href"])
        if "hreflang" in tag.attrs:
            hreflang[tag["hreflang"]] = tag["href"]
    blocks = soup.find_all("script", type="application/ld+json")
    assert len(blocks) <= 1
    graph = []
    if blocks:
        whole = json.loads(blocks[0].string)
        assert whole["@context"] == "https://schema.org"
        graph = whole["@graph"]
    title = soup.find("title").get_text() if soup.find("title") else ""
    return ReadHead(title, meta, links, hreflang, graph, soup)
