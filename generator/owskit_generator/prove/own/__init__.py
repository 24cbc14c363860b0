"""The partner's own handlers under proof: the project as it is, with events made for each of its triggers."""
