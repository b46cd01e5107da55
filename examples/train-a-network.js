// @ts-check
// One network, trained and measured in a loop of one's own: 784-50-10 with sigmoid and Adam, on the digits that come along.
//
//   node examples/train-a-network.js [dataset] [epochs]      e.g. mnist 10, for the whole of MNIST
import { batchesOfEpoch, createNetwork, datasets, loadDataset, measure, splitTrain } from 'mlp-bench'

const [, , name = 'mnist-10k', epochs = '5'] = process.argv
if (!Object.hasOwn(datasets, name))
  refuse(`"${name}" is no dataset; there are ${Object.keys(datasets).join(', ')}`)
if (!/^[1-9]\d*$/.test(epochs)) refuse(`"${epochs}" is no number of epochs; write a whole number from 1`)

/**
 * @param {string} why
 * @returns {never}
 */
function refuse(why) {
  console.error(`${why}\nusage: node examples/train-a-network.js [dataset] [epochs]`)
  process.exit(2)
}

const dataset = await loadDataset(name)
const { train, validation } = splitTrain(dataset.train.labels.length, 0.2, 0)

const network = await createNetwork({ sizes: [784, 50, 10], activation: 'sigmoid', optimizer: 'adam' }, 0)
console.log(`${name}: ${train.length} examples to train on, ${validation.length} held out`)

for (let epoch = 0; epoch < Number(epochs); epoch++) {
  for (const batch of batchesOfEpoch(train, 32, { seed: 0, epoch }))
    network.train(dataset.train, batch, 0.001)
  const { loss, accuracy } = measure(network, dataset.train, validation)
  console.log(
    `epoch ${epoch + 1}  validation loss ${loss.toFixed(4)}  accuracy ${(100 * accuracy).toFixed(2)} %`,
  )
}

// What it says of a single image: the probabilities of the ten classes.
const [first] = validation
network.evaluate(dataset.train, Uint32Array.of(first))
const probabilities = [...network.probabilities.subarray(0, 10)]
const said = probabilities.indexOf(Math.max(...probabilities))
console.log(
  `example ${first} is a ${dataset.train.labels[first]}; the network says ${said}, with ${(100 * probabilities[said]).toFixed(1)} %`,
)
