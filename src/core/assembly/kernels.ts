// What the module exports. Everything works on the memory that it imports; nothing is allocated here, and where things lie
// is decided by memory-plan.ts in the folder above.
export { activate, multiplyDerivative } from './activations';
export { elementary, polynomial, reduction, remaining } from './elementary';
export { backward, clear, forwardDense, forwardLists, markActive, trainDense, trainLists } from './layers';
export { gather, listBytes, listNumbers, openColumns } from './lists';
export { applyMask, drawMask, drawUniform, randomBlocks } from './random';
export { crossEntropy, hitsOfLast, smoothLabels } from './softmax';
export { squaredDistance } from './squares';
export { sumDense, sumLists } from './sums';
export { beginStep, configureOptimizer, sumOfSquares, updateScaled } from './updates';
