"""Pictures of labels and papers. Knows neither tables nor the web."""
