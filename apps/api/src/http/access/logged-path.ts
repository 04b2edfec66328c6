/** A path as it may be logged: the token of a share link is a secret. */
export const loggedPath = (path: string): string => path.replace(/^(\/shared\/)[^/]+/i, "$1…").slice(0, 300);
