// One Markdown file → the HTML of its page, its headings, and what the search reads of it.
import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { Marked } from 'marked';
import { root } from '../steps.mjs';
import { targetOf } from './links.mjs';
import { anchors, plainText } from './markdown.mjs';

/** Longer sections are searched to here. */
const SEARCHED_CHARS = 1500;

/** @returns text that may stand between tags and in attributes. */
export function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * @param tokens of the page, see markdown.mjs.
 * @param source the file that they come from.
 * @param keep called with the path of each picture and file that the page needs; gives its address in the site.
 */
export function htmlFrom(tokens, source, keep) {
  const headings = [];
  const next = anchors();
  const marked = new Marked({
    gfm: true,
    renderer: {
      heading({ tokens: inline, depth }) {
        const text = plainText(inline);
        const id = next(text);
        headings.push({ id, text, depth });
        const sign = depth === 1 ? '' : `<a class="anchor" href="#${id}" aria-label="Link to ${escaped(text)}">#</a>`;
        return `<h${depth} id="${id}">${this.parser.parseInline(inline)}${sign}</h${depth}>\n`;
      },
      link({ href, tokens: inline }) {
        return linkHtml(href, this.parser.parseInline(inline), source, keep);
      },
      image({ href, text }) {
        return pictureHtml(href, text, source, keep);
      },
      table(token) {
        const cells = (row, tag) => row.map((cell) => this.tablecell({ ...cell, header: tag === 'th' })).join('');
        const rows = token.rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
        return `<div class="wide" tabindex="0"><table><thead><tr>${cells(token.header, 'th')}</tr></thead><tbody>${rows}</tbody></table></div>\n`;
      },
    },
  });
  return { html: marked.parser(tokens), headings };
}

function linkHtml(href, text, source, keep) {
  const target = targetOf(href, source);
  if (target.kind === 'outside')
    return `<a href="${escaped(href)}" title="${escaped(href)}" rel="noreferrer">${text}</a>`;
  if (target.kind === 'page') return `<a href="${target.page.out}${target.anchor && `#${target.anchor}`}">${text}</a>`;
  // Sources are not part of the site; descriptions of data are.
  if (target.kind === 'file' && /^docs\/.*\.json$/.test(target.path))
    return `<a href="${keep(target.path)}">${text}</a>`;
  return `<span class="path">${text}</span>`;
}

/** A picture in the theme of the page, where there is one of each. */
function pictureHtml(href, text, source, keep) {
  const path = posix.normalize(posix.join(posix.dirname(source), href));
  const themed = /\.(dark|light)\.png$/.exec(path);
  const variants = themed
    ? ['dark', 'light'].map((theme) => ({ theme, path: path.replace(themed[0], `.${theme}.png`) }))
    : [{ theme: null, path }];
  const there = variants.filter((variant) => existsSync(join(root, variant.path)));
  return there
    .map((variant) => {
      const { width, height } = sizeOf(join(root, variant.path));
      const only = there.length > 1 ? ` class="only-${variant.theme}"` : '';
      return `<img src="${keep(variant.path)}" alt="${escaped(text)}" width="${width}" height="${height}" loading="lazy"${only}>`;
    })
    .join('');
}

/** Width and height in pixels, from the head of a PNG. */
function sizeOf(path) {
  const head = readFileSync(path).subarray(16, 24);
  return { width: head.readUInt32BE(0), height: head.readUInt32BE(4) };
}

/** What the search reads: a page's sections, each with the text below its heading. */
export function sectionsOf(tokens) {
  const next = anchors();
  const sections = [];
  for (const token of tokens) {
    if (token.type === 'heading') {
      const text = plainText(token.tokens);
      sections.push({ id: next(text), heading: text, text: '' });
    } else if (sections.length > 0) {
      const section = sections.at(-1);
      section.text = `${section.text} ${textOf(token)}`.trim().slice(0, SEARCHED_CHARS);
    }
  }
  return sections;
}

function textOf(token) {
  if (token.type === 'html' || token.type === 'space') return '';
  if (token.type === 'table') {
    return [token.header, ...token.rows].map((row) => row.map((cell) => plainText(cell.tokens)).join(' ')).join(' ');
  }
  if (token.type === 'list') return token.items.map((item) => item.tokens.map(textOf).join(' ')).join(' ');
  return plainText(token.tokens ?? [token]);
}
