// What `bench predict` shows, as text for people and as JSON for programs.
import type { Examples } from '../core/engine.js'
import { splitTrain } from '../data/split.js'
import type { Split } from '../domain/trial.js'
import { bar } from '../report/bars.js'
import { className, classTitle } from '../report/class-name.js'
import { formatOutput, outputTitle } from '../report/outputs.js'
import { printable } from '../report/printable.js'
import { columnsOf, cut, pad, textTable } from '../report/table.js'
import type { Context } from './context.js'
import type { FoundNetwork } from './find-network.js'
import { imageLines } from './image-block.js'
import type { NetworkData } from './network-data.js'
import { type Fact, networkFacts } from './network-facts.js'
import type { Paper } from './paper.js'
import { factLines } from './show-run.js'

export interface Prediction {
  readonly found: FoundNetwork
  readonly data: NetworkData
  readonly split: Split
  readonly examples: Examples
  readonly index: number
  readonly label: number
  readonly predicted: number
  /** [classes] */
  readonly outputs: Float32Array
}

/** ascii: the image with plain characters, whatever the terminal has. */
export function predictionAsText(
  prediction: Prediction,
  { width, signs }: Paper,
  context: Context,
  ascii: boolean,
): readonly string[] {
  const { found, data, examples, index } = prediction
  const fit = (line: string) => cut(line, width, signs.ellipsis)
  return [
    printable(found.title),
    '',
    ...factLines([...networkFacts(found), ...imageFacts(prediction)]).map(fit),
    '',
    ...imageLines(data.dataset, examples, index, context, ascii || signs.ascii).map(line => line.trimEnd()),
    '',
    ...barLines(prediction, { width, signs }),
  ]
}

function imageFacts(prediction: Prediction): readonly Fact[] {
  const { found, data, index, label, predicted, outputs } = prediction
  const name = (which: number) => className(data.dataset.classes, which)
  const file = prediction.split === 'test' ? 'test' : 'train'
  const sure = formatOutput(found.network.output, outputs[predicted]!)
  return [
    ['image', printable(`${index} of ${data.name} ${file}${roleOf(prediction)}`)],
    ['true', name(label)],
    ['said', `${name(predicted)} (${sure}), ${predicted === label ? 'which is right' : 'which is wrong'}`],
  ]
}

/** What part a training image had in the training, where that is known. */
function roleOf({ data: { division }, split, examples, index }: Prediction): string {
  if (split === 'test' || division === null) return ''
  const { validation } = splitTrain(examples.labels.length, division.validation, division.splitSeed)
  return validation.includes(index) ? ', held out for validation' : ', trained on'
}

/** The longest bar, in columns. */
const BAR_COLUMNS = 40

/** A line for each class: what it is, the number, and the number as a bar. */
function barLines({ found, data, label, predicted, outputs }: Prediction, { width, signs }: Paper) {
  const { output } = found.network
  const rows = Array.from(outputs, (value, which) => [
    classTitle(data.dataset.classes, which),
    [which === label ? 'true' : '', which === predicted ? 'said' : ''].filter(Boolean).join(', '),
    formatOutput(output, value),
  ])
  const lines = textTable(
    [{ title: 'class' }, { title: '' }, { title: outputTitle(output), align: 'right' }],
    rows,
  )
  const used = lines.reduce((widest, line) => Math.max(widest, columnsOf(line)), 0) + 2
  const whole = Math.max(1, ...outputs) // an output that is no probability may be more
  const room = Math.max(1, Math.min(BAR_COLUMNS, width - used))
  const [titles, ...classes] = lines
  return [
    titles!,
    ...classes.map((line, which) =>
      `${pad(line, used)}${bar(outputs[which]! / whole, room, signs)}`.trimEnd(),
    ),
  ].map(line => cut(line, width, signs.ellipsis))
}

export function predictionAsJson({ found, data, split, index, label, predicted, outputs }: Prediction) {
  return {
    run: found.origin?.run.name ?? null,
    trial_id: found.origin?.trialId ?? null,
    source: found.network.source,
    dataset: data.name,
    split,
    index,
    label,
    predicted,
    output: found.network.output,
    outputs: Array.from(outputs, (value, which) => ({
      label: which,
      name: data.dataset.classes[which],
      value,
    })),
  }
}
