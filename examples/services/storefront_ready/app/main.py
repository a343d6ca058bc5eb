"""The application: routes, start and stop."""

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.api import admin, catalogue, health, orders, recommendations
from app.core.config import settings


def create_app() -> FastAPI:
    app = FastAPI(title="Storefront")
    app.add_middleware(
        CORSMiddleware,
        allow_origins=settings.allowed_origins,
        allow_credentials=True,
        allow_methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type"],
    )
    app.include_router(health.router)
    app.include_router(catalogue.router, prefix="/api/v1")
    app.include_router(orders.router, prefix="/api/v1")
    app.include_router(recommendations.router, prefix="/api/v1")
    app.include_router(admin.router, prefix="/api/v1/admin")
    return app


app = create_app()
