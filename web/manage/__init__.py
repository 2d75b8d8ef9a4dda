"""The moderators' rooms: articles on their way to readers, and everything that is looked after there."""
