// A network of two pixels and two classes whose answers are worked by hand, and a dataset of ten images for it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeSafetensors } from '../../src/models/safetensors.js'
import type { Network } from '../../src/models/stored-network.js'
import { npz } from '../data/own-files.js'
import { newFolder } from '../models/networks.js'

/** No hidden layer: the logits of an image are the sum of the rows of the weights whose pixel is lit. */
export const lamps: Network = {
  sizes: [2, 2],
  activations: [],
  output: 'softmax',
  parameters: Float32Array.of(Math.log(3), 0, 0, 1, 0, 0), // weights [2, 2], then biases
}

const left = [255, 0] // logits ln 3 and 0: said 0, with 3/4
const right = [0, 255] // logits 0 and 1: said 1, with e/(1 + e) = 0.7311
const both = [255, 255] // logits ln 3 and 1: said 0, with 3/(3 + e) = 0.5246
const dark = [0, 0] // logits 0 and 0: said 0, the first of equals, with 1/2

/**
 * said:    0     0     0     1      1      1      0     0     0     0
 * so of class 0 four are right and one is wrong, of class 1 two are right and three are wrong.
 */
const testImages = [left, left, left, right, right, right, dark, both, left, left]
export const testLabels = [0, 0, 0, 0, 1, 1, 1, 0, 1, 1]

const images = (rows: readonly (readonly number[])[]) => ({ shape: [rows.length, 1, 2], values: rows.flat() })

/** A folder with lamps.safetensors and lamps.npz, the dataset; with two training images, one of each class. */
export function lampsFolder(): string {
  const folder = newFolder()
  writeFileSync(join(folder, 'lamps.safetensors'), encodeSafetensors(lamps, { epoch: '4' }))
  writeFileSync(
    join(folder, 'lamps.npz'),
    npz({
      x_train: images([left, right]),
      y_train: { shape: [2], values: [0, 1] },
      x_test: images(testImages),
      y_test: { shape: [10], values: testLabels },
    }),
  )
  return folder
}
