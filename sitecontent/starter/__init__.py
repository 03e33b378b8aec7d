"""Starter content of the reference site: fictional partners, events and factual funding guides in fi, sv and en."""
