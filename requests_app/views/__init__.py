"""The customers' doors: the questions of a request, its tracking page, the code. They parse, call and answer."""
