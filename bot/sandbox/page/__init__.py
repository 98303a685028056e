"""The page in the browser: what it draws, what people do on it, its clock and its switchboard of faults."""
