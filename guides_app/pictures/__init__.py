"""The one intake for pictures and papers, for the library's own and for what customers send. No tables, no settings.

What comes in is told by its content, bounded, drawn anew from its pixels in a confined process, or refused with a
reason. Whoever asks says what it wants: pages as JPEGs (`intake.take_in`) or a master for guides (`masters.clean`).

- limits: every figure
- formats: what a file is, which formats are taken, what its header says
- intake: the door; isolation, waiting, confinement, jobs, answers, memory_file: to the decoder and back
- decoder, photos, colours, papers, pages, legibility, likeness: what runs in that process
- masters, editing, renditions: the library's own pictures
"""
