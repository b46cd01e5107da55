// Keys that act on the sweep, and leaving it, in a real terminal: the built program in a window of tmux, over a sweep that does
// as it is asked. Skipped where there is no tmux or nothing was built.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { longTest } from '../long.js'
import {
  able,
  close,
  forget,
  keys,
  modes,
  open,
  play,
  record,
  screen,
  tell,
  until,
  withScrollback,
} from './window.js'

describe.skipIf(!able)('in a real terminal', () => {
  beforeAll(record)
  afterEach(close)
  afterAll(forget)

  longTest(
    'what acts on the sweep asks first, in plain words, and then shows what has become of it',
    async () => {
      open(120, 40)
      play('half.json', 'hold', 'stop', 'slow')
      await until(/q quit/)
      // A pause, and on again.
      keys('p')
      await until(/^pause the sweep\? the trials under way keep what is done\. p or y: yes, Esc: no$/m)
      keys('n')
      await until(/q quit/)
      keys('p', 'y')
      await until(/^asked to pause$/m)
      tell()
      const paused = await until(/PAUSED for 0:00, asked here$/m)
      expect(paused).toMatch(/^paused until it is continued$/m)
      expect(paused).toMatch(/▶ 0 running +○ 25 waiting/)
      expect(paused).toMatch(/about .* to go/m)
      keys('p')
      await until(/^continue the sweep\? \d+ trials wait\. p or y: yes, Esc: no$/m)
      keys('y')
      await until(/^going on$/m)
      // One configuration is stopped, and trained again.
      keys('/')
      keys('-l', '256x128 tanh adam')
      keys('Enter', 'j', 'x')
      await until(/^stop 2 trials of 256x128 tanh adam 0\.001\? x or y: yes/m)
      keys('x')
      await until(/^asked to stop 2 trials of 256x128 tanh adam 0\.001$/m)
      tell()
      await until(/^2 trials stopped$/m)
      await until(/2 cancelled$/m)
      keys('r')
      await until(
        /^train 2 trials of 256x128 tanh adam 0\.001 again\? 2 were stopped\. r or y: yes, Esc: no$/m,
      )
      keys('y')
      await until(/^2 trials will be trained again$/m)
      // More seeds for two marked rows.
      keys('Escape')
      await until(/^ {2}– /m)
      keys('Escape')
      await until(/\d+ to \d+ of 24$/m)
      keys('j', 'Space', 'j', 'Space', 'n')
      await until(/^how many more seeds\? _ +a number from 1 to 100\. Esc: no$/m)
      keys('3')
      await until(/^how many more seeds\? 3_ +6 trials of 2 configurations\. Enter: yes, Esc: no$/m)
      keys('Enter')
      await until(/^6 trials added: 54 in all$/m)
      await until(/^› *B +.* \d\/5 /m)
      // Workers.
      keys('-')
      await until(/^train with 1 worker instead of 2\?/m)
      keys('y')
      await until(/^1 worker from now on$/m)
      keys('w', '9', '9', '9', '9')
      await until(/^how many workers\? 9999_ +9999 is not possible: from 1 to \d+ on this machine/m)
      keys('BSpace', 'BSpace', 'BSpace', 'BSpace', '2', 'Enter')
      await until(/^2 workers from now on$/m)
      // All that failed, from the page of what went wrong.
      keys('f', 'r')
      await until(/^train 1 trial again\? 1 failed\. r or y: yes, Esc: no$/m)
      keys('y')
      await until(/^1 trial will be trained again$/m)
    },
  )

  longTest(
    'a view that only looks on says so in its header, in its help, and when it is asked to act',
    async () => {
      open(80, 24)
      play('half.json', 'hold', 'stop', 'watch')
      const text = await until(/q leave/)
      expect(text.split('\n')[0]).toMatch(/read-only {2}running$/)
      keys('p')
      await until(/^read-only: the run is over$/m)
      keys('?')
      await until(/keys of this page/)
      keys('PageDown')
      await until(/keys of other pages/)
      keys('PageDown')
      await until(/keys that do nothing here, for the view is read-only: the run is over/)
      keys('q')
      await until(/^left running\nended with 0$/m, withScrollback)
      expect(modes()).toBe('0 1')
    },
  )

  test('q asks whether to leave a sweep running that can go on by itself', async () => {
    open(80, 24)
    play('half.json', 'hold', 'stop', 'leave')
    await until(/q leave/)
    keys('q')
    await until(/^leave it running\? y: leave, n: stop and keep what is finished, Esc: stay$/m)
    keys('Escape')
    await until(/q leave/)
    keys('q', 'y')
    const after = await until(/^left running\nended with 0$/m, withScrollback)
    expect(after).toMatch(/^left after .*: 48 trials/m)
    expect(after).toMatch(/^to come back: bench watch runs\/width-20261121-160405$/m)
    expect(after).not.toMatch(/bench resume/)
    expect(modes()).toBe('0 1')
  })

  longTest('n to that question stops it and keeps what is finished', async () => {
    open(120, 40)
    play('half.json', 'hold', 'stop', 'leave')
    await until(/q leave/)
    keys('q')
    await until(
      /^leave it running\? y: it goes on in the background, n: stop and keep what is finished, Esc: stay$/m,
    )
    keys('n')
    await until(/ended with 130/, withScrollback)
    expect(modes()).toBe('0 1')
  })

  longTest('the time between Ctrl-Z and fg is no running time', async () => {
    open(80, 24)
    play('half.json', 'hold', 'stop', 'ticking')
    await until(/q quit/)
    const passed = (text: string) => {
      const [, minutes, seconds] = / (\d+):(\d\d), about/.exec(text)!
      return Number(minutes) * 60 + Number(seconds)
    }
    const seconds = () => performance.now() / 1000
    const beginning = seconds()
    const before = passed(screen())
    keys('C-z')
    await until(/Stopped/)
    const stopped = seconds()
    await sleep(8000)
    const still = seconds() - stopped
    keys('fg', 'Enter')
    const after = passed(await until(/q quit/))
    // Of all that time, what it stood still is missing. A frame may be three seconds old on a busy machine, and shows whole ones.
    expect(after - before).toBeLessThanOrEqual(seconds() - beginning - still + 4)
  })
})
