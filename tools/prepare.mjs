// `npm run prepare`: builds, unless dist/ is younger than all that it is made of. npm asks for it more often than there is something
// to build: `npm ci` for the checkout and for the link to it in node_modules, and the first `npx bench` for a link of its own.
import { spawnSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** What a build writes last. */
const last = 'dist/core/kernels.wasm'

if (!isYounger(last)) {
  const { status } = spawnSync('npm run build', { cwd: root, stdio: 'inherit', shell: true })
  process.exitCode = status ?? 1
}

/** Folders count as well: they are touched when a file of theirs is removed. */
function isYounger(path) {
  const built = timeOf(path)
  const sources = readdirSync(join(root, 'src'), { recursive: true }).map(name => join('src', name))
  const others = ['src', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json']
  return built !== null && [...sources, ...others].every(source => (timeOf(source) ?? Infinity) <= built)
}

/** In milliseconds; null where there is no such file. */
function timeOf(path) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? null
}
