"""Orders."""

from fastapi import APIRouter, Depends
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.auth import current_user
from app.db.models import Order
from app.db.session import get_session
from app.services import payment, shipping

router = APIRouter(prefix="/orders", tags=["orders"], dependencies=[Depends(current_user)])


@router.get("")
def list_orders(user: dict = Depends(current_user), session: Session = Depends(get_session)) -> list[dict]:
    orders = session.scalars(select(Order).where(Order.user_id == user["id"])).all()
    return [{"id": o.id, "state": o.state} for o in orders]


@router.post("", status_code=201)
def create_order(
    product_id: int,
    quantity: int,
    user: dict = Depends(current_user),
    session: Session = Depends(get_session),
) -> dict:
    order = Order(user_id=user["id"], product_id=product_id, quantity=quantity)
    session.add(order)
    session.flush()
    receipt = payment.charge(order.id, quantity)
    session.commit()
    return {"id": order.id, "payment": receipt, "delivery": shipping.estimate_delivery(order.id)}
