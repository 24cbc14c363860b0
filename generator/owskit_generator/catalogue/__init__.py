"""The catalogue of service calls: which there are, what they carry, which actions are behind them."""
