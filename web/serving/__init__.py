"""The processes behind the pages, and what they tell of themselves."""
