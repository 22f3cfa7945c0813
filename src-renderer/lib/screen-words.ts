/** What the core advises for the command line, and what it is on the screen; in this order. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/Give --labels FILE with (\S+) lines\./g, 'Put a labels.txt with $1 lines beside it, one name a line.'],
  [/ the id and of --revision\b/g, ' the name'],
  [/;? ?[Tt]ry another --revision\./g, ''],
  [/, or (?:give|name it with) --preprocessor(?: FILE)?\./g, '.'],
  [/, or lower --batch\./g, '.'],
  [/Give --out a/g, 'Choose a'],
  [/\.? --force replaces it\b/g, ''],
  [/instead, first run: timeloupe models remove \S+/g, 'instead, remove that folder first.'],
  [/or find it again with `timeloupe project relink`/g, 'or choose it again in the library'],
  [/or make it with `timeloupe project new`/g, 'or make a new project'],
];
/** A sentence with an option that nothing above knows. */
const OPTION = /[^.!?]*(?:^|\s)--[a-z][^.!?]*[.!?]?/g;

/** A message of the core in the words of the screen, which has no options: what to do is said otherwise, or where. */
export function screenWords(message: string): string {
  const said = ADVICE.reduce((text, [pattern, words]) => text.replace(pattern, words), message).trim();
  const ended = /[.!?]$/.test(said) ? said : `${said}.`;
  return ended.replace(OPTION, ' The command line takes what is missing.').replace(/\s+/g, ' ').trim();
}
