/** The header of HTTP Basic authentication. */
export const basicAuth = (name: string, password: string): { authorization: string } => ({
  authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}`,
});
