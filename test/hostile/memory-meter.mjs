// Loaded into the program with --import: when it ends, writes how many KB of memory it had at most.
import { writeFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

if (isMainThread)
  process.on('exit', () => writeFileSync(process.env.METER_FILE, String(process.resourceUsage().maxRSS)))
