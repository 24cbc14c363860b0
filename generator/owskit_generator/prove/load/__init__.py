"""The load of a day with the real limit of 10,000 deliveries, played to its end on a clock that the proof moves."""
