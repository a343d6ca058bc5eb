from fastapi.testclient import TestClient

from app.main import app

client = TestClient(app)


def test_health_answers():
    assert client.get("/health").status_code == 200


def test_an_unknown_product_is_not_found():
    assert client.get("/api/v1/products/0").status_code == 404
