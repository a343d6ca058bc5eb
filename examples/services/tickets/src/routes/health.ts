import { Router } from "express"

export const health = Router()

health.get("/", (_req, res) => {
  res.json({ status: "healthy", database: "connected", chat: "connected" })
})
