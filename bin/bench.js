#!/usr/bin/env node
// Starts the built program. Committed, so that `npx bench` finds it before and after the first build.
import '../dist/main.js'
