// The process: gives the program its streams, environment and clock, and takes its exit code.
import { main } from './cli.js'
import { printable } from './report/printable.js'

// A reader that has seen enough (`bench list | head`) closes the pipe, and a terminal can be closed: from then on there is
// no one to tell, and nothing else changes. A sweep goes on to its end. Output that is lost, on a disk that is full, is an
// error, but no reason to lose the sweep as well.
let isOutputLost = false
process.stderr.on('error', () => {})
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE' || error.code === 'EIO' || isOutputLost) return
  isOutputLost = true
  process.stderr.write(`error output-lost: the output cannot be written: ${error.message}\n`)
  process.exitCode = 2
})

try {
  const exitCode = await main({
    commandLine: process.argv.slice(2),
    cwd: process.cwd(),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    clock: { now: () => new Date() },
  })
  // Set, not exited with: what was written to a pipe may still be on its way.
  process.exitCode = isOutputLost ? 2 : exitCode
} catch (error) {
  // Not a mistake of the user's but a defect: the stack is what a report needs.
  const stack = String((error instanceof Error && error.stack) || error).split('\n')
  process.stderr.write(`bench has a defect; please report this:\n${stack.map(printable).join('\n')}\n`)
  process.exitCode = 70
}
