// What a configuration is where the experiment file says nothing, by path; a choice by its name, whose hyperparameters
// have the defaults of its table. Whether a value is sensible is the business of spec/fields.ts.

/**
 * A default, once released, never changes: the identity of a configuration is a hash of what differs from these, so that a
 * hyperparameter that is added later, with the default that was the rule until then, changes no id.
 */
export const defaults = {
  dataset: 'mnist-10k',
  'model.hidden': [100],
  'model.activation': 'relu',
  'model.output': 'softmax',
  'model.initializer': 'glorot-uniform',
  'model.dropout': 0,
  loss: 'cross-entropy',
  optimizer: 'adam',
  schedule: 'constant',
  gradient: 'backpropagation',
  'training.epochs': 10,
  'training.steps': null,
  'training.record_every': null,
  'training.replacement': false,
  'training.batch_size': 32,
  'training.validation': 0.2,
  'training.split_seed': 0,
  'training.l2': 0,
  'training.clip_norm': null,
  'training.label_smoothing': 0,
  'training.patience': null,
  'training.min_delta': 0,
} as const
