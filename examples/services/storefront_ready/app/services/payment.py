"""Payments, by the payment provider."""

import httpx

from app.core.config import settings


class PaymentError(Exception):
    """The provider did not take the payment."""


def charge(order_id: int, quantity: int) -> dict:
    try:
        answer = httpx.post(f"{settings.payment_url}/charges", json={"order": order_id, "quantity": quantity}, timeout=5)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise PaymentError(f"order {order_id} is not paid") from error
    return answer.json()
