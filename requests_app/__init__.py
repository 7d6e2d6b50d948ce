"""The office: requests, evidence, look-up, letters."""
