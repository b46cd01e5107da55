// Did you mean: the allowed word that somebody who wrote another one most likely had in mind.
import { closest, distance } from 'fastest-levenshtein'

/** What other libraries call the things that have another name here. */
const synonyms: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    lr: ['learning_rate'],
    eta: ['learning_rate'],
    learningrate: ['learning_rate'],
    betas: ['beta_1'],
    beta1: ['beta_1'],
    beta2: ['beta_2'],
    eps: ['epsilon'],
    batch: ['batch_size'],
    batchsize: ['batch_size'],
    validation_split: ['validation'],
    layers: ['hidden'],
    hidden_layers: ['hidden'],
    units: ['hidden'],
    grid: ['sweep'],
    parameters: ['sweep'],
    metric: ['objective'],
    logistic: ['sigmoid'],
    linear: ['identity'],
    none: ['identity', 'constant'],
    swish: ['silu'],
    leaky: ['leaky-relu'],
    xavier: ['glorot-uniform'],
    xavier_uniform: ['glorot-uniform'],
    xavier_normal: ['glorot-normal'],
    kaiming: ['he-normal'],
    kaiming_uniform: ['he-uniform'],
    kaiming_normal: ['he-normal'],
    random_normal: ['normal'],
    random_uniform: ['uniform'],
    random_normal_initializer: ['normal'],
    kernel_initializer: ['initializer'],
    heaviside: ['step'],
    perceptron: ['step'],
    relu6: ['relu'],
    momentum: ['sgd'],
    nesterov: ['sgd'],
    categorical_crossentropy: ['cross-entropy'],
    sparse_categorical_crossentropy: ['cross-entropy'],
    crossentropy: ['cross-entropy'],
    binary_crossentropy: ['cross-entropy'],
    bce: ['cross-entropy'],
    bceloss: ['cross-entropy'],
    mse: ['mean-squared-error'],
    meansquarederror: ['mean-squared-error'],
    mseloss: ['mean-squared-error'],
    sse: ['sum-of-squares'],
    sum_squared_error: ['sum-of-squares'],
    sum_of_squares_error: ['sum-of-squares'],
    sum_squares_error: ['sum-of-squares'],
    numerical_gradient: ['numerical'],
    central_difference: ['numerical'],
    finite_differences: ['numerical'],
    backprop: ['backpropagation'],
    backward: ['backpropagation'],
    analytic: ['backpropagation'],
    dropout_rate: ['dropout'],
    dropout_ratio: ['dropout'],
    drop_rate: ['dropout'],
    output_activation: ['output'],
    last_activation: ['output'],
    final_activation: ['output'],
    kernel_regularizer: ['l2'],
    l2_regularization: ['l2'],
    weight_penalty: ['l2'],
    clipnorm: ['clip_norm'],
    global_clipnorm: ['clip_norm'],
    clip_grad_norm: ['clip_norm'],
    max_grad_norm: ['clip_norm'],
    gradient_clipping: ['clip_norm'],
    smoothing: ['label_smoothing'],
    early_stopping: ['patience'],
    restore_best_weights: ['patience'],
    iterations: ['steps'],
    iters_num: ['steps'],
    max_iter: ['steps'],
    max_steps: ['steps'],
    num_steps: ['steps'],
    updates: ['steps'],
    steps_per_epoch: ['record_every'],
    log_every: ['record_every'],
    eval_every: ['record_every'],
    replace: ['replacement'],
    with_replacement: ['replacement'],
    save_best_only: ['save'],
    checkpoint: ['save'],
    save_weights: ['save'],
    fashion: ['fashion-mnist'],
    digits: ['mnist-10k'],
    exponential_decay: ['exponential'],
    cosine_decay: ['cosine'],
    cosine_annealing: ['cosine'],
    val_accuracy: ['validation.accuracy'],
    val_loss: ['validation.loss'],
    accuracy: ['validation.accuracy'],
    loss: ['validation.loss'],
  }),
)

/** One of the allowed words, or null when none is near. */
export function suggest(written: string, allowed: readonly string[]): string | null {
  return sameWord(written, allowed) ?? nearWord(written, allowed)
}

/** The allowed word that is written in another way: case, `-` or `_`, the path left out or another, or a synonym. */
export function sameWord(written: string, allowed: readonly string[]): string | null {
  const word = plain(written)
  const last = lastSegment(word)
  const meant = synonyms.get(last) ?? []
  const inItsPlace = meant.map(synonym => `${word.slice(0, word.length - last.length)}${synonym}`)
  return (
    allowed.find(candidate => plain(candidate) === word) ??
    inItsPlace.find(candidate => allowed.includes(candidate)) ??
    allowed.find(candidate => [last, ...meant].includes(plain(lastSegment(candidate)))) ??
    null
  )
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

/** The allowed word with the fewest letters to change, if it is near. */
function nearWord(written: string, allowed: readonly string[]): string | null {
  if (written.length > LONGEST || allowed.length === 0) return null
  const word = plain(written)
  const near = closest(word, allowed.map(plain))
  if (!isNear(word, near)) return null
  return allowed.find(candidate => plain(candidate) === near) ?? null
}

/** At most a third of the letters differ, or they stand in another order. */
export function isNear(written: string, word: string): boolean {
  const most = Math.max(1, Math.floor(written.length / 3))
  return distance(written, word) <= most || letters(written) === letters(word)
}

function letters(word: string): string {
  return [...word].sort().join('')
}

/** Longer than any name or path: not a slip of the fingers. */
export const LONGEST = 80

function plain(word: string): string {
  return word.toLowerCase().replaceAll('-', '_')
}
