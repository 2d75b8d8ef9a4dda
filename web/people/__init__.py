"""People: how they join, sign in, are found by administrators, and leave."""
