"""The catalogue of the first prototype. Nothing imports it any more."""

MOCK_PRODUCTS = [
    {"id": 1, "name": "Shoe", "price": 59.0},
    {"id": 2, "name": "Hat", "price": 19.0},
]


def get_mock_products() -> list[dict]:
    return MOCK_PRODUCTS


def fetch_stock(product_id: int) -> dict:
    return {"product": "Shoe", "stock": 12}
