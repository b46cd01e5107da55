// A network as named arrays, which is what files hold: W1 [inputs, units] and b1 [units] of the first layer, W2, b2, ...
// These are the names and shapes of notebooks that train from scratch: y = f(x W + b) in numpy is `f(x @ W1 + b1)` with the
// arrays as they come. PyTorch's names (0.weight) would promise PyTorch's shape, [units, inputs], which is another order.
import { layersOf, parameterCount } from '../core/parameters.js'
import { UserError } from '../domain/errors.js'
import type { Network } from './stored-network.js'

export interface NamedArray {
  readonly shape: readonly number[]
  /** Row by row. */
  readonly values: Float32Array
}

/** In the order of the parameters: laid end to end, the values are those of EngineState. The arrays are views of them. */
export function arraysOf({
  parameters,
  sizes,
}: Pick<Network, 'parameters' | 'sizes'>): ReadonlyMap<string, NamedArray> {
  if (parameters.length !== parameterCount(sizes))
    throw new RangeError(`${parameters.length} parameters for a network of ${sizes.join('-')}`)
  const layers = layersOf(parameters, sizes).flatMap(({ weights, biases }, l): [string, NamedArray][] => [
    [`W${l + 1}`, { shape: [sizes[l]!, sizes[l + 1]!], values: weights }],
    [`b${l + 1}`, { shape: [sizes[l + 1]!], values: biases }],
  ])
  return new Map(layers)
}

/** The largest network that is read: 400 megabytes of float32. No larger one is trained here. */
export const PARAMETERS_MAX = 100_000_000

/** Far more than can be trained; each costs another walk through the directory of an archive. */
const LAYERS_MAX = 1000

/** The other way round. path is for messages. Throws a UserError where the arrays are not those of one network. */
export function networkOf(
  arrays: ReadonlyMap<string, NamedArray>,
  path: string,
): Pick<Network, 'parameters' | 'sizes'> {
  const layers = Array.from({ length: countLayers([...arrays.keys()], path) }, (_, l) => ({
    weights: arrays.get(`W${l + 1}`)!,
    biases: arrays.get(`b${l + 1}`)!,
  }))
  const sizes: number[] = []
  layers.forEach(({ weights, biases }, l) => {
    checkLayer(weights.shape, biases.shape, l + 1, sizes.at(-1) ?? null, path)
    if (l === 0) sizes.push(weights.shape[0]!)
    sizes.push(weights.shape[1]!)
  })
  const count = parameterCount(sizes)
  if (count > PARAMETERS_MAX)
    throw wrongShapes(
      `${path} has ${count} parameters`,
      `at most ${PARAMETERS_MAX} are read`,
      'train a smaller network',
    )
  const parameters = new Float32Array(count)
  layersOf(parameters, sizes).forEach((layer, l) => {
    layer.weights.set(layers[l]!.weights.values)
    layer.biases.set(layers[l]!.biases.values)
  })
  return { sizes, parameters }
}

/**
 * How many layers arrays of these names make: W1, b1, W2, b2, ... without a gap. Throws a UserError where they are others:
 * an array that is not known might be half of what the network does.
 */
export function countLayers(names: readonly string[], path: string): number {
  const all = new Set(names)
  let layers = 0
  while (all.delete(`W${layers + 1}`)) {
    layers += 1
    if (!all.delete(`b${layers}`))
      throw wrongShapes(`${path} has weights W${layers} and no biases b${layers}`, namesRule, namesFix)
  }
  if (layers === 0) throw wrongShapes(`${path} has no array W1; it has ${listOf(names)}`, namesRule, namesFix)
  if (layers > LAYERS_MAX)
    throw wrongShapes(
      `${path} has ${layers} layers`,
      `at most ${LAYERS_MAX} are read`,
      'train a network of fewer layers',
    )
  if (all.size > 0)
    throw wrongShapes(`${path} has besides its ${layers} layers ${listOf([...all])}`, namesRule, namesFix)
  return layers
}

const namesRule =
  'a network is stored as W1 [inputs, units], b1 [units], W2, b2, ... of its layers, and nothing else'
const namesFix = [
  'with a list of all weights and biases in their order, as model.get_weights() of Keras is one:',
  'np.savez("network.npz", **{f"{\'Wb\'[i % 2]}{i // 2 + 1}": a for i, a in enumerate(arrays)})',
  "PyTorch's weights are [units, inputs]: [p.detach().numpy().T for p in model.parameters()]",
].join('\n')

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, 6).map(name => name.slice(0, 60))
  if (names.length > shown.length) shown.push(`${names.length - shown.length} more`)
  return shown.join(', ') || 'nothing'
}

/** inputs: how many units the layer before has; null for the first. */
function checkLayer(
  weights: readonly number[],
  biases: readonly number[],
  layer: number,
  inputs: number | null,
  path: string,
): void {
  const [rows, units] = weights
  if (weights.length !== 2 || rows! < 1 || units! < 1)
    throw wrongShapes(
      `${path} has W${layer} of shape ${tuple(weights)}`,
      'it must be [inputs, units]',
      'networks of dense layers are read, with the weights of each as a matrix',
    )
  const isRow = biases.length === 1 || (biases.length === 2 && biases[0] === 1)
  if (!isRow || biases.at(-1) !== units)
    throw wrongShapes(
      `${path} has W${layer} of shape ${tuple(weights)} and b${layer} of shape ${tuple(biases)}`,
      `b${layer} must be (${units}) or (1, ${units}), a bias for each unit`,
      fixOfBiases(weights, biases, layer),
    )
  if (inputs !== null && rows !== inputs)
    throw wrongShapes(
      `${path} has W${layer - 1} with ${inputs} units and W${layer} with ${rows} inputs`,
      'the units of a layer are the inputs of the next',
      units === inputs
        ? `W${layer} is [inputs, units]: store its transpose, W${layer}.T`
        : 'number the layers from the input on: W1, b1, W2, b2, ...',
    )
}

function fixOfBiases(weights: readonly number[], biases: readonly number[], layer: number): string {
  const [rows, units] = weights
  const length = biases.reduce((product, axis) => product * axis, 1)
  if (length === units && biases.length > 0) return `store b${layer}.reshape(-1)`
  if (length === rows) return `W${layer} is [inputs, units]: store its transpose, W${layer}.T`
  return `store the biases of the layer that W${layer} is of`
}

const tuple = (shape: readonly number[]) => `(${shape.join(', ')})`

function wrongShapes(what: string, why: string, fix: string): UserError {
  return new UserError([{ code: 'network-shapes', what, why, fix }])
}
