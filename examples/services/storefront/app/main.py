"""The application: routes, start and stop."""

import uvicorn
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

from app.api import admin, catalogue, health, orders, recommendations
from app.core.config import settings
from app.core.limits import limiter


def create_app() -> FastAPI:
    app = FastAPI(title="Storefront")
    app.state.limiter = limiter
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_credentials=True,
        allow_methods=["*"],
        allow_headers=["*"],
    )
    app.include_router(health.router)
    app.include_router(catalogue.router, prefix="/api/v1")
    app.include_router(orders.router, prefix="/api/v1")
    app.include_router(recommendations.router, prefix="/api/v1")
    app.include_router(admin.router, prefix="/api/v1/admin")
    return app


app = create_app()

if __name__ == "__main__":
    uvicorn.run(app, host="0.0.0.0", port=settings.port)
