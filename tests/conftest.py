"""Property tests have no deadline of their own: on a busy machine 200 ms are over before anything has gone wrong."""

from hypothesis import settings

settings.register_profile("owskit", deadline=None)
settings.load_profile("owskit")
