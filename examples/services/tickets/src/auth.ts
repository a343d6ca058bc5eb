import type { NextFunction, Request, Response } from "express"
import jwt from "jsonwebtoken"

import { config } from "./config.js"

export function requireUser(req: Request, res: Response, next: NextFunction) {
  const token = req.headers.authorization?.replace("Bearer ", "")
  if (!token) {
    return res.status(401).json({ error: "a token is required" })
  }
  try {
    res.locals.user = jwt.verify(token, config.jwtSecret, { algorithms: ["HS256"] })
  } catch {
    return res.status(401).json({ error: "the token is not valid" })
  }
  next()
}
