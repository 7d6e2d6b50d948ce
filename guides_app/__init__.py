"""The library: cars, radios and guides. It knows facts with their sources, and nothing of requests or people."""
