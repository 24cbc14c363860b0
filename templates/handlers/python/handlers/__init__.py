"""Yours: one module a trigger, each with a function handle(event, ows)."""
