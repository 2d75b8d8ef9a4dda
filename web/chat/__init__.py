"""The chat: its public interface for customers, its widget, its live streams, and the pages of a conversation."""
