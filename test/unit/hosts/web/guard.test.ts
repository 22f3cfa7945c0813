import { expect, test } from 'vitest';
import { cookieFor, type GuardRules, refusalOf, strangerOf } from '../../../../src-main/hosts/web/guard.ts';

const RULES: GuardRules = {
  token: 'secret',
  cookie: cookieFor(4820),
  hosts: new Set(['127.0.0.1:4820', 'localhost:4820']),
};
const OWN = { host: '127.0.0.1:4820', cookie: 'timeloupe-4820=secret' };

const passes: Record<string, Record<string, string>> = {
  'a script with the token': { host: 'localhost:4820', authorization: 'Bearer secret' },
  'the own page': { ...OWN, origin: 'http://127.0.0.1:4820', 'sec-fetch-site': 'same-origin' },
  'an address typed by hand': { ...OWN, 'sec-fetch-site': 'none' },
  'a host in capitals': { ...OWN, host: 'LOCALHOST:4820' },
  'a cookie among others': { ...OWN, cookie: 'a=b; timeloupe-4820=secret; c=d' },
  'an old cookie beside the new one': { ...OWN, cookie: 'timeloupe-4820=old; timeloupe-4820=secret' },
};

test.each(Object.entries(passes))('%s may pass', (_, headers) => {
  expect(refusalOf({ method: 'POST', headers }, RULES)).toBeNull();
});

const refused: Record<string, [number, Record<string, string | string[]>]> = {
  'no host': [400, { cookie: 'timeloupe-4820=secret' }],
  'a name that was bound anew to this address': [400, { ...OWN, host: 'evil.example:4820' }],
  'another port': [400, { ...OWN, host: '127.0.0.1:80' }],
  'two hosts': [400, { ...OWN, host: ['127.0.0.1:4820', 'evil.example'] }],
  'a page of another site': [403, { ...OWN, origin: 'https://evil.example' }],
  'a page of another port': [403, { ...OWN, origin: 'http://127.0.0.1:8080' }],
  'a sandboxed page': [403, { ...OWN, origin: 'null' }],
  'a link on another site': [403, { ...OWN, 'sec-fetch-site': 'cross-site' }],
  'a sibling domain': [403, { ...OWN, 'sec-fetch-site': 'same-site' }],
  'no token': [401, { host: OWN.host }],
  'another token': [401, { host: OWN.host, cookie: 'timeloupe-4820=secre' }],
  'an empty token': [401, { host: OWN.host, cookie: 'timeloupe-4820=' }],
  'a token without its scheme': [401, { host: OWN.host, authorization: 'secret' }],
  'another cookie of that value': [401, { host: OWN.host, cookie: 'timeloup=secret' }],
};

test.each(Object.entries(refused))('%s is refused', (_, [status, headers]) => {
  const refusal = refusalOf({ method: 'POST', headers }, RULES);
  expect(refusal?.status).toBe(status);
  expect(refusal?.message).toMatch(/^[A-Z].*\.$/);
});

test('who brings the token in the address must still come from here', () => {
  expect(strangerOf({ method: 'GET', headers: { host: OWN.host } }, RULES)).toBeNull();
  expect(strangerOf({ method: 'GET', headers: { host: 'evil.example' } }, RULES)?.status).toBe(400);
});
