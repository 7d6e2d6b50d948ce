"""The library: cars, radios and guides. It knows facts with their sources, and nothing of requests or people.

Rooms, from the ground up:

- entry: a code and a procedure, made into presses
- lockout: wrong tries and a rule, made into minutes
- identifiers: what somebody typed, read as the number of a radio
- vin_signs: what a whole VIN says beside its end
- readings: the answers that identifiers gives
- number_shapes: what part numbers, types, serial numbers and VINs look like
- lookalikes: letters that are taken for one another
- search: typed words, taken apart
- spelling: words that nearly are the same
- translation: a text, its translations, and how good each still is
- rendering: Markdown into safe HTML
- lints: what stops a text from being published
- masking: numbers and addresses blotted out of what readers write
- squares: the grid over a picture in which parts of it are covered
- marks: rings, arrows and numbers over a picture
- pictures: the one intake for pictures and papers: drawn anew in a confined process, or refused
- clients: which network a request comes from
- models: what the library keeps
- finder: words and numbers to guides, by an index
- limits: how often one client may do what
- unsent: forms that arrive when their writer is signed in no longer
- posted: addresses that take a form and show nothing by themselves
- visits: how often a page was read, counted aside
- library: the way of a text into the rows that readers see, and out into files
- templatetags: small words for the pages
- views: the readers' doors
- sitemaps: the readers' pages, for search engines
- api: guides and radios for other software
- admin: the editors' doors
- management: the operators' doors
"""
