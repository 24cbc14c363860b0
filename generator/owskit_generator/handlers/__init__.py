"""The handler project: rendered in memory, compared with what stands in its folder, then written."""
