// A screen of a terminal with its colours as an SVG picture.

/** SGR codes and what they set; of the sixteen colours those that the dashboard uses, as on a dark background. */
const colours: Readonly<Record<string, string>> = {
  '31': '#ff7b72',
  '33': '#e3b341',
  '35': '#d2a8ff',
  '36': '#56d4dd',
}
const PLAIN = '#d6dde6'
const FAINT = '#8b949e'
const BACKGROUND = '#0d1117'

const CELL = { width: 8.4, height: 18 }
const MARGIN = 14

interface Style {
  readonly colour: string
  readonly bold: boolean
}

/** ansi: lines of text with SGR sequences, as tmux gives them. */
export function pictureOf(ansi: string, columns: number): string {
  const lines = ansi.trimEnd().split('\n')
  const width = Math.round(columns * CELL.width + 2 * MARGIN)
  const height = Math.round(lines.length * CELL.height + 2 * MARGIN)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    '<title>The dashboard of bench on a running sweep</title>',
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    '<g font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" xml:space="preserve">',
    ...lines.flatMap(lineOf),
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

const ESC = String.fromCharCode(27)

function lineOf(line: string, row: number): readonly string[] {
  const y = (MARGIN + (row + 0.75) * CELL.height).toFixed(1)
  const texts: string[] = []
  let style: Style = { colour: PLAIN, bold: false }
  let column = 0
  for (const [i, part] of line.split(ESC).entries()) {
    const [, codes = '', text = part] = (i > 0 && /^\[([\d;]*)m([\s\S]*)$/.exec(part)) || []
    if (i > 0) style = styled(style, codes)
    // Each word at its own place, so that no font's idea of a width moves the columns.
    for (const { 0: word, index } of text.matchAll(/\S+/g)) texts.push(textOf(word, column + index, y, style))
    column += text.length
  }
  return texts
}

function styled(before: Style, codes: string): Style {
  let { colour, bold } = before
  for (const code of codes.split(';')) {
    if (code === '' || code === '0') [colour, bold] = [PLAIN, false]
    else if (code === '1') bold = true
    else if (code === '2') colour = FAINT
    else if (code === '22') bold = false
    else if (code === '39') colour = PLAIN
    else colour = colours[code] ?? colour
  }
  return { colour, bold }
}

function textOf(word: string, column: number, y: string, { colour, bold }: Style): string {
  const x = (MARGIN + column * CELL.width).toFixed(1)
  const length = ([...word].length * CELL.width).toFixed(1)
  const weight = bold ? ' font-weight="bold"' : ''
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" fill="${colour}"${weight}>${escaped(word)}</text>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
