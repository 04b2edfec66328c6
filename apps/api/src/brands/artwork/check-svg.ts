/** What an SVG must not have, and how people call it. All patterns are linear. */
const FORBIDDEN: ReadonlyArray<[RegExp, string]> = [
  [/<script[\s/>]|javascript:/i, "a script"],
  [/\son[a-z]+\s*=/i, "an event handler, which is a script"],
  [/<foreignobject[\s/>]|<iframe[\s/>]/i, "a web page inside the drawing"],
  [/<!entity\s|<!doctype[^>[]{0,500}\[/i, "definitions of entities"],
  [/<\?xml-stylesheet\s|@import\b/i, "a style sheet from elsewhere"],
];
/** Links, in attributes and in styles; those inside the drawing begin with `#`. */
const LINKS = /(?:href\s*=\s*["']?|url\(\s*["']?)([^"')\s>]{0,40})/gi;
const INSIDE = /^(?:#|data:image\/(?:png|jpeg);base64,|$)/i;

/** Why an SVG is refused, to follow "it has"; undefined for one that may be drawn. Nothing that it links to is fetched. */
export function svgRefusal(text: string): string | undefined {
  const forbidden = FORBIDDEN.find(([pattern]) => pattern.test(text));
  if (forbidden !== undefined) return forbidden[1];
  const outside = [...text.matchAll(LINKS)].find(([, target = ""]) => !INSIDE.test(target));
  return outside === undefined ? undefined : `a link to something outside of it (${outside[1]})`;
}
