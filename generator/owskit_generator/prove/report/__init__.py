"""A proof for people and for build servers: an HTML page and JUnit's XML."""
