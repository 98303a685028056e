"""The listeners: read the payload, call a use case, return. A module a feature; registrar.py has them all."""
