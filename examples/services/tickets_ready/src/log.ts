export const log = {
  warn(message: string, error: unknown) {
    console.warn(JSON.stringify({ message, error: String(error) }))
  },
}
