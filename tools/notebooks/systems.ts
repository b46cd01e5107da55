// The systems of the notebooks: each an experiment of a folder, with the figures that it is held against. It trains nothing.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Configuration, datasets, type ExperimentPlan, planExperiment } from 'mlp-bench'
import type { PytorchFigures, SystemFigures } from './figures.js'

export interface System {
  /** Of the experiment; its file is called so. */
  readonly name: string
  /** The experiment file, from the root of the project. */
  readonly file: string
  readonly plan: ExperimentPlan
  /** Units of every layer, inputs and classes included. */
  readonly sizes: readonly number[]
  readonly notebook: NotebookFigures
  readonly pytorch: PytorchFigures
}

/** What a notebook prints of the system at its end; null where it prints nothing. */
export interface NotebookFigures extends Readonly<Record<'accuracy' | 'loss' | 'parameters', number | null>> {
  readonly name: string
  readonly parametersByLayer: readonly number[] | null
}

/** The systems of figures.json, whose experiments stand in the folder. Throws a UserError where one has a mistake. */
export async function loadSystems(folder: string, figures: SystemFigures): Promise<readonly System[]> {
  return Promise.all(
    figures.systems.map(async ({ experiment: name, notebook, pytorch }) => {
      const file = join(folder, `${name}.yaml`)
      const plan = await planExperiment(await readFile(file, 'utf8'), { file, folder })
      return {
        name,
        file,
        plan,
        sizes: sizesOf(configurationOf(plan)),
        notebook: notebookFigures(figures, notebook, plan.experiment.objective.split),
        pytorch: figures.pytorch.runs.find(({ system }) => system === pytorch)!,
      }
    }),
  )
}

/** The one configuration of a system's plan. */
export function configurationOf({ trials }: ExperimentPlan): Configuration {
  const [first, ...others] = trials
  if (first === undefined || others.some(({ configId }) => configId !== first.configId))
    throw new Error('a system of the notebooks is one configuration')
  return first.configuration
}

function sizesOf({ dataset, model }: Configuration): readonly number[] {
  const { imageShape, classes } = datasets[dataset as keyof typeof datasets]
  return [imageShape[0] * imageShape[1], ...model.hidden, classes.length]
}

/** Of the run in Keras that the notebook shows, if it shows one. */
function notebookFigures(figures: object, name: string, split: string): NotebookFigures {
  const notebooks = figures as Readonly<
    Record<string, { readonly keras_run?: Readonly<Record<string, unknown>> }>
  >
  const run = notebooks[name]?.keras_run ?? {}
  const number = (key: string) => (run[key] ?? null) as number | null
  return {
    name,
    accuracy: number(`${split}_accuracy`),
    loss: number(`${split}_loss`),
    parameters: number('parameters'),
    parametersByLayer: (run['parameters_by_layer'] ?? null) as readonly number[] | null,
  }
}
