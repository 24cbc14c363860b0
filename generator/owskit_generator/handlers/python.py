"""The Python project: FastAPI and uvicorn, with nothing of owskit at run time."""

from __future__ import annotations

from owskit_generator.handlers.kit import Kit

PYTHON = Kit(
    language="python",
    suffix=".py",
    handler="handlers/handler.py.j2",
    is_handler=rb"^(?:async )?def handle\(",
    install=["python", "-m", "pip", "install", "-r", "requirements.txt"],
    start=["python", "-m", "generated"],
    worker=["python", "-m", "generated", "worker"],
    test=["python", "-m", "pytest"],
)
