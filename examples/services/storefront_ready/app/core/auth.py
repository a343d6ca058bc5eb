"""Who is calling: tokens and the dependencies that check them."""

import jwt
from fastapi import Depends, HTTPException, status
from fastapi.security import OAuth2PasswordBearer

from app.core.config import settings

oauth2 = OAuth2PasswordBearer(tokenUrl="/api/v1/login")


def current_user(token: str = Depends(oauth2)) -> dict:
    try:
        claims = jwt.decode(token, settings.jwt_secret, algorithms=["HS256"])
    except jwt.PyJWTError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "The token is not valid") from error
    return {"id": claims["sub"], "roles": claims.get("roles", [])}


def require_admin(user: dict = Depends(current_user)) -> dict:
    if "admin" not in user["roles"]:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "Only for administrators")
    return user
