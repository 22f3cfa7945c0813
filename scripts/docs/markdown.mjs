// What the site and the checks read of Markdown: headings with their anchors, links, and blocks of commands.
import { Lexer, walkTokens } from 'marked';

/** @returns marked's tokens of a page, without the block of settings that some begin with. */
export function tokensOf(text) {
  return new Lexer({ gfm: true }).lex(text.replace(/^---\n[\s\S]*?\n---\n/, ''));
}

/** Makes anchors as GitHub does: a heading that comes again gets a number. One for each page. */
export function anchors() {
  const taken = new Map();
  return (text) => {
    const base = text
      .toLowerCase()
      .trim()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replaceAll(' ', '-');
    const count = taken.get(base) ?? 0;
    taken.set(base, count + 1);
    return count === 0 ? base : `${base}-${count}`;
  };
}

/** A heading's or a link's text without its marks. */
export function plainText(tokens) {
  return tokens
    .filter(({ type }) => type !== 'html')
    .map((token) => (token.tokens ? plainText(token.tokens) : (token.text ?? '')))
    .join('')
    .replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ENTITIES[name]);
}

const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** Anchors of a page's headings, in order. */
export function anchorsOf(tokens) {
  const next = anchors();
  return tokens.filter(({ type }) => type === 'heading').map((heading) => next(plainText(heading.tokens)));
}

/** Addresses of links and pictures, wherever they stand. */
export function linksOf(tokens) {
  const links = [];
  walkTokens(tokens, (token) => {
    if (token.type === 'link' || token.type === 'image') links.push({ href: token.href, text: token.text });
  });
  return links;
}

/**
 * The command lines of fenced `sh` blocks, in order: without comments, lines that end in a backslash joined.
 *
 * @returns {string[]}
 */
export function commandsOf(tokens) {
  const commands = [];
  walkTokens(tokens, (token) => {
    if (token.type !== 'code' || token.lang !== 'sh') return;
    const joined = token.text.replace(/\\\n\s*/g, '');
    commands.push(
      ...joined
        .split('\n')
        .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
        .filter((line) => line !== ''),
    );
  });
  return commands;
}
