"""The guide editor: one document as a form, from the first draft to what readers see. Writes no row of the library."""
