"""Administration."""

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.auth import require_admin
from app.db.models import Order
from app.db.session import get_session

router = APIRouter(tags=["admin"])


@router.get("/orders", dependencies=[Depends(require_admin)])
def all_orders(session: Session = Depends(get_session)) -> list[dict]:
    orders = session.scalars(select(Order).order_by(Order.id)).all()
    return [{"id": o.id, "user": o.user_id, "state": o.state} for o in orders]


@router.post("/orders/{order_id}/cancel", dependencies=[Depends(require_admin)])
def cancel_order(order_id: int, session: Session = Depends(get_session)) -> dict:
    order = session.get(Order, order_id)
    if order is None:
        raise HTTPException(404, "No such order")
    order.state = "cancelled"
    session.commit()
    return {"id": order_id, "state": "cancelled"}
