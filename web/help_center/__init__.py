"""The help center: its pages, and how people and machines find what is published."""
