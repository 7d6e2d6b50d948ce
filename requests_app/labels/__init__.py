"""Photos of labels, drawn and read. Knows neither tables nor the web.

- specimen: draws those of the demonstration
- engines: what reads a label, where it is installed; barcodes and texts, one each
- voting: from what engines saw to what is believed of it
- isolation: our side of a reading; reader: the process that does it
"""
