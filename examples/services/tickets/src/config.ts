export const config = {
  port: Number(process.env.PORT ?? 3000),
  jwtSecret: process.env.JWT_SECRET || "tickets-dev-signing-key",
  chatUrl: process.env.CHAT_URL ?? "http://localhost:4100",
}
