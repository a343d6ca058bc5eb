import { Router } from "express"

import { requireUser } from "../auth.js"
import { db } from "../db.js"

export const reports = Router()

reports.use(requireUser)

reports.get("/summary", async (_req, res) => {
  const [open, all] = await Promise.all([
    db.ticket.count({ where: { status: "open" } }),
    db.ticket.count(),
  ])
  res.json({ open, closed: all - open })
})
