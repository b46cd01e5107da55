// figures.json: what the notebooks print, and what PyTorch and NumPy say of the same. What of it the page is made from.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export async function readFigures(folder: string): Promise<Figures> {
  return JSON.parse(await readFile(join(folder, 'figures.json'), 'utf8'))
}

export type Figures = SystemFigures & WorkedFigures

/** What is trained. */
export interface SystemFigures {
  /** The experiments in the order of the page, each with the names of its figures. */
  readonly systems: readonly {
    readonly experiment: string
    readonly notebook: string
    readonly pytorch: string
  }[]
  readonly pytorch: { readonly runs: readonly ({ readonly system: string } & PytorchFigures)[] }
}

/** What an independent implementation reaches, a number a seed. */
export type PytorchFigures = Readonly<Record<'accuracy' | 'loss', readonly number[]>>

export type Numbers = readonly number[]
export type Matrix = readonly Numbers[]
export interface LossCase {
  readonly y: Numbers
  readonly t: Numbers
  readonly error: number
}

/** What is worked by hand. */
interface WorkedFigures {
  readonly 'notebook-000': {
    readonly labels_of_first_five_training_images: Numbers
    readonly hidden_pre_activation: Numbers
    readonly hidden_after_sigmoid: Numbers
    readonly logits_of_first_image: Numbers
    readonly softmax_of_first_image: Numbers
    readonly mean_cross_entropy_of_the_five: number
    readonly gradient_wrt_logits_of_the_five_divided_by_batch: Matrix
  }
  readonly 'notes-002': {
    readonly three_layer_forward: { readonly input: Numbers } & Readonly<
      Record<'W1' | 'W2' | 'W3', Matrix> & Record<'b1' | 'b2' | 'b3', Numbers>
    >
    readonly matrix_products: readonly { readonly a: Matrix; readonly b: Matrix; readonly product: Matrix }[]
    readonly softmax_input: Numbers
  }
  readonly 'notebook-004': {
    readonly sum_of_squares_error: readonly LossCase[]
    readonly 'cross_entropy_error_with_delta_1e-7': readonly LossCase[]
    readonly numerical_gradient: { readonly at: Numbers; readonly h: number; readonly gradient: Numbers }
    readonly gradient_descent: {
      readonly from: Numbers
      readonly learning_rate: number
      readonly steps: number
      readonly result: Numbers
    }
    readonly simple_net: {
      readonly W: Matrix
      readonly x: Numbers
      readonly logits: Numbers
      readonly t: Numbers
      readonly loss: number
      readonly numerical_gradient_of_W: Matrix
    }
  }
  readonly numpy: { readonly three_layer_forward: Numbers; readonly softmax: Numbers }
}
