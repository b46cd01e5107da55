import { expect, test } from 'vitest'
import { asciiSigns, signsFor, unicodeSigns } from '../../src/report/signs.js'

test.each([
  [{ LANG: 'en_GB.UTF-8' }, unicodeSigns],
  [{ LANG: 'C.utf8' }, unicodeSigns],
  [{ LANG: 'en_GB.UTF-8', LC_ALL: 'C' }, asciiSigns],
  [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, unicodeSigns],
  [{ LANG: 'en_GB.UTF-8', TERM: 'linux' }, asciiSigns],
  [{ LANG: 'en_GB.UTF-8', TERM: 'dumb' }, asciiSigns],
  [{ LANG: 'en_GB.UTF-8', BENCH_ASCII: '1' }, asciiSigns],
  [{}, asciiSigns],
])('Unicode is used only where the locale and the terminal have it: %j', (env, signs) => {
  expect(signsFor(env)).toBe(signs)
})
