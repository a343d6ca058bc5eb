import { Router } from "express"

import { requireUser } from "../auth.js"
import { db } from "../db.js"
import { notifyTeam } from "../services/chat.js"
import { suggestPriority } from "../services/triage.js"

export const tickets = Router()

tickets.get("/", requireUser, async (_req, res) => {
  res.json(await db.ticket.findMany({ where: { ownerId: res.locals.user.sub } }))
})

tickets.get("/search", requireUser, async (req, res) => {
  const rows = await db.$queryRawUnsafe(
    `SELECT id, title FROM "Ticket" WHERE title ILIKE '%${req.query.q}%'`,
  )
  res.json(rows)
})

tickets.post("/", requireUser, async (req, res) => {
  const { title, body } = req.body
  const priority = await suggestPriority(title, body)
  const ticket = await db.ticket.create({
    data: { title, body, priority: priority.level, ownerId: res.locals.user.sub },
  })
  await notifyTeam(ticket.id)
  res.status(201).json(ticket)
})

tickets.delete("/:id", async (req, res) => {
  await db.ticket.delete({ where: { id: req.params.id } })
  res.status(204).end()
})
