// The table of commands: their arguments, help and examples; the only place that knows yargs and exit codes.
// What a command needs is imported when it is called, so that help and mistakes of usage answer at once.
import { readFileSync } from 'node:fs'
import yargs, { type Options, type PositionalOptions } from 'yargs'
import type { Context, ExitCode } from './commands/context.js'
import { camelCase, optionMistake } from './commands/option-mistakes.js'
import { RUNS_DIR } from './commands/runs-dir-option.js'
import type { KnownCommand } from './commands/usage-advice.js'
import { UserError } from './domain/errors.js'

interface Command {
  /** As yargs reads it: the name and its positional arguments. */
  readonly usage: string
  readonly summary: string
  /** What other programs call it, to say what it is called here. */
  readonly otherNames?: readonly string[]
  readonly examples: readonly [command: string, what: string][]
  readonly positionals?: Readonly<Record<string, PositionalOptions>>
  readonly options?: Readonly<Record<string, Options>>
  readonly load: () => Promise<(args: never, context: Context) => Promise<ExitCode>>
}

/** Options that several commands share, each written once. */
const shared = {
  spec: { describe: 'experiment file, YAML; - for standard input', type: 'string' },
  run: { describe: 'a folder, the beginning of its name, or latest', type: 'string' },
  set: {
    describe: 'fix one value: path=value; an axis of that path is then left out; may be given several times',
    type: 'string',
    array: true,
    nargs: 1,
    requiresArg: true,
  },
  seeds: {
    describe: 'a count, or a list such as 0,1,2, in place of the seeds of the file',
    type: 'string',
    requiresArg: true,
  },
  workers: {
    describe: 'trials at a time, at most eight a core',
    type: 'number',
    requiresArg: true,
    defaultDescription: 'one a core',
  },
  'runs-dir': { describe: 'folder of the runs', type: 'string', default: RUNS_DIR, requiresArg: true },
  'data-dir': {
    describe: 'folder to look for datasets in, before all others',
    type: 'string',
    requiresArg: true,
  },
  reporter: {
    describe: 'how to show it; auto is the dashboard at a terminal and plain lines elsewhere',
    choices: ['auto', 'dashboard', 'plain', 'json'],
    default: 'auto',
    requiresArg: true,
  },
  force: {
    describe: 'train with numerical gradients even where that takes days',
    type: 'boolean',
    default: false,
  },
  reuse: {
    describe: 'take over finished trials with the same content from the other runs',
    type: 'boolean',
    default: false,
  },
  detach: {
    describe: 'train in the background; bench watch comes back to it',
    type: 'boolean',
    default: false,
  },
  'accept-version': {
    describe: 'resume a run of another version of bench, where the arithmetic is the same',
    type: 'boolean',
    default: false,
  },
  'retry-failed': {
    describe: 'resume: train again as well what failed or was stopped by hand',
    type: 'boolean',
    default: false,
  },
  'csv-bom': {
    describe: 'begin CSV files with a byte order mark, as Excel wants it for UTF-8',
    type: 'boolean',
    default: false,
  },
  'csv-delimiter': {
    describe: 'what separates the cells; Excel wants ; where the comma is for decimals',
    type: 'string',
    default: ',',
    requiresArg: true,
  },
} as const satisfies Record<string, Options & PositionalOptions>

/** What every command takes that asks a stored network. */
const storedNetwork = {
  positionals: {
    network: {
      describe: 'a run: a folder, the beginning of its name, or latest; or a .safetensors or .npz file',
      type: 'string',
    },
    trial: {
      describe: 'of a run: the beginning of a trial_id; the best whose weights were kept by default',
      type: 'string',
    },
  },
  options: {
    dataset: {
      describe: 'a dataset, or an .npz file of your own, in place of the one that it was trained on',
      type: 'string',
      requiresArg: true,
    },
    activation: {
      describe:
        "of an .npz: the hidden layers' activation, or one for each, as relu,tanh; sigmoid by default",
      type: 'string',
      requiresArg: true,
    },
    output: {
      describe: 'of an .npz: the activation of the output layer; softmax by default',
      type: 'string',
      requiresArg: true,
    },
    loss: {
      describe: 'of a file: what to measure; the usual one of the output',
      type: 'string',
      requiresArg: true,
    },
    'runs-dir': shared['runs-dir'],
    'data-dir': shared['data-dir'],
    format: {
      describe: 'text, or json for programs',
      choices: ['text', 'json'],
      default: 'text',
      requiresArg: true,
    },
    ascii: { describe: 'draw with plain characters, without colour', type: 'boolean', default: false },
  },
} as const satisfies Pick<Command, 'positionals' | 'options'>

const commands: readonly Command[] = [
  {
    usage: 'run <spec>',
    summary: 'train the sweep of an experiment file',
    otherNames: ['train', 'fit', 'start', 'sweep'],
    examples: [
      ['bench run experiments/quickstart.yaml', 'train it, with a live dashboard'],
      ['bench run my.yaml --seeds 5 --set training.epochs=20', 'with five seeds and more epochs'],
      ['bench run my.yaml --detach', 'in the background; closing the terminal does not end it'],
      ['bench run my.yaml --resume', 'finish the latest run of it, or begin the first'],
      ['bench run my.yaml --reporter json | jq .type', 'an event a line, for programs'],
    ],
    positionals: { spec: shared.spec },
    options: {
      workers: shared.workers,
      set: shared.set,
      seeds: shared.seeds,
      'runs-dir': shared['runs-dir'],
      'data-dir': shared['data-dir'],
      reporter: shared.reporter,
      detach: shared.detach,
      force: shared.force,
      resume: {
        describe: 'go on with the latest run of the same experiment, where there is one',
        type: 'boolean',
        default: false,
      },
      reuse: shared.reuse,
      'accept-version': shared['accept-version'],
      'retry-failed': shared['retry-failed'],
      'csv-bom': shared['csv-bom'],
      'csv-delimiter': shared['csv-delimiter'],
    },
    load: async () => (await import('./commands/run.js')).run,
  },
  {
    usage: 'resume <run>',
    summary: 'finish a run that was interrupted or killed, or extend one',
    otherNames: ['continue', 'restart', 'extend'],
    examples: [
      ['bench resume latest', 'train what has no result yet'],
      [
        'bench resume width --extend my.yaml --seeds 5',
        'with more seeds, values or axes than it was begun with',
      ],
    ],
    positionals: {
      run: { describe: 'a folder, the beginning of its name, or latest', type: 'string' },
    },
    options: {
      extend: {
        describe: 'the experiment file that the run is to become: it must have every trial of the run',
        type: 'string',
        requiresArg: true,
      },
      set: { ...shared.set, describe: 'with --extend: fix one value, as for bench run' },
      seeds: { ...shared.seeds, describe: 'with --extend: in place of the seeds of the file' },
      workers: shared.workers,
      'runs-dir': shared['runs-dir'],
      'data-dir': shared['data-dir'],
      reporter: shared.reporter,
      detach: shared.detach,
      force: shared.force,
      reuse: shared.reuse,
      'accept-version': shared['accept-version'],
      'retry-failed': shared['retry-failed'],
    },
    load: async () => (await import('./commands/resume.js')).resume,
  },
  {
    usage: 'watch <run>',
    summary: 'the dashboard on a run that goes on elsewhere, or has ended',
    otherNames: ['attach', 'follow', 'tail', 'monitor', 'dashboard', 'top'],
    examples: [
      ['bench watch latest', 'from another terminal; q leaves it, and the run goes on'],
      ['bench watch latest --reporter plain', 'a line a trial, until the run ends, with its exit code'],
    ],
    positionals: { run: shared.run },
    options: {
      'runs-dir': shared['runs-dir'],
      reporter: shared.reporter,
      'read-only': {
        describe: 'ask nothing of a run in the background',
        type: 'boolean',
        default: false,
      },
    },
    load: async () => (await import('./commands/watch.js')).watch,
  },
  {
    usage: 'plan <spec>',
    summary: 'check an experiment file and say what it would train, and how long; trains nothing',
    otherNames: ['check', 'validate', 'lint', 'dry-run'],
    examples: [
      ['bench plan experiments/quickstart.yaml', 'trials, parameters, time and disk'],
      ['bench plan my.yaml --workers 8 --all', 'every trial, for eight workers'],
    ],
    positionals: { spec: shared.spec },
    options: {
      workers: shared.workers,
      set: shared.set,
      seeds: shared.seeds,
      'data-dir': shared['data-dir'],
      all: { describe: 'list all trials, not only the first', type: 'boolean', default: false },
      forecast: {
        describe: 'measure this machine for a second or two to forecast the time',
        type: 'boolean',
        default: true,
      },
    },
    load: async () => (await import('./commands/plan.js')).plan,
  },
  {
    usage: 'list',
    summary: 'the runs, newest first, with their best configuration',
    otherNames: ['ls', 'runs'],
    examples: [
      ['bench list', 'the runs in runs/'],
      ['bench list --json', 'the same for programs'],
    ],
    options: {
      'runs-dir': shared['runs-dir'],
      json: { describe: 'as JSON', type: 'boolean', default: false },
    },
    load: async () => (await import('./commands/list.js')).list,
  },
  {
    usage: 'show <run> [trial]',
    summary: 'a run with its ranking, or one of its trials with its learning curve',
    otherNames: ['view', 'inspect', 'status', 'results', 'ranking'],
    examples: [
      ['bench show latest', 'the newest run'],
      ['bench show quickstart', 'a run by the beginning of its name'],
      ['bench show latest t3f', 'one of its trials, by the beginning of its id'],
    ],
    positionals: {
      run: shared.run,
      trial: { describe: 'the beginning of a trial_id', type: 'string' },
    },
    options: {
      'runs-dir': shared['runs-dir'],
      trials: { describe: 'list every trial as well', type: 'boolean', default: false },
      json: { describe: 'as JSON', type: 'boolean', default: false },
    },
    load: async () => (await import('./commands/show.js')).show,
  },
  {
    usage: 'compare <runs..>',
    summary:
      'what each value of an axis does over all the rest, with intervals and tests, in one run or several',
    otherNames: ['diff', 'versus', 'vs', 'effects', 'ablation', 'table'],
    examples: [
      ['bench compare latest', 'every axis of the newest run'],
      ['bench compare latest --by activation,hidden', 'two axes at once: a mean in each cell'],
      ['bench compare width deeper --by run', 'two runs, on what they share'],
      ['bench compare latest --by optimizer --format latex', 'a table for a paper'],
    ],
    positionals: {
      runs: { describe: 'folders, beginnings of their names, or latest', type: 'string' },
    },
    options: {
      by: {
        describe: 'hyperparameters, with commas between them; config for the ranking, run for whole runs',
        type: 'string',
        requiresArg: true,
        defaultDescription: 'every axis',
      },
      metric: {
        describe: 'what to compare, such as test.accuracy',
        type: 'string',
        requiresArg: true,
        defaultDescription: 'the objective',
      },
      format: {
        describe: 'how to write it',
        choices: ['text', 'markdown', 'latex', 'csv', 'json'],
        default: 'text',
        requiresArg: true,
      },
      'csv-bom': shared['csv-bom'],
      'csv-delimiter': shared['csv-delimiter'],
      'runs-dir': shared['runs-dir'],
    },
    load: async () => (await import('./commands/compare.js')).compare,
  },
  {
    usage: 'verify <run>',
    summary: 'train trials of a run again and compare every number, bit for bit',
    otherNames: ['reproduce', 'replay'],
    examples: [
      ['bench verify latest', 'three trials of the newest run, drawn at random'],
      ['bench verify quickstart --all', 'every trial of a run'],
      ['bench verify latest --trial t3f', 'one of its trials'],
    ],
    positionals: { run: shared.run },
    options: {
      trials: {
        describe: 'how many to draw',
        type: 'number',
        defaultDescription: '3',
        requiresArg: true,
      },
      all: { describe: 'every trial that has a result', type: 'boolean', default: false },
      trial: { describe: 'one: the beginning of its trial_id', type: 'string', requiresArg: true },
      workers: shared.workers,
      'runs-dir': shared['runs-dir'],
      'data-dir': shared['data-dir'],
      json: { describe: 'as JSON', type: 'boolean', default: false },
    },
    load: async () => (await import('./commands/verify.js')).verify,
  },
  {
    usage: 'data <action> [datasets..]',
    summary: 'the datasets: where they are, how to get them, what they look like',
    otherNames: ['dataset', 'datasets', 'download'],
    examples: [
      ['bench data list', 'which there are, and where they were found'],
      ['bench data pull mnist fashion-mnist', 'download what is not on this machine'],
      ['bench data show fashion-mnist --class Sneaker', 'draw some images in the terminal'],
      ['bench data show mine.npz', 'images of your own, checked as a run would'],
    ],
    positionals: {
      action: { describe: 'what to do', choices: ['list', 'pull', 'show'], type: 'string' },
      datasets: {
        describe: 'which of them, or for show an .npz file; all where none is named',
        type: 'string',
        array: true,
      },
    },
    options: {
      'data-dir': shared['data-dir'],
      split: { describe: 'show: train or test', choices: ['train', 'test'], requiresArg: true },
      index: { describe: 'show: the first image, from 0', type: 'number', requiresArg: true },
      count: { describe: 'show: how many images', type: 'number', requiresArg: true },
      class: {
        describe: 'show: images of one class, by its name or label',
        type: 'string',
        requiresArg: true,
      },
      images: { describe: 'show: an IDX file of images, with --labels', type: 'string', requiresArg: true },
      labels: { describe: 'show: the IDX file of their labels', type: 'string', requiresArg: true },
      ascii: { describe: 'show: with plain characters, without colour', type: 'boolean' },
    },
    load: async () => (await import('./commands/data.js')).data,
  },
  {
    usage: 'gradcheck <spec>',
    summary: 'compare backpropagation with the central difference, layer by layer',
    otherNames: ['gradient-check', 'check-gradients', 'gradients'],
    examples: [
      ['bench gradcheck experiments/quickstart.yaml', 'every network of it, some parameters of each array'],
      ['bench gradcheck my.yaml --first 1 --parameters 100000', 'all parameters of the first one'],
    ],
    positionals: { spec: shared.spec },
    options: {
      set: shared.set,
      'data-dir': shared['data-dir'],
      first: {
        describe: 'check so many of the different networks',
        type: 'number',
        default: 20,
        requiresArg: true,
      },
      examples: { describe: 'training examples in the batch', type: 'number', default: 4, requiresArg: true },
      parameters: {
        describe: 'compared in each array of weights or biases; of longer ones a sample',
        type: 'number',
        default: 50,
        requiresArg: true,
      },
      tolerance: {
        describe: 'the largest relative difference that is still agreement; above it the exit code is 1',
        type: 'number',
        default: 1e-5,
        requiresArg: true,
      },
    },
    load: async () => (await import('./commands/gradcheck.js')).gradcheck,
  },
  {
    usage: 'explain [table] [entry]',
    summary: 'what an activation, an optimizer, a dataset, an error code ... is',
    otherNames: ['describe', 'doc', 'docs', 'man', 'what'],
    examples: [
      ['bench explain', 'the tables'],
      ['bench explain optimizers', 'all optimizers'],
      ['bench explain adam', 'equation, defaults and source of one, and its path down a valley'],
    ],
    positionals: {
      table: { describe: 'a table, or directly the name of an entry or a hyperparameter', type: 'string' },
      entry: { describe: 'an entry of the table', type: 'string' },
    },
    load: async () => (await import('./commands/explain.js')).explain,
  },
  {
    usage: 'summary <source> [trial]',
    summary: 'layers, shapes and parameter counts of networks',
    otherNames: ['summarize', 'summarise', 'model', 'layers'],
    examples: [
      ['bench summary experiments/quickstart.yaml', 'a table for each architecture of an experiment'],
      ['bench summary latest t3f', 'the network of a trial of the newest run'],
      ['bench summary notebook.npz --activation relu', 'a network trained elsewhere'],
    ],
    positionals: {
      source: { describe: 'an experiment file, a run, or a file with a stored network', type: 'string' },
      trial: { describe: 'of a run: the beginning of a trial_id', type: 'string' },
    },
    options: {
      set: shared.set,
      activation: storedNetwork.options.activation,
      output: storedNetwork.options.output,
      'runs-dir': shared['runs-dir'],
    },
    load: async () => (await import('./commands/summary.js')).summary,
  },
  {
    usage: 'evaluate <network> [trial]',
    summary: 'a stored network on a split: loss, accuracy, every class, confusions, the surest mistakes',
    otherNames: ['eval', 'test', 'score'],
    examples: [
      ['bench evaluate latest', 'the best trial of the newest run, on the test split'],
      ['bench evaluate latest t3f --split validation', 'another trial, on what was held out of its training'],
      ['bench evaluate notebook.npz --dataset mnist --activation sigmoid', 'a network trained elsewhere'],
    ],
    positionals: storedNetwork.positionals,
    options: {
      split: {
        describe: 'which examples; test by default, or validation where the dataset has no test split',
        choices: ['train', 'validation', 'test'],
        requiresArg: true,
      },
      ...storedNetwork.options,
      'batch-size': {
        describe: 'images at a time, 1 allowed; the result is the same',
        type: 'number',
        default: 250,
        requiresArg: true,
      },
      mistakes: {
        describe: 'how many of the surest mistakes to draw, at most',
        type: 'number',
        default: 6,
        requiresArg: true,
      },
    },
    load: async () => (await import('./commands/evaluate.js')).evaluate,
  },
  {
    usage: 'predict <network> [trial]',
    summary: 'one image, and what a stored network says of it, class by class',
    otherNames: ['classify', 'infer'],
    examples: [
      ['bench predict latest t3f --index 7', 'image 7 of the test split'],
      [
        'bench predict notebook.npz --dataset mnist --index 7 --split train',
        'for a network trained elsewhere',
      ],
    ],
    positionals: storedNetwork.positionals,
    options: {
      index: {
        describe: 'which image, from 0, as in bench data show',
        type: 'number',
        demandOption: true,
        requiresArg: true,
      },
      split: {
        describe: 'what it is of; test where the dataset has a test split',
        choices: ['train', 'validation', 'test'],
        requiresArg: true,
      },
      ...storedNetwork.options,
    },
    load: async () => (await import('./commands/predict.js')).predict,
  },
]

/** Runs one command line. Resolves with its exit code; rejects only for a defect. */
export async function main(context: Context): Promise<number> {
  try {
    return await answer(context)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const { mistakesText } = await import('./report/mistakes.js')
    context.stderr.write(mistakesText(error.mistakes))
    return 2
  }
}

async function answer(context: Context): Promise<ExitCode> {
  const { commandLine: words, stdout, env } = context
  let exitCode: ExitCode = 0
  let finding = inheritedOption(words)
  let reached: Command | null = null
  const parser = yargs([...words])
    .scriptName('bench')
    .usage(
      '$0 <command>\n\nCompares small neural networks: one YAML file asks a question, one command answers it.',
    )
    .locale('en')
    .version(packageVersion())
    .alias({ help: 'h', version: 'V' })
    .strict()
    .demandCommand(1)
    .parserConfiguration({
      'parse-positional-numbers': false,
      'strip-aliased': true,
      'strip-dashed': true,
      'dot-notation': false,
    })
    // yargs makes the help of every command that it runs; to fold it where nobody sees it takes longer than many a command.
    .wrap(words.some(asksForHelp) ? helpWidth(stdout.columns, env['COLUMNS']) : null)
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      // yargs throws its own findings, such as an option without its value, as YError.
      if (error && error.name !== 'YError') throw error
      finding ??= message ?? error.message
    })
    .middleware(args => {
      const { usage = '', options = {} } = reached ?? {}
      const mistake = optionMistake(nameOf(usage), args, options, words)
      if (mistake !== null) throw new UserError([{ fix: `bench ${nameOf(usage)} --help`, ...mistake }])
    }, true)
    .epilogue('bench <command> --help explains a command, with examples.')
    .example('bench run experiments/quickstart.yaml', 'train a sweep on real digits')
  for (const command of commands) {
    const { usage, summary, examples, positionals = {}, options = {}, load } = command
    parser.command(
      usage,
      summary,
      builder => {
        reached = command
        for (const [name, positional] of Object.entries(positionals)) builder.positional(name, positional)
        return builder.options(options).example(examples)
      },
      async args => {
        if (finding !== null) return
        const run = await load()
        exitCode = await run(args as never, context)
      },
    )
  }
  if (finding === null) await parser.parseAsync()
  if (finding !== null) throw await usageError(finding, words, reached)
  return exitCode
}

/** `--help`, `-h`, and `-h` among other letters. */
function asksForHelp(word: string): boolean {
  return word === '--help' || /^-[a-zA-Z]*h/.test(word)
}

/** Of the help: the terminal's width, but no wider than is easy to read; of a pipe what the shell says, or 80. */
function helpWidth(columns: number | undefined, fromShell: string | undefined): number {
  return Math.min(110, columns ?? (Number(fromShell) || 80))
}

/** For what yargs has found, in our words and with what was most likely meant. */
async function usageError(
  finding: string,
  words: readonly string[],
  reached: Command | null,
): Promise<UserError> {
  const { argumentsMistake, commandMistake } = await import('./commands/usage-advice.js')
  const command = reached ?? commands.find(({ usage }) => nameOf(usage) === words[0])
  return new UserError([
    command === undefined
      ? commandMistake(words, commands.map(known))
      : argumentsMistake(finding, words, known(command)),
  ])
}

function nameOf(usage: string): string {
  return usage.split(' ')[0]!
}

function known({ usage, otherNames = [], positionals = {}, options = {}, examples }: Command): KnownCommand {
  const written = usage.split(' ').slice(1)
  return {
    name: nameOf(usage),
    otherNames,
    words: written.map(word => [word.replace(/[^a-z]/g, ''), word]),
    options: Object.keys(options),
    about: name => {
      const { describe = '', choices = [] } = positionals[name] ?? options[name] ?? {}
      return [describe, ...(choices.length > 0 ? [`one of ${choices.join(', ')}`] : [])].join('; ')
    },
    example: examples[0]![0],
  }
}

/** An option such as --constructor, which every object has: yargs would take what it inherits for its own and break. */
function inheritedOption(commandLine: readonly string[]): string | null {
  const end = commandLine.indexOf('--')
  const words = end < 0 ? commandLine : commandLine.slice(0, end)
  const names = words.map(word => /^--?(?:no-)?([^=.]+)/.exec(word)?.[1] ?? '')
  const inherited = names.find(name => name in Object.prototype || camelCase(name) in Object.prototype)
  return inherited === undefined ? null : `Unknown argument: ${inherited}`
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return version
}
