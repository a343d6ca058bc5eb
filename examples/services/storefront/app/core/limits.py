"""Limits on how often a user may call."""

from fastapi import Request
from slowapi import Limiter


def caller(request: Request) -> str:
    return str(request.state.user_id)


limiter = Limiter(key_func=caller, default_limits=["60/minute"])
