"""The bridge to the source of truth: client, model, snapshot, writer, journal, selection, text. Knows nothing of the engine."""
