"""Health: each dependency is asked."""

import httpx
from fastapi import APIRouter, Depends, Response
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.config import settings
from app.db.session import get_session

router = APIRouter(tags=["health"])


@router.get("/health")
def health(response: Response, session: Session = Depends(get_session)) -> dict:
    parts = {"database": ask_database(session), "payment": ask_payment()}
    healthy = all(parts.values())
    response.status_code = 200 if healthy else 503
    return {"status": "healthy" if healthy else "unhealthy", "parts": parts}


@router.get("/health/live")
def liveness() -> dict:
    return {"status": "alive"}


def ask_database(session: Session) -> bool:
    session.execute(text("SELECT 1"))
    return True


def ask_payment() -> bool:
    return httpx.get(f"{settings.payment_url}/health", timeout=2).is_success
