// The weights of a layer whose inputs are lists, updated by their gradient: a row of the gradient is a sum of deltas, and is
// used while it is in registers. So it is never written, and Adam's divisions are worked on beside the sums of the next row.
import { listRow } from './sums';
import {
  ADAGRAD, ADAM, COLLECT, DESCENT, epsilon, kept, kind, MOMENTUM, NESTEROV, rate, rest, rest2, RMSPROP,
  RMSPROP_MOMENTUM, share, slotDistance,
} from './updates';

/**
 * Updates a tile of weights w, [inputs, width]. columns: [inputs] pairs of addresses, where the entries of an input begin and
 * end; active: a byte for each input, 0 where it is left alone because an update without gradient changes nothing;
 * deltas: [batch, width]; zero: a tile of zeros; l: the penalty.
 */
export function updateTile(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  // A function for each rule, so that the compiler need not optimize all of them for the one that is used.
  switch (kind) {
    case DESCENT: descent(width, columns, active, inputs, deltas, zero, w, l); break;
    case MOMENTUM: momentum(width, columns, active, inputs, deltas, zero, w, l); break;
    case NESTEROV: nesterov(width, columns, active, inputs, deltas, zero, w, l); break;
    case ADAGRAD: adagrad(width, columns, active, inputs, deltas, zero, w, l); break;
    case RMSPROP: rmsprop(width, columns, active, inputs, deltas, zero, w, l); break;
    case RMSPROP_MOMENTUM: rmspropMomentum(width, columns, active, inputs, deltas, zero, w, l); break;
    case COLLECT: collect(width, columns, active, inputs, deltas, zero, w, l); break;
    default: adam(width, columns, active, inputs, deltas, zero, w, l);
  }
}

function descent(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  by(DESCENT, width, columns, active, inputs, deltas, zero, w, l);
}

function momentum(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  by(MOMENTUM, width, columns, active, inputs, deltas, zero, w, l);
}

function nesterov(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  by(NESTEROV, width, columns, active, inputs, deltas, zero, w, l);
}

function adagrad(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  by(ADAGRAD, width, columns, active, inputs, deltas, zero, w, l);
}

function rmsprop(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  by(RMSPROP, width, columns, active, inputs, deltas, zero, w, l);
}

function rmspropMomentum(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  by(RMSPROP_MOMENTUM, width, columns, active, inputs, deltas, zero, w, l);
}

function adam(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  by(ADAM, width, columns, active, inputs, deltas, zero, w, l);
}

function collect(
  width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  by(COLLECT, width, columns, active, inputs, deltas, zero, w, l);
}

// @ts-ignore: decorator
@inline
function by(
  rule: i32, width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  switch (width) {
    case 1: rowsBy(rule, 1, columns, active, inputs, deltas, zero, w, l); break;
    case 2: rowsBy(rule, 2, columns, active, inputs, deltas, zero, w, l); break;
    case 3: rowsBy(rule, 3, columns, active, inputs, deltas, zero, w, l); break;
    case 4: rowsBy(rule, 4, columns, active, inputs, deltas, zero, w, l); break;
    case 5: rowsBy(rule, 5, columns, active, inputs, deltas, zero, w, l); break;
    case 6: rowsBy(rule, 6, columns, active, inputs, deltas, zero, w, l); break;
    default: rowsBy(rule, 7, columns, active, inputs, deltas, zero, w, l);
  }
}

// @ts-ignore: decorator
@inline
function rowsBy(
  rule: i32, width: i32, columns: usize, active: usize, inputs: i32, deltas: usize, zero: usize, w: usize, l: v128,
): void {
  const distance = slotDistance, r = rate, k = kept, a = share, c = rest, d = rest2, e = epsilon;
  for (let i = 0; i < inputs; i++, columns += 8, w += width * 16) {
    if (load<u8>(active + i)) {
      const begin = load<usize>(columns);
      const end = load<usize>(columns, 4);
      listRow(rule, width, begin, end, deltas, zero, w, distance, l, r, k, a, c, d, e);
    }
  }
}
