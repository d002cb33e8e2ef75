import { join } from 'node:path'
import { load } from './load.ts'

load(join(__dirname, 'program/program.js'))
