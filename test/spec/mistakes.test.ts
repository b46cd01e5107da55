import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mistakeCodes } from '../../src/domain/errors.js'
import { mistakesOf, summaryOf } from './mistakes-of.js'

/** A file with one mistake; «» stand around what must be underlined. [text, code, words of the advice] */
type Case = readonly [text: string, code: keyof typeof mistakeCodes, advice: RegExp]

const sweep = (axis: string) => `name: a\nsweep:\n  ${axis}`

const cases: readonly Case[] = [
  // the text
  ['name: a\nmodel: { hidden: [1, 2«»\n', 'yaml-syntax', /bracket/],
  // 'seeds:2': a colon without a space, last, in a map, in a map of one line, alone under sweep, alone in the file
  ['name: a\ndataset: mnist-10k\n«seeds:2»', 'yaml-syntax', /only when a space.* write seeds: 2$/],
  ['name: a\nmodel:\n  activation: relu\n  «hidden:[32]»\n', 'yaml-syntax', /write hidden: \[32\]$/],
  ['name: a\nmodel: { «activation:relu» }', 'unknown-key', /write activation: relu$/],
  ['name: a\nsweep:\n  «model.hidden:[[32]]»', 'wrong-type', /write model.hidden: \[\[32\]\]$/],
  ['«name:a»', 'not-an-experiment', /write name: a$/],
  ['name: a\n«seeds»', 'yaml-syntax', /a colon, a space and a value/],
  // indents
  ['name: a\ndataset: mnist-10k\n  «seeds»: 3\n', 'yaml-syntax', /same indent begin it in column 1, like/],
  ['dataset: mnist-10k\n  # no\n\n  «seeds»: 3\nname: x', 'yaml-syntax', /in column 1, like/],
  ['name: a\nmodel: { hidden: [3] }\r\n  «seeds»: 3', 'yaml-syntax', /in column 1, like/],
  ['name: a\nquestion: a text\n  «goes» on: here', 'yaml-syntax', /column 1, .*put all of it in quotes$/],
  [
    'name: a\nmodel:\n  hidden: [16]\n   «activation»: relu\n',
    'yaml-syntax',
    /keys of one map.* column 1 or 3/,
  ],
  ['name: a\nmodel:\n  hidden: [16]\n «activation»: relu\n', 'yaml-syntax', /column 1 or 3/],
  ['name: a\noptimizer:\n  - name: adam\n     «beta_1»: 1', 'yaml-syntax', /column 1 or 5/],
  [`${sweep('model.hidden:')}\n  - [1]\n    «-» [2]`, 'yaml-syntax', /items of one list.* column 3, like/],
  [`${sweep('model.hidden:')}\n    - [1]\n   «-» [2]`, 'yaml-syntax', /items of one list.* column 5, like/],
  ['  name: a\n«seeds»: 3', 'yaml-syntax', /column 3, like/],
  // quotes
  ['name: «"x»\ndataset: mnist-10k\nseeds: 2\n', 'yaml-syntax', /write " at the end/],
  ['name: «"x»\nquestion: "why"\nseeds: 2\n', 'yaml-syntax', /write " at the end/],
  ["name: «'x»\ndataset: mnist-10k\n", 'yaml-syntax', /write ' at the end/],
  ['name: a\nmodel: { activation: «"relu }»\nseeds: 2', 'yaml-syntax', /write " at the end/],
  ["name: a\nquestion: 'What«'»s best?'\nseeds: 2", 'yaml-syntax', /an apostrophe inside.*"\.\.\.".*''/],
  ["name: a\nquestion: 'What«'»s best: this?'", 'yaml-syntax', /an apostrophe inside/],
  ["name: a\nmodel: { activation: 'It«'»s' }", 'yaml-syntax', /an apostrophe inside/],
  ['name: a\nquestion: "Is «"»x" best?"', 'yaml-syntax', /'\.\.\.'.*\\"/],
  ['name: a\nmodel:\n«\t»hidden: [1]', 'yaml-syntax', /spaces/],
  ['«name:a»\nseeds: 1', 'yaml-syntax', /colon/],
  ['name: a\nquestion: «W»idth: is it?', 'yaml-syntax', /quotes/],
  ['name: a\nquestion: «!env» x', 'yaml-syntax', /exclamation/],
  ['name: a\n«---»\nname: b', 'several-documents', /one file/],
  ['«%YAML 1.1»\n---\nname: a', 'yaml-syntax', /remove the line/],
  ['name: a\n«name»: b', 'duplicate-key', /line 1/],
  ['name: a\noptimizer: { name: adam, «name»: sgd }', 'duplicate-key', /line 2/],
  ['name: «*x»', 'bad-alias', /marked &x/],
  ['name: a\nexclude: &x [«*x»]', 'bad-alias', /marked &x/],
  ['name: a\n«[1]»: 2', 'yaml-syntax', /plain words/],
  // the keys
  ['«- name: a»', 'not-an-experiment', /map of keys/],
  ['«just a text»', 'not-an-experiment', /map of keys/],
  ['«q»uestion: who?', 'missing-key', /add a line such as name/],
  ['name: a\n«optimiser»: adam', 'unknown-key', /did you mean "optimizer"/],
  ['name: a\n«epochs»: 5', 'unknown-key', /training: \{ epochs: \.\.\. \}/],
  ['name: a\n«lr»: 5', 'unknown-key', /optimizer: \{ learning_rate: \.\.\. \}/],
  ['name: a\n«model.hidden»: [5]', 'unknown-key', /under sweep/],
  ['name: a\n«constructor»: 5', 'unknown-key', /keys of an experiment/],
  ['name: a\n«__proto__»: 5', 'unknown-key', /keys of an experiment/],
  ['name: a\ntraining: { «epoch»: 5 }', 'unknown-key', /did you mean "epochs"/],
  ['name: a\ntraining: «5»', 'wrong-type', /map/],
  ['name: a\nmodel: «[5]»', 'wrong-type', /map/],
  ['name: a\nquestion: «[who]»', 'wrong-type', /text/],
  ['name: «2024»', 'wrong-type', /"2024"/],
  ['name: «a b»', 'bad-name', /write a-b/],
  ['name: «.hidden»', 'bad-name', /write hidden/],
  ['name: «../up»', 'bad-name', /write up/],
  ['name: «a.»', 'bad-name', /write a/],
  ['name: «Con.run»', 'bad-name', /folders/],
  ['name: «""»', 'bad-name', /folders/],
  [`name: «${'x'.repeat(65)}»`, 'bad-name', /write x{64}$/],
  ['name: «"a\\u202eb"»', 'bad-name', /write a-b/],
  // the values
  ['name: a\ndataset: «mnst»', 'unknown-dataset', /did you mean "mnist"/],
  ['name: a\ndataset: «[mnist]»', 'list-outside-sweep', /sweep: \{ dataset: \[mnist\] \}/],
  [
    'name: a\nmodel: { activation: «rellu» }',
    'unknown-activation',
    /did you mean "relu"\? +bench explain activations/,
  ],
  ['name: a\nmodel: { activation: «constructor» }', 'unknown-activation', /one of sigmoid/],
  ['name: a\nmodel: { activation: «leaky_relu» }', 'unknown-activation', /did you mean "leaky-relu"/],
  ['name: a\nmodel: { activation: «swish» }', 'unknown-activation', /did you mean "silu"/],
  ['name: a\nmodel: { initializer: «xavier» }', 'unknown-initializer', /did you mean "glorot-uniform"/],
  [
    'name: a\nmodel: { activation: «softmax» }',
    'unknown-activation',
    /model: \{ output: softmax \}.*hidden layers/,
  ],
  ['name: a\nmodel: { activation: «None» }', 'unknown-activation', /did you mean "identity"/],
  ['name: a\nmodel: { activation: «none» }', 'unknown-activation', /did you mean "identity"/],
  ['name: a\nmodel: { activation: «null» }', 'wrong-type', /did you mean "identity"/],
  ['name: a\nschedule: «none»', 'unknown-schedule', /did you mean "constant"/],
  ['name: a\nloss: «mse»', 'unknown-loss', /did you mean "mean-squared-error"/],
  ['name: a\n«dropout»: 0.2', 'unknown-key', /elsewhere: model: \{ dropout: \.\.\. \}/],
  ['name: a\nmodel: { «dropout_rate»: 0.2 }', 'unknown-key', /did you mean "dropout"/],
  [
    'name: a\noptimizer: { name: adam, «dropout»: 0.2 }',
    'unknown-hyperparameter',
    /model: \{ dropout: \.\.\. \}/,
  ],
  [sweep('«model.dropout_rate»: [0, 0.5]'), 'unknown-path', /did you mean "model.dropout"/],
  ['name: a\noptimizer: «adm»', 'unknown-optimizer', /did you mean "adam"/],
  ['name: a\nschedule: «cosin»', 'unknown-schedule', /did you mean "cosine"/],
  ['name: a\nobjective: «accuracy»', 'unknown-objective', /did you mean "validation.accuracy"/],
  ['name: a\nobjective: «5»', 'wrong-type', /validation.accuracy/],
  ['name: a\noptimizer: «{ learning_rate: 1 }»', 'missing-key', /which optimizer/],
  [
    'name: a\noptimizer: { name: adam, «momentum»: 0.9 }',
    'unknown-hyperparameter',
    /momentum belongs to sgd, rmsprop/,
  ],
  ['name: a\noptimizer: { name: adam, «beta1»: 0.9 }', 'unknown-hyperparameter', /did you mean "beta_1"/],
  [
    'name: a\nmodel: { activation: { name: relu, «alpha»: 1 } }',
    'unknown-hyperparameter',
    /relu has none; alpha belongs to elu/,
  ],
  [
    'name: a\noptimizer: { name: adam, learning_rate: «"1e-3"» }',
    'number-as-string',
    /remove the quotes: 1e-3/,
  ],
  ["name: a\ntraining: { epochs: «'5'» }", 'number-as-string', /remove the quotes: 5/],
  ['name: a\ntraining: { epochs: «1_000» }', 'number-as-string', /write 1000/],
  ['name: a\ntraining:\n  epochs: «60,000»', 'number-as-string', /write 60000/],
  ['name: a\ntraining: { epochs: «ten» }', 'wrong-type', /whole number at least 1.* write 10$/],
  ['name: a\nseeds: «three»', 'wrong-type', / write 3$/],
  ['name: a\nseeds: «many»', 'wrong-type', /a whole number such as 3$/],
  ['name: a\ntraining: { validation: «200%» }', 'wrong-type', /a number such as 0.2$/],
  ['name: a\ntraining: { validation: «20%» }', 'wrong-type', /write 0.2 for 20 %$/],
  ['name: a\ntraining: { validation: «20» }', 'out-of-range', /write 0.2 for 20 %$/],
  ['name: a\ntraining: { epochs: «-3» }', 'out-of-range', /a whole number such as 10$/],
  [
    'name: a\ntraining: { epochs: «[5, 10]» }',
    'list-outside-sweep',
    /sweep: \{ training.epochs: \[5, 10\] \}/,
  ],
  // a decimal comma: in a map of one line, at its end, before thousands, in a map of several lines
  [
    'name: a\noptimizer: { name: adam, learning_rate: «0,01» }',
    'number-as-string',
    /full stop.* write 0.01$/,
  ],
  ['name: a\ntraining: { l2: «1,5e-3», epochs: 2 }', 'number-as-string', /write 1.5e-3$/],
  ['name: a\ntraining: { batch_size: «1,000» }', 'number-as-string', /write 1000$/],
  ['name: a\noptimizer:\n  name: adam\n  learning_rate: «0,001»', 'number-as-string', /write 0.001$/],
  ['name: a\ntraining: { «epochs»: }', 'wrong-type', /whole number at least 1/],
  ['name: a\ntraining: { epochs: «2.5» }', 'not-an-integer', /whole number.* write 2 or 3$/],
  ['name: a\ntraining: { epochs: «0» }', 'out-of-range', /at least 1/],
  ['name: a\ntraining: { epochs: «.inf» }', 'out-of-range', /at most 10000/],
  ['name: a\ntraining: { l2: «.nan» }', 'out-of-range', /at least 0/],
  ['name: a\ntraining: { validation: «1» }', 'out-of-range', /below 1/],
  ['name: a\noptimizer: { name: sgd, learning_rate: «0» }', 'out-of-range', /above 0/],
  ['name: a\noptimizer: { name: sgd, momentum: 0.9, nesterov: «yes» }', 'wrong-type', /write true/],
  [
    'name: a\noptimizer: { name: sgd, momentum: 0.9, nesterov: «constructor» }',
    'wrong-type',
    /true or false/,
  ],
  ['name: a\nmodel: { hidden: «64» }', 'layers-not-a-list', /write \[64\]/],
  ['name: a\nmodel: { hidden: «256x128» }', 'layers-not-a-list', /write \[256, 128\]/],
  ['name: a\nmodel: { hidden: [64, «0»] }', 'out-of-range', /at least 1/],
  ['name: a\nmodel: { hidden: [«[64]»] }', 'wrong-type', /whole number.* write \[64\], with one pair/],
  [
    'name: a\nmodel: { hidden: «[[32], [64]]» }',
    'list-outside-sweep',
    /under sweep, as sweep: \{ model.hidden: \[\[32\], \[64\]\] \}$/,
  ],
  [`name: a\nmodel: { hidden: «[${Array(101).fill(1).join(', ')}]» }`, 'out-of-range', /at most 100/],
  ['name: a\nmodel: { hidden: «[16384, 16384]» }', 'out-of-range', /at most 100,000,000/],
  [
    'name: a\noptimizer: { name: sgd, learning_rate: «[1, 2]» }',
    'list-outside-sweep',
    /optimizer.learning_rate: \[1, 2\]/,
  ],
  ['name: a\noptimizer: «[sgd, adam]»', 'list-outside-sweep', /under sweep, as sweep: \{ optimizer/],
  ['name: a\noptimizer: { name: sgd, nesterov: «true» }', 'hyperparameters-conflict', /momentum such as 0.9/],
  [
    'name: a\nmodel: { initializer: { name: uniform, minval: «0.1» } }',
    'hyperparameters-conflict',
    /exchange/,
  ],
  // the sweep
  [sweep('model.activation: «relu»'), 'axis-not-a-list', /\[relu\]/],
  [sweep('optimizer: «{ name: adam }»'), 'axis-not-a-list', /"- "/],
  [
    sweep('«optimizer»: { learning_rate: [0.1, 1] }'),
    'axis-not-a-list',
    /\{ optimizer.learning_rate: \[\.\.\.\] \}$/,
  ],
  [
    `${sweep('«model»: { hidden: [[8], [9]] }')}\nexclude: [{ model.hidden: [8] }]`,
    'axis-not-a-list',
    /\{ model.hidden: \[\[\.\.\.\], \[\.\.\.\]\] \}$/,
  ],
  [
    sweep('«model»:\n    activation: { alpha: [1] }\n    initializer: [zeros]'),
    'axis-not-a-list',
    /\{ model.activation.alpha: \[\.\.\.\], model.initializer: \[\.\.\.\] \}$/,
  ],
  [sweep('optimizer: «[]»'), 'axis-empty', /at least one value/],
  [sweep('«optimizer»:'), 'axis-empty', /at least one value/],
  [sweep('optimizer: [{ name: sgd, learning_rate: «[]» }]'), 'axis-empty', /at least one value/],
  [sweep('«modle.hidden»: [[1]]'), 'unknown-path', /did you mean "model.hidden"/],
  [sweep('«learning_rate»: [1]'), 'unknown-path', /did you mean "optimizer.learning_rate"/],
  [sweep('«model»: [1]'), 'unknown-path', /model.hidden, model.activation/],
  [sweep('«optimizer.name»: [sgd]'), 'unknown-path', /write optimizer/],
  [sweep('«seeds»: [1]'), 'unknown-path', /paths are dataset/],
  ['name: a\nsweep: «[1]»', 'wrong-type', /map/],
  [sweep('model.hidden: «[64, 128]»'), 'layers-not-a-list', /\[\[64\], \[128\]\].*\[\[64, 128\]\]/],
  [sweep('model.hidden: [[64], «128»]'), 'layers-not-a-list', /write \[128\]/],
  [sweep('training.epochs: [1, «"2"», 3]'), 'number-as-string', /remove the quotes: 2/],
  [
    sweep('«optimizer.beta_1»: [0.9]\n  optimizer: [adam, sgd]'),
    'unknown-hyperparameter',
    /\{ name: adam, beta_1: \[...\] \}/,
  ],
  [sweep('«optimizer.momentum»: [0.9]'), 'unknown-hyperparameter', /momentum belongs to sgd, rmsprop/],
  [
    sweep('optimizer.learning_rate: [1, 2]\n  optimizer: [adam, { name: sgd, «learning_rate»: 3 }]'),
    'axis-conflict',
    /remove it here/,
  ],
  [
    sweep('optimizer.nesterov: [false, «true»]\n  optimizer: [{ name: sgd, momentum: [0, 0.9] }]'),
    'hyperparameters-conflict',
    /momentum/,
  ],
  // exclude, seeds, objective
  ['name: a\nexclude: «{ optimizer: adam }»', 'wrong-type', /list of rules/],
  ['name: a\nexclude: [«{}»]', 'wrong-type', /at least one path/],
  ['name: a\nexclude: [{ «optimiser»: sgd }]', 'unknown-path', /did you mean "optimizer"/],
  ['name: a\nexclude: [{ optimizer: «sdg» }]', 'unknown-optimizer', /did you mean "sgd"/],
  ['name: a\nexclude: [{ optimizer: «sgd» }]', 'exclude-never-matches', /correct the value/],
  ['name: a\nexclude: [{ optimizer.name: «sgd» }]', 'exclude-never-matches', /correct the value/],
  ['name: a\nexclude: [{ optimizer.momentum: «0.9» }]', 'exclude-never-matches', /correct the value/],
  [
    'name: a\nsweep: { optimizer: [adam, { name: sgd, momentum: 0.9 }] }\nexclude: [«{ optimizer: adam, optimizer.momentum: 0.9 }»]',
    'exclude-never-matches',
    /not together/,
  ],
  [
    'name: a\nsweep: { model.hidden: [[1, 2]] }\nexclude: [{ model.hidden: «[2, 1]» }]',
    'exclude-never-matches',
    /correct/,
  ],
  [
    'name: a\nexclude: [{ optimizer: { name: adam, «beta_1»: [0.9, 0.8] } }]',
    'list-outside-sweep',
    /a rule for each value/,
  ],
  ['name: a\nexclude: [«{ optimizer: adam }»]', 'everything-excluded', /remove a rule/],
  ['name: a\nseeds: «0»', 'out-of-range', /at least 1/],
  ['name: a\nseeds: «1.5»', 'not-an-integer', /whole number/],
  ['name: a\nseeds: [1, «2.5»]', 'not-an-integer', /whole number/],
  ['name: a\nseeds: [«-1»]', 'out-of-range', /at least 0/],
  ['name: a\nseeds: [«9007199254740993»]', 'out-of-range', /at most 9007199254740991/],
  ['name: a\nseeds: [«"1"»]', 'number-as-string', /remove the quotes/],
  ['name: a\nseeds: «[]»', 'bad-seed', /seeds: 1/],
  ['name: a\nseeds: [3, «0x3», 1]', 'bad-seed', /remove one/],
  ['name: a\ntraining: { validation: «0» }', 'no-validation-split', /0\.2, .*objective: train.accuracy$/],
  [
    'name: a\ndataset: mnist\ntraining: { validation: «0» }',
    'no-validation-split',
    /0\.2, .*objective: test.accuracy$/,
  ],
  [
    'name: a\nobjective: «test.loss»\ntraining: { validation: 0 }',
    'no-test-split',
    /hold some out, as training: \{ validation: 0.2 \}, and write validation.loss; or .*mnist/,
  ],
  [
    `${sweep('training.validation: [0.2, «0»]')}\nobjective: validation.loss`,
    'no-validation-split',
    /hold out/,
  ],
  ['name: a\nobjective: «test.accuracy»', 'no-test-split', /validation.accuracy.*mnist, fashion-mnist/],
  [`${sweep('dataset: [mnist, mnist-10k]')}\nobjective: «test.loss»`, 'no-test-split', /validation.loss/],
  [
    `${sweep('loss: [cross-entropy, mean-squared-error]')}\nobjective: «validation.loss»`,
    'objective-not-comparable',
    /different measures.*validation\.accuracy/,
  ],
  [
    `${sweep('training.label_smoothing: [0, 0.1]')}\nobjective: «train.loss»`,
    'objective-not-comparable',
    /train\.accuracy/,
  ],
  ['name: a\ntraining: { validation: «0.00001» }', 'empty-split', /10,000 examples/],
  ['name: a\ntraining: { validation: «0.99999» }', 'empty-split', /a smaller share/],
  // what Keras and PyTorch call it
  [
    'name: a\nloss: «categorical_crossentropy»',
    'unknown-loss',
    /cross-entropy: one loss, two label forms.*same numbers/,
  ],
  [
    'name: a\nloss: «sparse_categorical_crossentropy»',
    'unknown-loss',
    /cross-entropy: one loss, two label forms/,
  ],
  ['name: a\nloss: «CrossEntropyLoss»', 'unknown-loss', /cross-entropy: one loss, two label forms/],
  ['name: a\nloss: «sum_squared_error»', 'unknown-loss', /did you mean "sum-of-squares"/],
  ['name: a\nmodel: { output: «linear» }', 'unknown-output', /did you mean "identity"/],
  ['name: a\ngradient: «numerical_gradient»', 'unknown-gradient', /did you mean "numerical"/],
  [
    'name: a\noptimizer: { name: sgd, «clipnorm»: 1 }',
    'unknown-hyperparameter',
    /training: \{ clip_norm: \.\.\. \}/,
  ],
  ['name: a\nmodel: { «clip_norm»: 1 }', 'unknown-key', /training: \{ clip_norm: \.\.\. \}/],
  ['name: a\ntraining: { «early_stopping»: 5 }', 'unknown-key', /did you mean "patience"/],
  ['name: a\ntraining: { «iters_num»: 5 }', 'unknown-key', /did you mean "steps"/],
  ['name: a\ntraining: { «save_best_only»: true }', 'unknown-key', /elsewhere: save: \.\.\./],
  ['name: a\nsave: «bset»', 'unknown-save', /none, last, best did you mean "best"/],
  ['name: a\nsave: «false»', 'wrong-type', /write save: none/],
  [
    'name: a\ncheckpoint_every: «-1»',
    'out-of-range',
    /at least 0 and at most 86400 write a number such as 60/,
  ],
  ['name: a\nretries: «0.5»', 'not-an-integer', /write 0 or 1/],
  ['name: a\nretries: «always»', 'wrong-type', /write a whole number such as 1/],
  // what is used or not
  ['name: a\ntraining: { clip_norm: «0» }', 'out-of-range', /above 0, or null write a number such as 1/],
  ['name: a\ntraining: { clip_norm: «none» }', 'wrong-type', /above 0, or null/],
  ['name: a\ntraining: { replacement: «yes» }', 'wrong-type', /write true/],
  ['name: a\nmodel: { dropout: «1» }', 'out-of-range', /below 1/],
  ['name: a\ntraining: { steps: «10.5» }', 'not-an-integer', /write 10 or 11/],
  // an activation for each layer
  [
    'name: a\nmodel: { activation: «[relu, tanh]» }',
    'activations-not-layers',
    /sweep: \{ model.activation: \[relu, tanh\] \}/,
  ],
  [
    'name: a\nmodel: { hidden: [8, 8, 8], activation: «[relu, relu]» }',
    'activations-not-layers',
    /one for each hidden layer/,
  ],
  [
    'name: a\nmodel: { hidden: [], activation: «[relu]» }',
    'activations-not-layers',
    /one for each hidden layer/,
  ],
  [
    `${sweep('model.hidden: [[8, 8], [8]]\n  model.activation: [relu, «[relu, tanh]»]')}`,
    'activations-not-layers',
    /one for each hidden layer/,
  ],
  ['name: a\nmodel: { activation: «[]» }', 'out-of-range', /remove it/],
  ['name: a\nmodel: { hidden: [8, 8], activation: [relu, «rellu»] }', 'unknown-activation', /"relu"/],
  ['name: a\nmodel: { hidden: [8, 8], activation: [relu, «[tanh]»] }', 'wrong-type', /name of an activation/],
  [
    `name: a\nmodel: { hidden: [8, 8] }\nsweep: { model.activation: [[relu, { name: elu, alpha: «[1, 2]» }]] }`,
    'list-outside-sweep',
    /the whole list once for each value/,
  ],
  [
    'name: a\nmodel: { hidden: [8, 8], activation: [relu, elu] }\nsweep: { «model.activation.alpha»: [1, 2] }',
    'axis-conflict',
    /a list for each value/,
  ],
  ['name: a\nmodel: { activation: «step» }', 'not-trainable', /derivative is zero everywhere.*sigmoid/],
  [sweep('model.activation: [relu, «step»]'), 'not-trainable', /sigmoid/],
  ['name: a\nmodel: { hidden: [8, 8], activation: «[relu, step]» }', 'not-trainable', /sigmoid/],
  // a loss and its outputs
  [
    'name: a\nmodel: { output: «sigmoid» }',
    'wrong-output',
    /output: softmax.*sigmoid a loss such as sum-of-squares, mean-sq/,
  ],
  [
    `name: a\nmodel: { output: «identity» }\nsweep: { loss: [sum-of-squares, cross-entropy] }`,
    'wrong-output',
    /defined for the output softmax leave .*: exclude: \[\{ model.output: identity, loss: cross-entropy \}\]/,
  ],
  [
    'name: a\nsweep:\n  model.output: [softmax, «sigmoid»]\n  loss: [sum-of-squares, cross-entropy]',
    'wrong-output',
    /exclude: \[\{ model.output: sigmoid, loss: cross-entropy \}\]/,
  ],
  // what other libraries have and this one does not
  ['name: a\ntraining: { «shuffle»: true }', 'unknown-key', /batches are always shuffled/],
  ['name: a\n«metrics»: [accuracy]', 'unknown-key', /accuracy and loss are always measured/],
  ['name: a\ntraining: { «callbacks»: [] }', 'unknown-key', /early stopping is training: \{ patience: 5 \}/],
  [sweep('«training.shuffle»: [true, false]'), 'unknown-path', /batches are always shuffled/],
  ['name: a\nloss: «hinge»', 'unknown-loss', /no hinge loss; for classes take cross-entropy/],
  [
    'name: a\nloss: «binary_crossentropy»',
    'unknown-loss',
    /write cross-entropy: of two classes it is the same/,
  ],
  ['name: a\ntraining: { «validation_split»: 0.1 }', 'unknown-key', /did you mean "validation"/],
  // the length of the training
  ['name: a\ntraining: { epochs: 5, steps: «100» }', 'epochs-and-steps', /given twice.*remove one/],
  [
    'name: a\ntraining: { steps: «100» }\nsweep: { training.epochs: [5, 10] }',
    'epochs-and-steps',
    /remove one/,
  ],
  ['name: a\ntraining: { record_every: «100» }', 'hyperparameters-conflict', /steps: 10000/],
  [
    'name: a\ntraining: { steps: 1000000, record_every: «99» }',
    'out-of-range',
    /10,000 are made write record_every: 100, or/,
  ],
  // 10,000 examples, none held out, in batches of 10,000: every update is a pass
  [
    'name: a\nobjective: train.loss\ntraining: { steps: «10001», batch_size: 10000, validation: 0 }',
    'out-of-range',
    /write record_every: 2, or/,
  ],
  // stopping early
  [
    'name: a\nobjective: train.loss\ntraining: { patience: «3», validation: 0 }',
    'no-validation-split',
    /0\.2, or remove patience/,
  ],
  ['name: a\ntraining: { min_delta: «0.1» }', 'hyperparameters-conflict', /patience: 5/],
  // the memory: z and delta of two layers for 60,000 x 4,096 units are four times 983 MB, the last of which is past 4 GiB
  [
    'name: a\nmodel: { hidden: «[4096, 4096]» }\ntraining: { batch_size: 60000 }',
    'network-too-large',
    /20,0\d\d,\d{3} parameters.*smaller batches/,
  ],
  // the warm-up
  ['name: a\nschedule: { name: cosine, warmup_epochs: «11» }', 'out-of-range', /never ends.* at most 10, or/],
  [
    'name: a\nschedule: { name: step, warmup_epochs: «5» }\nsweep: { training.epochs: [10, 3, 2] }',
    'out-of-range',
    /at most 2, or/,
  ],
  [
    `${sweep('schedule.warmup_epochs: [0, «3»]\n  schedule: [cosine, step]')}\ntraining: { epochs: 2 }`,
    'out-of-range',
    /at most 2, or/,
  ],
  [
    `${sweep('schedule: [cosine, { name: constant, warmup_epochs: [0, «12»] }]')}\nseeds: 2`,
    'out-of-range',
    /at most 10, or/,
  ],
  // 10,000 examples, 8,000 of them to train on, in batches of 32: a pass has 250 steps
  [
    'name: a\nschedule: { name: cosine, warmup_epochs: «5» }\ntraining: { steps: 1000 }',
    'out-of-range',
    /at most 4, or/,
  ],
  ['name: a\nseeds: «200001»', 'sweep-too-large', /at most 200,000/],
  [
    `name: a\nsweep:\n  training.l2: [0, 1]\n  «training.epochs»: [${Array(1000).fill(1)}]\nseeds: 101`,
    'sweep-too-large',
    /2 \(training.l2\) x 1,000 \(training.epochs\) x 101 \(seeds\); at most 200,000/,
  ],
]

describe('a mistake', () => {
  test.each(cases.map(([marked, ...rest]) => [marked.slice(0, 90), marked, ...rest] as const))(
    'in %j is found, underlined and explained',
    (_, marked, code, advice) => {
      const text = marked.replace(/[«»]/g, '')
      const found = mistakesOf(text)
      expect(found.map(mistake => `${mistake.code} ${mistake.at}`)).toEqual([`${code} ${placeOf(marked)}`])
      const { why = '', fix = '' } = found[0]!.mistake
      expect(`${why} ${fix}`).toMatch(advice)
    },
  )

  test('has a code of the table, and every code of this file is tried', () => {
    const tried = new Set(cases.map(([, code]) => code))
    const ours = codesIn('src/spec')
    expect([...ours].filter(code => !(code in mistakeCodes))).toEqual([])
    expect([...ours].filter(code => !tried.has(code) && !triedElsewhere.includes(code))).toEqual([])
  })
})

/** Tried in hostile.test.ts and overrides.test.ts. */
const triedElsewhere: readonly string[] = [
  'file-too-large',
  'nested-too-deeply',
  'too-many-aliases',
  'bad-override',
]

function codesIn(folder: string): ReadonlySet<keyof typeof mistakeCodes> {
  const codes = new Set<keyof typeof mistakeCodes>()
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), 'utf8')
    for (const match of text.matchAll(/(?:mistakes\.add|#fail)\(\s*'([\w-]+)'/g))
      codes.add(match[1] as keyof typeof mistakeCodes)
  }
  return codes
}

/** The place of the marks, as mistakes-of.ts writes it: up to the end of the line at most. */
function placeOf(marked: string): string {
  const start = marked.indexOf('«')
  const lineStart = marked.lastIndexOf('\n', start) + 1
  const text = marked.slice(start + 1, marked.indexOf('»'))
  return `${marked.slice(0, start).split('\n').length}:${start - lineStart + 1} ${text}`
}

describe('a warm-up', () => {
  const axes = (exclude: string) =>
    summaryOf(`name: a
sweep: { schedule.warmup_epochs: [0, 5], training.epochs: [2, 10], schedule: [cosine, step] }
exclude: ${exclude}`)

  test('may last as long as the training', () => {
    expect(summaryOf('name: a\nschedule: { name: cosine, warmup_epochs: 10 }')).toEqual([])
  })

  test('may be too long in combinations that are excluded, if they all are', () => {
    expect(axes('[{ schedule.warmup_epochs: 5, training.epochs: 2, dataset: mnist-10k }]')).toEqual([])
    expect(axes('[{ schedule.warmup_epochs: 5, training.epochs: 2, schedule: cosine }]')).toEqual([
      'out-of-range 2:38 5', // step is left
    ])
    expect(axes('[{ schedule.warmup_epochs: 5, training.epochs: 10 }]')).toEqual(['out-of-range 2:38 5'])
  })

  test('that an override leaves no time for is a mistake of the command line', () => {
    const text = 'name: a\nschedule: { name: cosine, warmup_epochs: 5 }'
    expect(summaryOf(text, { overrides: ['training.epochs=2'] })).toEqual(['out-of-range 1:23 2'])
  })
})

describe('an objective that is a loss', () => {
  const axes = (rest: string) =>
    summaryOf(`name: a
objective: validation.loss
sweep: { loss: [cross-entropy, mean-squared-error], training.label_smoothing: [0, 0.1] }
${rest}`)

  test('is a mistake while two losses are left, and none when the rest is excluded', () => {
    expect(axes('exclude: [{ loss: mean-squared-error }]')).toEqual([
      'objective-not-comparable 2:12 validation.loss',
    ])
    expect(axes('exclude: [{ loss: mean-squared-error }, { training.label_smoothing: 0.1 }]')).toEqual([])
  })

  test('ranks what differs in nothing that the loss is measured by', () => {
    const text = 'name: a\nobjective: validation.loss\nloss: sum-of-squares\n'
    expect(summaryOf(`${text}sweep: { training.l2: [0, 0.1], model.output: [softmax, sigmoid] }`)).toEqual([])
    expect(summaryOf('name: a\nsweep: { loss: [cross-entropy, sum-of-squares] }')).toEqual([])
  })
})

describe('an activation for each layer', () => {
  const axes = (exclude: string) =>
    summaryOf(`name: a
sweep: { model.hidden: [[8], [8, 4]], model.activation: [relu, [tanh, relu], [elu, elu]] }
exclude: ${exclude}`)

  test('is a mistake with every network that has not as many layers, once for each list', () => {
    expect(axes('[]')).toEqual([
      'activations-not-layers 2:64 [tanh, relu]',
      'activations-not-layers 2:78 [elu, elu]',
    ])
  })

  test('may be wrong in combinations that are excluded, by the list or by the one that equal entries are', () => {
    const lists =
      '[{ model.activation: [tanh, relu], model.hidden: [8] }, { model.activation: elu, model.hidden: [8] }]'
    expect(axes(lists)).toEqual([])
    expect(axes('[{ model.hidden: [8] }]')).toEqual([])
  })

  test('is what a rule of exclude must be about', () => {
    expect(axes('[{ model.hidden: [8] }, { model.activation: [relu, tanh] }]')).toEqual([
      'exclude-never-matches 3:54 [relu, tanh]',
    ])
  })
})

test('a rule of exclude is quoted as it was written, with no name that the author did not write', () => {
  const what = (rule: string) =>
    mistakesOf(`name: a\nexclude: [{ ${rule} }]`).map(({ mistake }) => mistake.what)
  expect(what('model.activation: tanh')).toEqual(['no configuration has model.activation "tanh"'])
  expect(what('model.activation: [tanh, { name: elu }]')).toEqual([
    'no configuration has model.activation [tanh, { name: elu }]',
  ])
  expect(what('optimizer.name: sgd')).toEqual(['no configuration has optimizer.name "sgd"'])
})

test('an indent is said to be more, or less, than that of the keys above', () => {
  const what = (text: string) => mistakesOf(text)[0]!.mistake.what.replace(/^.*: /, '')
  expect(what('name: a\n  seeds: 3')).toBe('the line is indented more than the keys above it')
  expect(what('name: a\nmodel:\n  hidden: [1]\n   activation: relu')).toMatch(/more than the keys/)
  expect(what('name: a\nmodel:\n  hidden: [1]\n activation: relu')).toMatch(/unlike the keys/)
  expect(what('  name: a\nseeds: 3')).toMatch(/less than the keys/)
})

describe('several mistakes', () => {
  test('with decimal commas are each found, and nothing else', () => {
    expect(summaryOf('name: a\noptimizer: { name: adam, beta_1: 0,9, beta_2: 0,9 }')).toEqual([
      'number-as-string 2:34 0,9',
      'number-as-string 2:47 0,9',
    ])
  })

  test('of the YAML are all found, but for those that one of them causes', () => {
    expect(summaryOf("name: 'a's'\nmodel: { hidden: [1] }\n  seeds: 3\nquestion: Is: it")).toEqual([
      "yaml-syntax 1:9 '",
      'yaml-syntax 3:3 seeds',
      'yaml-syntax 4:11 I',
    ])
  })

  test('are all found, sorted by place', () => {
    expect(
      summaryOf(`
name: a b
dataset: mnst
model: { hidden: 64, activation: rellu }
optimizer: { name: adam, momentum: 0.9, learning_rate: "1e-3" }
epochs: 5
sweep:
  optimizer: [{ name: sgd, learning_rate: [0.01, "0.1", -1] }, { name: rmsprop, beta_1: 3 }]
  model.activation: relu
seeds: [1, 1, 2.5]
name: again`),
    ).toEqual([
      'bad-name 2:7 a b',
      'unknown-dataset 3:10 mnst',
      'layers-not-a-list 4:18 64',
      'unknown-activation 4:34 rellu',
      'unknown-hyperparameter 5:26 momentum',
      'number-as-string 5:56 "1e-3"',
      'unknown-key 6:1 epochs',
      'number-as-string 8:50 "0.1"',
      'out-of-range 8:57 -1',
      'unknown-hyperparameter 8:81 beta_1',
      'axis-not-a-list 9:21 relu',
      'bad-seed 10:12 1',
      'not-an-integer 10:15 2.5',
      'duplicate-key 11:1 name',
    ])
  })

  test('that one alias repeats are one mistake', () => {
    expect(summaryOf('name: a\nsweep:\n  schedule: [&x cosin, *x, *x]')).toEqual([
      'unknown-schedule 3:17 cosin',
    ])
  })

  test('of one cause are one: what is wrong on an axis says nothing of the rules about it', () => {
    const rule = 'exclude: [{ model.activation: tanh, optimizer: sgd }]'
    expect(
      summaryOf(`${sweep('model.activation: [tahn, relu]\n  optimizer: [sgd, adam]')}\n${rule}`),
    ).toEqual(['unknown-activation 3:22 tahn'])
    expect(summaryOf(`${sweep('model.activation: tanh\n  optimizer: [sgd, adam]')}\n${rule}`)).toEqual([
      'axis-not-a-list 3:21 tanh',
    ])
  })

  test('of one cause are one: a wrong dataset says nothing of its splits', () => {
    expect(summaryOf('name: a\ndataset: mnst\nobjective: test.accuracy')).toEqual([
      'unknown-dataset 2:10 mnst',
    ])
  })

  test('count columns as editors do, behind wide characters and astral ones', () => {
    expect(summaryOf('name: a\nquestion: 너비?\nmodel: { hidden: &𝄞 [8], activation: rellu }')).toEqual([
      'unknown-activation 3:39 rellu',
    ])
  })
})
