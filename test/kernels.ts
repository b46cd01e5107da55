// The compiled kernels, for tests: `npm run build` makes them.
import { loadKernels } from '../src/commands/kernels.js'
import type { MakeEngine, NetworkSpec } from '../src/core/engine.js'
import { Kernels } from '../src/core/kernels.js'
import { simdEngines } from '../src/core/simd.js'

export const kernelsModule = await loadKernels()

/** An engine with a memory of its own. */
export const makeEngine: MakeEngine = (spec: NetworkSpec, seed: number) =>
  simdEngines(new Kernels(kernelsModule))(spec, seed)
