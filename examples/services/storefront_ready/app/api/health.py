"""Health: each dependency is asked."""

import logging

import httpx
from fastapi import APIRouter, Depends, Response
from sqlalchemy import literal, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.core.config import settings
from app.db.session import get_session

logger = logging.getLogger(__name__)
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
    try:
        session.execute(select(literal(1)))
    except SQLAlchemyError:
        logger.warning("The database does not answer", exc_info=True)
        return False
    return True


def ask_payment() -> bool:
    try:
        return httpx.get(f"{settings.payment_url}/health", timeout=2).is_success
    except httpx.HTTPError:
        logger.warning("The payment provider does not answer", exc_info=True)
        return False
