"""The bottom room: Vietnamese text, spreadsheets, PDF and database helpers; imports nothing of ours."""
