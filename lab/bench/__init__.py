"""Benchmarks: each module measures one thing and returns rows; `inv dev.bench` prints them."""
