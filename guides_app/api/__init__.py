"""Guides and radios for other software: what readers are told, as data, each fact with its source. Read only."""
