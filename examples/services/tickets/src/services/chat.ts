import { config } from "../config.js"

export async function notifyTeam(ticketId: string) {
  try {
    await fetch(`${config.chatUrl}/messages`, {
      method: "POST",
      body: JSON.stringify({ text: `New ticket ${ticketId}` }),
    })
  } catch {}
}
