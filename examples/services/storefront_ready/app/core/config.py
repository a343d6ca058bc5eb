"""Settings, read from the environment."""

from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str
    jwt_secret: str
    allowed_origins: list[str] = []
    payment_url: str
    shipping_url: str


settings = Settings()
