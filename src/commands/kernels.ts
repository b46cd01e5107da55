// Reads the compiled kernels. The path is the same from the sources, which the tests run, and from the built files.
import { readFile } from 'node:fs/promises'

const file = new URL('../../dist/core/kernels.wasm', import.meta.url)

/** The module that all workers share; each makes its own instance of it. */
export async function loadKernels(): Promise<WebAssembly.Module> {
  return new WebAssembly.Module(await readFile(file))
}
