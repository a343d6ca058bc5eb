"""Administration."""

from fastapi import APIRouter, Depends
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.auth import require_admin
from app.db.session import get_session

router = APIRouter(tags=["admin"])


@router.get("/orders", dependencies=[Depends(require_admin)])
def all_orders(session: Session = Depends(get_session)) -> list[dict]:
    rows = session.execute(text("SELECT id, user_id, state FROM orders ORDER BY id"))
    return [dict(row) for row in rows.mappings()]


@router.post("/orders/{order_id}/cancel", dependencies=[Depends(require_admin)])
def cancel_order(order_id: int, session: Session = Depends(get_session)) -> dict:
    session.execute(text("UPDATE orders SET state = 'cancelled' WHERE id = :id"), {"id": order_id})
    session.commit()
    return {"id": order_id, "state": "cancelled"}
