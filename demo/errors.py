class DemoError(ValueError):
    """A demonstration cannot be loaded or dropped as things stand."""
