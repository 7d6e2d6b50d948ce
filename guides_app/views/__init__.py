"""The library's pages: public, the same for everybody, kept by caches, and without a cookie."""
