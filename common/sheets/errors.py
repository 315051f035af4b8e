class BadSpreadsheet(ValueError):
    """The file cannot be read as a table. The message is translated, for the person who sent it.

    ``reason`` is a stable word for code and tests: empty, corrupt, password, macros, encoding,
    type, bytes, rows, columns, bomb.
    """

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason
