"""How days and times are written and read, where Django's own formats are not those of official documents."""
