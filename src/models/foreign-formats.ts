// Formats in which networks are often stored and that are not read here, with the lines of Python that convert each.
// A pickle is a program that may do anything to the machine of whoever opens it; it is never opened here.

/** What is known of a file before it is read. */
export interface FileStart {
  readonly path: string
  /** As much as a header takes. */
  readonly bytes: Uint8Array
  /** The names of the files in it, where it is a zip. */
  readonly entries: readonly string[]
}

export interface ForeignFormat {
  /** As in "x is a Python pickle". */
  readonly what: string
  readonly isPickle: boolean
  readonly recognises: (file: FileStart) => boolean
  /** Lines of Python. from, to: the two paths, as Python writes texts. */
  readonly convert: (from: string, to: string) => readonly string[]
}

const beginsWith = ({ bytes }: FileStart, text: string) => latin1(bytes).startsWith(text)
const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
/** Saves the list `arrays` (W1, b1, W2, b2, ...) under these names. */
const saveList = (to: string) =>
  `np.savez(${to}, **{f"{'Wb'[i % 2]}{i // 2 + 1}": a for i, a in enumerate(arrays)})`

/** The first that recognises a file is the one. */
export const foreignFormats: readonly ForeignFormat[] = [
  {
    what: 'a checkpoint of PyTorch',
    isPickle: true,
    recognises: ({ entries }) => entries.some(name => /(^|\/)data\.pkl$/.test(name)),
    convert: (from, to) => [
      'import torch, numpy as np',
      `arrays = [p.numpy().T for p in torch.load(${from}, map_location="cpu", weights_only=True).values()]`,
      saveList(to),
    ],
  },
  {
    what: 'a model of Keras',
    isPickle: false,
    recognises: file => file.entries.includes('model.weights.h5') || beginsWith(file, '\x89HDF\r\n'),
    convert: (from, to) => [
      'import keras, numpy as np',
      `arrays = keras.models.load_model(${from}).get_weights()`,
      saveList(to),
    ],
  },
  {
    what: 'an array of pickled Python objects',
    isPickle: true,
    recognises: file => beginsWith(file, '\x93NUMPY') && /'descr'\s*:\s*'\|O/.test(latin1(file.bytes)),
    convert: (from, to) => [
      'import numpy as np',
      `network = np.load(${from}, allow_pickle=True).item()`,
      `np.savez(${to}, **network)`,
    ],
  },
  {
    what: 'a single array of numpy',
    isPickle: false,
    recognises: file => beginsWith(file, '\x93NUMPY'),
    convert: (_, to) => ['import numpy as np', `np.savez(${to}, W1=W1, b1=b1, W2=W2, b2=b2)`],
  },
  {
    what: 'a Python pickle',
    isPickle: true,
    recognises: file => /\.(pkl|pickle)$/i.test(file.path) || beginsAsPickle(file.bytes),
    convert: (from, to) => [
      'import pickle, numpy as np',
      `network = pickle.load(open(${from}, "rb"))`,
      `np.savez(${to}, **network)`,
    ],
  },
]

/** Protocols 2 to 5 begin with their number; 0 and 1 at once with a dictionary, a list or an object. */
function beginsAsPickle(bytes: Uint8Array): boolean {
  const [opcode, protocol] = bytes
  if (opcode === 0x80) return protocol! >= 2 && protocol! <= 5
  return /^(\(d|\(l|\}q|\]q|\(i\w|c\w[\w.]*\n\w+\n)/.test(latin1(bytes))
}
