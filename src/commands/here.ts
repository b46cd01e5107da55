// The machine and the versions that train here and now, as far as results could depend on them.
import { readFile } from 'node:fs/promises'
import { ARITHMETIC } from '../core/simd.js'
import { describeMachine } from '../store/provenance.js'

export interface Here {
  readonly bench: string
  readonly arithmetic: string
  readonly Node: string
  readonly platform: string
  readonly cpu: string
}

export async function describeHere(): Promise<Here> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { version: string }
  const { platform, arch, cpu } = describeMachine()
  return {
    bench: version,
    arithmetic: ARITHMETIC,
    Node: process.versions.node,
    platform: `${platform} ${arch}`,
    cpu,
  }
}
