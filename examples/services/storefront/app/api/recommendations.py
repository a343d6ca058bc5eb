"""Recommendations."""

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.db.session import get_session
from app.services import ranking
from app.tools import product_tools

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.get("/trending")
def trending(limit: int = 5) -> list[dict]:
    return product_tools.get_trending_products(limit)


@router.get("/{product_id}")
def similar(product_id: int, session: Session = Depends(get_session)) -> dict:
    return ranking.rank_similar(session, product_id)


@router.delete("/{product_id}/cache")
def drop_cache(product_id: int) -> dict:
    ranking.forget(product_id)
    return {"dropped": product_id}
