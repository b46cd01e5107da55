// Checks a YAML text against the committed JSON Schema, as an editor does.
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { parse } from 'yaml'

// enumDescriptions is the word that editors know for a text beside each allowed value.
const ajv = new Ajv({ strict: true, allowUnionTypes: true, keywords: ['enumDescriptions'] })
const validate = ajv.compile(JSON.parse(readFileSync('schema/experiment.schema.json', 'utf8')))

export function obeysSchema(text: string): boolean {
  return validate(parse(text))
}
