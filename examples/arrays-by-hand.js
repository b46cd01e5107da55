// @ts-check
// What NumPy does behind one sign, written as loops: ReLU, a product of vectors, a product of matrices, broadcasting.
// A layer of a network is nothing else: relu(matmul(x, W) + b).

/** @typedef {number[][]} Matrix rows of numbers */

/** max(0, x) of every number. @param {Matrix} x @returns {Matrix} */
function relu(x) {
  return x.map(row => row.map(value => Math.max(0, value)))
}

/** The sum of the products, number by number. @param {number[]} a @param {number[]} b */
function dot(a, b) {
  if (a.length !== b.length) throw new Error(`${a.length} numbers cannot be paired with ${b.length}`)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}

/** Every row of a with every column of b: [n, m] by [m, k] gives [n, k]. @param {Matrix} a @param {Matrix} b */
function matmul(a, b) {
  const columns = b[0].map((_, k) => b.map(row => row[k]))
  return a.map(row => columns.map(column => dot(row, column)))
}

/** A row added to every row of a matrix: what x + b does where x is [n, k] and b is [k]. @param {Matrix} x @param {number[]} b */
function addRow(x, b) {
  return x.map(row => row.map((value, k) => value + b[k]))
}

/** @param {string} what @param {unknown} value */
const print = (what, value) => console.log(what.padEnd(28), JSON.stringify(value))

print('relu', relu([[-2, -1, 0, 1, 2]]))
print('dot', dot([1, 2, 3], [4, 5, 6])) // 4 + 10 + 18

print(
  '[2, 2] by [2, 2]',
  matmul(
    [
      [1, 2],
      [3, 4],
    ],
    [
      [5, 6],
      [7, 8],
    ],
  ),
)
print(
  '[2, 3] by [3, 2]',
  matmul(
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [1, 2],
      [3, 4],
      [5, 6],
    ],
  ),
)
const W = [
  [1, 3, 5],
  [2, 4, 6],
]
print('[1, 2] by [2, 3]', matmul([[1, 2]], W))
print('the same and a row on top', addRow(matmul([[1, 2]], W), [10, 20, 30]))
print('a layer: relu(x W + b)', relu(addRow(matmul([[1, 2]], W), [-10, -10, -10])))
