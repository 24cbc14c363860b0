"""A capture to everything else: catalogue, triggers, registrations, handler projects and their proof."""
