// Writes schema/experiment.schema.json: `npm run schema`, after a change to any table. A test says when it was forgotten.
import { writeFileSync } from 'node:fs'
import { schemaText } from './json-schema.js'

writeFileSync(new URL('../../schema/experiment.schema.json', import.meta.url), schemaText())
