"""Products."""

from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.auth import require_admin
from app.db.models import Product
from app.db.session import get_session

router = APIRouter(prefix="/products", tags=["catalogue"])


@router.get("")
def list_products(session: Session = Depends(get_session)) -> list[dict]:
    products = session.scalars(select(Product).order_by(Product.name)).all()
    return [{"id": p.id, "name": p.name, "price": p.price} for p in products]


@router.get("/search")
def search_products(q: str, session: Session = Depends(get_session)) -> list[dict]:
    products = session.scalars(select(Product).where(Product.name.icontains(q, autoescape=True))).all()
    return [{"id": p.id, "name": p.name, "price": p.price} for p in products]


@router.get("/{product_id}")
def read_product(product_id: int, session: Session = Depends(get_session)) -> dict:
    product = session.get(Product, product_id)
    if product is None:
        raise HTTPException(404, "No such product")
    return {"id": product.id, "name": product.name, "price": product.price}


@router.post("/{product_id}/stock", dependencies=[Depends(require_admin)])
def change_stock(product_id: int, amount: int, session: Session = Depends(get_session)) -> dict:
    product = session.get(Product, product_id)
    if product is None:
        raise HTTPException(404, "No such product")
    product.stock += amount
    session.commit()
    return {"id": product.id, "stock": product.stock}
