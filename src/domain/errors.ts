// The mistakes a user can make: what, where, why, fix. Codes are permanent: people search for them.
// A mistake never shows a stack; a defect of ours always does, because it is any other kind of Error.

/** Every code with what it means in one line; `bench explain errors` prints this table. */
export const mistakeCodes = {
  'file-unreadable': 'a file that was named cannot be read',
  'yaml-syntax': 'the experiment file is not well-formed YAML',
  'file-too-large': 'the experiment file is larger than any experiment could be',
  'nested-too-deeply': 'lists and maps of the experiment file stand too deep inside each other',
  'several-documents': 'the experiment file holds several YAML documents',
  'duplicate-key': 'a key is written twice in one map',
  'bad-alias': 'a YAML alias leads nowhere or to itself',
  'too-many-aliases': 'YAML aliases would unfold to more values than an experiment can have',
  'not-an-experiment': 'the file is empty, or is not a map of the keys of an experiment',
  'missing-key': 'a key that has no default is missing',
  'unknown-key': 'a key that means nothing there',
  'wrong-type': 'a value of another kind than the key takes',
  'number-as-string': 'a number is written in a form that YAML reads as text, or as two values',
  'not-an-integer': 'a fraction where a whole number is needed',
  'out-of-range': 'a number outside the range that makes sense',
  'bad-name': 'the name of the experiment cannot be the name of a folder on every system',
  'layers-not-a-list': 'the hidden layers are not written as a list of units',
  'unknown-dataset': 'no dataset has this name',
  'unknown-activation': 'no activation has this name',
  'unknown-initializer': 'no initializer has this name',
  'unknown-loss': 'no loss has this name',
  'unknown-optimizer': 'no optimizer has this name',
  'unknown-schedule': 'no schedule has this name',
  'unknown-output': 'no activation of the output layer has this name',
  'unknown-gradient': 'no way to a gradient has this name',
  'unknown-save': 'the weights to keep are none of those that can be kept',
  'unknown-objective': 'the objective is not a split and a metric that there are',
  'objective-not-comparable': 'the objective is a loss, and the configurations have different losses',
  'unknown-hyperparameter': 'the chosen entry does not have this hyperparameter',
  'hyperparameters-conflict': 'hyperparameters that do not go together',
  'activations-not-layers': 'a list of activations is not as long as the hidden layers are many',
  'not-trainable': 'an activation that nothing can be learned through',
  'wrong-output': 'the loss is not defined for this activation of the output layer',
  'epochs-and-steps': 'the length of the training is given in passes and in updates',
  'address-space-too-small': 'the process may not reserve the addresses that training needs',
  'network-too-large': 'a network does not fit into the memory of the kernels',
  'gradient-too-slow': 'training with numerical gradients would take far too long',
  'list-outside-sweep': 'several values where one is fixed; only axes of the sweep have several',
  'unknown-path': 'a path that leads to no hyperparameter',
  'axis-not-a-list': 'an axis of the sweep is not a list of values',
  'axis-empty': 'an axis, or a list inside one, has no values',
  'axis-conflict': 'two places of the sweep set the same hyperparameter',
  'bad-seed': 'the seeds are neither a count nor a list of different whole numbers',
  'no-validation-split': 'the objective needs a validation split and there is none',
  'no-test-split': 'the objective needs a test split and the dataset has none',
  'empty-split': 'the share for validation leaves a split without examples',
  'exclude-never-matches': 'a rule of exclude that no configuration can agree with',
  'everything-excluded': 'the rules of exclude leave no configuration',
  'sweep-too-large': 'the sweep has more trials than can be planned',
  'bad-override': 'an override of the command line is not of the form path=value',
  'run-unwritable': 'a run folder or one of its files cannot be written',
  'csv-delimiter': 'the delimiter asked for is none that a spreadsheet understands',
  'not-a-run': 'the folder has no manifest.json, so it is not a run',
  'run-too-new': 'the run was written by a later version of bench',
  'run-damaged': 'a file of the run does not hold what it should',
  'run-in-use': 'another process is writing to the run',
  'run-taken-over': 'another process has gone on with the run while this one was silent',
  'run-changed': 'the experiment, the data or the program are not those that the run was begun with',
  'run-finished': 'every trial of the run has a result already',
  'unknown-run': 'no run has that name, or a name that begins so',
  'ambiguous-run': 'more than one run has a name that begins so',
  'unknown-trial': 'the run has no trial whose id begins so',
  'ambiguous-trial': 'more than one trial has an id that begins so',
  'nothing-to-verify': 'no trial that was asked for has a result to be compared',
  'data-malformed': 'a data file is damaged, or not in the format that its name promises',
  'data-mismatch': 'a data file is well-formed, but its bytes are not those of the dataset',
  'data-of-another': 'a data file belongs to another dataset',
  'data-not-found': 'a dataset is not on this machine and could not be downloaded',
  'data-shapes': 'the arrays of a dataset do not fit together, or have no shape of images and labels',
  'data-pixels': 'numbers of an image are not bytes, nor bytes divided by 255',
  'data-labels': 'labels are not 0, 1, 2, ... up to the number of classes, nor one-hot rows',
  'data-too-large': 'a dataset is larger than what can be trained on here',
  'unknown-class': 'the dataset has no class of this label or name',
  'cache-unwritable': 'downloads cannot be kept in the cache',
  usage: 'the command line is not of the form that bench takes',
  'bad-option': 'an option of the command line has a value that makes no sense',
  'network-malformed': 'a file with a stored network is damaged, or is not of a format that is read here',
  'network-pickled': 'a network is stored as a Python pickle, which is a program and is not run',
  'network-shapes': 'the arrays of a stored network do not fit together',
  'network-contradicts': 'an option says something else about a stored network than its file',
  'network-not-kept': 'the weights of the trial, or of any trial of the run, were not kept',
  'network-mismatch':
    'a stored network is for images of another size, or another number of classes, than the dataset has',
  'network-not-finite': 'a stored network gives what is not a finite number',
  'no-such-split': 'the dataset, or the trial, has no examples of that split',
  'runs-not-comparable':
    'the runs that were named differ in their objective or their data, and cannot be taken together',
  'runs-contradict': 'two runs have different results of the same trial',
  'not-an-axis': 'what was asked to compare by does not vary, or is no hyperparameter',
  'unknown-topic': 'bench explain knows no table, entry or hyperparameter of that name',
} as const satisfies Record<string, string>

export type MistakeCode = keyof typeof mistakeCodes

export interface Mistake {
  readonly code: MistakeCode
  /** What is wrong, as half a sentence: `activation "rellu" is not known`. */
  readonly what: string
  readonly where?: Place
  /** The rule that was broken. */
  readonly why?: string
  /** What to do, most useful first. */
  readonly fix?: string
}

/** A place in a text. line and column count from 1; length is how many characters to underline, at least 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly length: number
  /** The whole line of the text, without its line break. */
  readonly excerpt: string
}

/** One or more mistakes, to be shown together; exit code 2. */
export class UserError extends Error {
  override readonly name = 'UserError'
  readonly mistakes: readonly Mistake[]
  constructor(mistakes: readonly [Mistake, ...Mistake[]] | readonly Mistake[]) {
    super(mistakes.map(mistake => mistake.what).join('; '))
    this.mistakes = mistakes
  }
}
