// The dashboard in a real terminal: the built program in a window of tmux, with keys, signals and changes of size.
// Skipped where there is no tmux or nothing was built.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { isLongRun, longTest } from '../long.js'
import {
  able,
  child,
  close,
  coloured,
  forget,
  keys,
  modes,
  open,
  play,
  record,
  tell,
  tmux,
  until,
  withScrollback,
} from './window.js'

describe.skipIf(!able)('in a real terminal', () => {
  beforeAll(record)
  afterEach(close)
  afterAll(forget)

  test('it is drawn, follows keys and the size of the window, and leaves the ranking behind when it is stopped', async () => {
    open(80, 24)
    play('half.json', 'hold', 'stop')
    const small = await until(/q quit/)
    expect(modes()).toBe('1 0')
    expect(coloured()).toContain('\u001b[36m')
    expect(small.split('\n')[0]).toMatch(
      /^bench width-or-activation {2}48 trials, 24 configurations +running$/,
    )
    expect(small.split('\n')[22]).toBe(
      '↑ ↓ move  Enter detail  a axes  f failures  / filter  s sort  ? help  q quit',
    )

    keys('j', 'j', 'Down')
    await until(/^› 3/m)
    keys('Enter')
    await until(/a configuration .*Esc: back/)
    keys('Escape')
    await until(/^› 3/m)

    tmux('resize-window', '-t', 'w', '-x', '120', '-y', '40')
    // The whole frame, from its first line to its 39th: a terminal may show one that is still being painted.
    const large = await until(/^bench .{100,}running\n(.*\n){37}↑ ↓ move/)
    expect(large).toContain('progress')
    expect(large.match(/^bench /gm)).toHaveLength(1)

    tmux('resize-window', '-t', 'w', '-x', '60', '-y', '12')
    const tiny = await until(/^bench .{20,52}running\n(.*\n){9}.*q quit$/m)
    expect(tiny.match(/^bench /gm)).toHaveLength(1)

    tmux('resize-window', '-t', 'w', '-x', '100', '-y', '30')
    keys('q')
    await until(/stop the sweep\?/)
    keys('q')
    const after = await until(/ended with 130/, withScrollback)
    expect(modes()).toBe('0 1')
    expect(after).toMatch(/^before$/m)
    expect(after).toMatch(/^ *=? *1 +9\d\.\d\d/m)
    expect(after).toMatch(/^interrupted after [^:]+:[^:]* \d+\s+completed/m) // on two lines, if the window is not wide again yet
    expect(after).toMatch(/^run folder: runs\/width-20261121-160405$/m)
    expect(after).toMatch(/bench show runs\/width-20261121-160405$/m)
    expect(after).not.toMatch(/q quit/)
  })

  test('at the end of the sweep the terminal is as it was, with the ranking below', async () => {
    open(80, 24)
    play('all.json', 'stop')
    const after = await until(/ended with 0/, withScrollback)
    expect(modes()).toBe('0 1')
    expect(after).toMatch(/before\n\nDoes width matter\?\n\n +validation +learning_\nrank {2}accuracy % /)
    expect(after).toMatch(/^finished after .*: 48 trials, 43 completed, 4 diverged, 1 failed$/m)
  })

  longTest('whoever was at the keyboard reads on when the sweep has ended, until q or a signal', async () => {
    open(80, 24)
    play('all.json', 'stop', 'late')
    await until(/q quit/)
    keys('a')
    await until(/^by axis/m)
    tell()
    const shown = await until(/^the sweep has ended: q leaves$/m)
    expect(shown).toMatch(/^bench .* finished$/m)
    expect(shown).toMatch(/^by axis/m)
    keys('p')
    await until(/^the sweep has finished; to train again what has no result: bench resume/m)
    keys('?')
    await until(/leave this view/)
    keys('q')
    const after = await until(/ended with 0/, withScrollback)
    expect(modes()).toBe('0 1')
    expect(after).toMatch(/^finished after .*: 48 trials/m)
    expect(after).not.toMatch(/to come back|to go on/)
  })

  longTest('Ctrl-C stops it, and a second one quits at once', async () => {
    open(80, 24)
    play('half.json', 'hold', 'stop', 'stubborn')
    await until(/q quit/)
    keys('C-c')
    await until(/Ctrl-C again quits at once/)
    keys('C-c')
    await until(/ended with 130/)
    expect(modes()).toBe('0 1')
  })

  longTest.each(['SIGTERM', 'SIGINT'] as const)(
    '%s restores the terminal, also where no one listens for it',
    async signal => {
      open(80, 24)
      play('half.json', 'hold')
      await until(/q quit/)
      process.kill(child(), signal)
      await until(/0 1/, modes)
      keys('echo "still a shell"', 'Enter')
      await until(/^still a shell$/m)
    },
  )

  longTest('SIGTERM to a program that listens ends it cleanly, with what it has', async () => {
    open(80, 24)
    play('half.json', 'hold', 'stop')
    await until(/q quit/)
    process.kill(child(), 'SIGTERM')
    const after = await until(/ended with 130/, withScrollback)
    expect(modes()).toBe('0 1')
    expect(after).toMatch(/^interrupted after/m)
  })

  longTest('a crash restores the terminal first, so that its message can be read', async () => {
    open(80, 24)
    play('half.json', 'hold', 'crash')
    const after = await until(/ended with 1$/m, withScrollback)
    expect(modes()).toBe('0 1')
    expect(after).toMatch(/Error: deliberate crash\n +at /)
  })

  longTest('Ctrl-Z gives the terminal back, and fg goes on', async () => {
    open(80, 24)
    play('half.json', 'hold', 'stop')
    await until(/q quit/)
    keys('C-z')
    await until(/Stopped/)
    expect(modes()).toBe('0 1')
    keys('fg', 'Enter')
    await until(/q quit/)
    expect(modes()).toBe('1 0')
    keys('?')
    await until(/keys of this page/)
  })

  const sizes = [
    [80, 24],
    [200, 60],
  ] as const
  test.each(isLongRun ? sizes : sizes.slice(0, 1))(
    'at %ix%i everything is found with the keys that ? names',
    async (columns, rows) => {
      open(columns, rows)
      play('all.json', 'hold', 'stop')
      await until(/q quit/)
      // Which activation is best? By axis, the value with the star or the highest bar.
      keys('a')
      await until(
        /activation {2}moves it by \d\.\d\d .* x 2 seeds\n(?: {2}\w.*\n)*? {2}\w+ +[=*] \d\d\.\d\d ±.*┃/,
      )
      keys('Tab')
      await until(/by hidden and activation/)
      keys('Escape')
      // The learning curve of the best.
      await until(/^ *#/m)
      keys('j')
      await until(/^› *1/m)
      keys('Enter')
      await until(/loss {2}v validation, t train +accuracy %[\s\S]*[\u2801-\u28ff]/)
      keys('Escape')
      // Why did a trial fail?
      await until(/^› *1/m)
      keys('f')
      await until(/✘ failed [^\n]*\n {4}worker 0 ran out of memory/)
      keys('Escape')
      await until(/^› *1/m)
      // Rows that meet a query, marked and compared.
      keys('/')
      await until(/^filter _/m)
      keys('-l', 'activation=relu !failed')
      await until(/^filter activation=relu !failed_ +\d of 24/m)
      keys('Enter')
      await until(/filter activation=relu !failed +\d of 24/)
      keys('Space', 'j', 'Space', 'c')
      await until(/difference from [AB], by seed/)
      keys('q', 'q')
      await until(/ended with 130/, withScrollback)
      expect(modes()).toBe('0 1')
    },
  )

  test('what is on the screen is saved and the file is named; the command that repeats a row is on the clipboard', async () => {
    open(120, 40)
    tmux('set-option', '-s', 'set-clipboard', 'on')
    play('half.json', 'hold', 'stop')
    await until(/q quit/)
    keys('e')
    await until(/^saved ranking\.csv with 24 rows$/m)
    keys('y')
    await until(/^sent to the clipboard of the terminal: bench run runs/m)
    await until(/^bench run runs\/width-20261121-160405\/experiment\.yaml --set /, () => tmux('show-buffer'))
  })

  longTest('in a terminal without Unicode there is nothing but ASCII, also in charts', async () => {
    open(80, 24)
    keys('export BENCH_ASCII=1', 'Enter')
    play('half.json', 'hold', 'stop')
    await until(/q quit/)
    keys('j', 'Enter')
    const detail = await until(/loss {2}v validation, t train[\s\S]*\|v+/)
    keys('a')
    const axes = await until(/activation {2}moves it/)
    expect(detail + axes).toMatch(/^[\n\x20-\x7e]*$/)
  })

  longTest('colours are left out with NO_COLOR', async () => {
    open(80, 24)
    keys('clear; export NO_COLOR=1', 'Enter')
    play('half.json', 'hold', 'stop')
    await until(/q quit/)
    expect(coloured()).not.toContain('\u001b[3')
  })
})
