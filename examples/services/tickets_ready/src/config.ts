function required(name: string): string {
  const value = process.env[name]
  if (!value) {
    throw new Error(`${name} is not set`)
  }
  return value
}

export const config = {
  port: Number(process.env.PORT ?? 3000),
  jwtSecret: required("JWT_SECRET"),
  chatUrl: required("CHAT_URL"),
  allowedOrigins: required("ALLOWED_ORIGINS").split(","),
}
