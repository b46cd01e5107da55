// `npm run build`, and what npm runs of its own accord when it prepares the package: makes what is not there, or older than what it is
// made of. npm asks more often than there is something to build: `npm ci` for the checkout and for the link to it in node_modules,
// the first `npx bench` for a link of its own; and the kernels take most of a build, and change least.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** In this order. made: the file that tells when. from: files and folders; package-lock.json has the versions of the compilers. */
const steps = [
  {
    script: 'build:program',
    made: 'dist/main.js',
    from: ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'],
  },
  {
    script: 'build:kernels',
    made: 'dist/core/kernels.wasm',
    from: ['src/core/assembly', 'package.json', 'package-lock.json'],
  },
]

const failed = steps
  .filter(({ made, from }) => !isYounger(made, from))
  .find(
    ({ script }) =>
      spawnSync(`npm run -s ${script}`, { cwd: root, stdio: 'inherit', shell: true }).status !== 0,
  )
if (failed !== undefined) process.exitCode = 1

function isYounger(made, from) {
  const madeAt = timeOf(made)
  return (
    madeAt !== null &&
    from.every(path => withAllIn(path).every(source => (timeOf(source) ?? Infinity) <= madeAt))
  )
}

/** Folders count as well: they are touched when a file of theirs is removed. */
function withAllIn(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return [path, ...readdirSync(join(root, path), { recursive: true }).map(name => join(path, name))]
}

/** In milliseconds; null where there is no such file. */
function timeOf(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? null
}
