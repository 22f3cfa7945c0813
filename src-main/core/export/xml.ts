/** A text as XML 1.0 can hold it: characters that it knows no way to write become U+FFFD. */
export function xmlSafe(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}

/** For element content and attributes alike; line ends are written as references, or a reader would change them. */
export function xmlEscaped(text: string): string {
  return xmlSafe(text).replaceAll(/[&<>"'\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** The text of content that `xmlEscaped` wrote. */
export function xmlUnescaped(text: string): string {
  return text.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

/** The attributes of a start tag. */
export function xmlAttributes(tag: string): Readonly<Record<string, string>> {
  return Object.fromEntries<string>(
    [...tag.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name, value]) => [name!, xmlUnescaped(value!)]),
  );
}
