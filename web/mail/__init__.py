"""Mail out: what it says, and how it gets away."""
