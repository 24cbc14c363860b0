"""The figures: `make bench`. Each row is a ratio measured side by side in one run. A benchmark is no test."""
