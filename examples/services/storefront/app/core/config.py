"""Settings, read from the environment."""

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    port: int = 8000
    database_url: str = "postgresql://localhost:5432/storefront"
    jwt_secret: str = "storefront-secret-2024"
    payment_url: str
    shipping_url: str


settings = Settings()
