"""Tools that the assistant and the product page use."""

import random
import time


def get_product_details(product_id: int) -> dict:
    return {
        "brand": "Northwind",
        "material": "Cotton",
        "rating": 4.6,
        "reviews": 1284,
    }


def get_trending_products(limit: int) -> list[dict]:
    # In a real implementation this would query the analytics service.
    return [
        {"id": 1, "name": "Trail Runner", "sold": 340},
        {"id": 2, "name": "City Backpack", "sold": 288},
    ]


def get_price_history(product_id: int) -> list[dict]:
    return [{"day": day, "price": round(random.uniform(20, 80), 2)} for day in range(7)]


def submit_review(product_id: int, text: str) -> dict:
    """Simulate the submission for demo purposes."""
    time.sleep(0.5)
    return {"status": "accepted"}
