"""Health."""

from fastapi import APIRouter

router = APIRouter(tags=["health"])


@router.get("/health")
def health() -> dict:
    return {
        "status": "healthy",
        "database": "connected",
        "cache": "connected",
        "payment": "connected",
    }
