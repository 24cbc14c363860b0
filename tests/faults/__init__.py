"""What may go wrong around owskit, and what somebody may send it: killed processes, full disks, broken connections,
mutated files, foreign pages. Short with the other tests, long with `make soak`."""
