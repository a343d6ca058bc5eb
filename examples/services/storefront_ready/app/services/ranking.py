"""Which products are alike."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db.models import Product

_cache: dict[int, dict] = {}


def rank_similar(session: Session, product_id: int) -> dict:
    if product_id in _cache:
        return _cache[product_id]
    product = session.get(Product, product_id)
    others = session.scalars(select(Product).where(Product.id != product_id).limit(5)).all()
    result = {
        "product": product.name,
        "similar": [other.name for other in others],
    }
    _cache[product_id] = result
    return result


def forget(product_id: int) -> None:
    _cache.pop(product_id, None)
