"""The agents' desk: its page, and the half of the chat's public interface that is theirs."""
