"""Recommendations."""

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session

from app.core.auth import require_admin
from app.db.session import get_session
from app.services import ranking

router = APIRouter(prefix="/recommendations", tags=["recommendations"])


@router.get("/{product_id}")
def similar(product_id: int, session: Session = Depends(get_session)) -> dict:
    return ranking.rank_similar(session, product_id)


@router.delete("/{product_id}/cache", dependencies=[Depends(require_admin)])
def drop_cache(product_id: int) -> dict:
    ranking.forget(product_id)
    return {"dropped": product_id}
