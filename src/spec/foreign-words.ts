// The table of words that other libraries have and this one does not, under any name: what there is in their place. Words
// that only have another name here are synonyms, in near-word.ts of the domain.

const always = 'leave it out: '
const early = 'early stopping is training: { patience: 5 }, which takes back the best weights'

const foreignWords: Readonly<Record<string, string>> = {
  // keys
  shuffle: `${always}batches are always shuffled, by the seed`,
  metrics: `${always}accuracy and loss are always measured, on every split`,
  callbacks: `${always}${early}; the best weights are kept by save: best, and schedule: sets the learning rate`,
  earlystopping: early,
  modelcheckpoint: 'write save: best, or save: last',
  verbose: `${always}how a run is shown is --reporter of bench run`,
  device: `${always}everything is trained on the CPU, one worker a core (--workers)`,
  random_state: 'write seeds: 3, or seeds: [7] for one of your choice',
  // losses
  hinge: 'there is no hinge loss; for classes take cross-entropy',
  categorical_hinge: 'there is no hinge loss; for classes take cross-entropy',
  squared_hinge: 'there is no hinge loss; for classes take cross-entropy',
  binary_crossentropy:
    'write cross-entropy: of two classes it is the same, with softmax over two outputs in place of sigmoid on one',
}

/** What there is in place of a word, or of the last part of a path; null for a word that is not in the table. */
export function adviseForeign(word: string): string | null {
  const last = word
    .slice(word.lastIndexOf('.') + 1)
    .toLowerCase()
    .replaceAll('-', '_')
  return Object.hasOwn(foreignWords, last) ? foreignWords[last]! : null
}
