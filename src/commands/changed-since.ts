// Refuses to go on with a run on which something has changed since it was begun, and says what: results of two kinds in one
// table would look like one experiment.
import { basename } from 'node:path'
import { UserError } from '../domain/errors.js'
import { datasetLabel } from '../domain/own-files.js'
import { shellWord } from '../domain/shell-word.js'
import type { Plan } from '../domain/trial.js'
import { plural } from '../report/numbers.js'
import type { RunFacts, RunManifest } from '../store/manifest.js'
import { type Change, changeLines } from './changes.js'
import type { Extension } from './resume-run.js'
import { specWord } from './run-command.js'
import { runsDirOption } from './runs-dir-option.js'
import { experimentChanges, mustStay } from './same-experiment.js'

/** Datasets, arithmetic and version. Another version with the same arithmetic gives the same bits, and can be accepted. */
export function refuseChanges(
  path: string,
  { datasets, versions }: RunManifest,
  facts: RunFacts,
  acceptVersion: boolean,
): void {
  const grave = [
    ...datasets.flatMap(({ name, sha256 }) => {
      const now = facts.datasets.find(dataset => dataset.name === name)?.sha256
      return now === undefined ? [] : fileChanges(name, sha256, now)
    }),
    ...changeOf('arithmetic', versions.arithmetic, facts.arithmetic),
  ]
  const version = changeOf('bench', versions.bench, facts.version)
  if (grave.length === 0 && (version.length === 0 || acceptVersion)) return
  throw new UserError([
    {
      code: 'run-changed',
      what: `${basename(path)} was begun with something else than there is now`,
      why: changeLines([...grave, ...version]),
      fix:
        grave.length === 0
          ? 'the arithmetic is the same, and so are the bits: go on with --accept-version'
          : 'put back what it was begun with, or begin another run; nothing was touched',
    },
  ])
}

function fileChanges(
  dataset: string,
  was: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): readonly Change[] {
  return Object.entries(was).flatMap(([file, sha256]) =>
    changeOf(`SHA-256 of ${datasetLabel(dataset)}, ${file}`, sha256, now[file] ?? 'not there'),
  )
}

function changeOf(what: string, was: string, is: string): readonly Change[] {
  return was === is ? [] : [{ what, was, is }]
}

/** The plan as this version makes it must be the plan that was begun: otherwise a version means something else by its text. */
export function refuseOtherPlan(path: string, { configurations, trials }: RunManifest, plan: Plan): void {
  const ids = [...new Set(plan.trials.map(({ configId }) => configId))]
  const known = Object.keys(configurations)
  if (ids.length === known.length && ids.every((id, i) => id === known[i])) return
  throw new UserError([
    {
      code: 'run-changed',
      what: `this version of bench makes another plan of the experiment of ${basename(path)}`,
      why: changeLines([
        {
          what: 'configurations',
          was: `${known.length}, ${plural(trials.planned, 'trial')}`,
          is: `${ids.length}, ${ids.filter(id => !known.includes(id)).length} of them others`,
        },
      ]),
      fix: 'if manifest.json was edited, restore it; or begin another run',
    },
  ])
}

/** An extension adds: seeds, values, axes. What the run has must be in it, and judged in the same way. */
export function refuseToShrink(
  path: string,
  before: Plan,
  { plan, shown }: Extension,
  runsDir: string,
): void {
  const there = new Set(plan.trials.map(({ trialId }) => trialId))
  const missing = before.trials.filter(({ trialId }) => !there.has(trialId))
  const changes = experimentChanges(before.experiment, plan.experiment)
  const fixed = changes.filter(({ what }) => mustStay.has(what))
  if (missing.length === 0 && fixed.length === 0) return
  const [trials, are] = [plural(before.trials.length, 'trial'), missing.length === 1 ? 'is' : 'are']
  const why =
    missing.length === 0
      ? changeLines(fixed)
      : `${missing.length} of its ${trials} ${are} not in ${shown}\n${changeLines(changes)}`
  throw new UserError([
    {
      code: 'run-changed',
      what: `${shown} does not extend ${basename(path)}: an extension only adds seeds, values and axes`,
      why,
      fix: `begin another run, which takes over what is equal: bench run ${shellWord(specWord(shown))} --reuse${runsDirOption(runsDir)}`,
    },
  ])
}
