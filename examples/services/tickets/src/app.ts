import cors from "cors"
import express from "express"

import { health } from "./routes/health.js"
import { reports } from "./routes/reports.js"
import { tickets } from "./routes/tickets.js"

export const app = express()

app.use(cors())
app.use(express.json())
app.use("/health", health)
app.use("/api/tickets", tickets)
app.use("/api/reports", reports)
