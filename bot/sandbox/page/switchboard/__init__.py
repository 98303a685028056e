"""How the page offers the faults: what each is called, and what it can be told."""
