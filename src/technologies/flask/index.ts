import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { read } from './read.ts'

export const flask: Technology = {
  id: 'flask',
  title: 'Flask',
  role: 'application',
  recognise(input) {
    const words = commandLine(input)
    if (runs(words, 'flask') && words.some((word) => word.value === 'run')) return { certainty: 1, because: 'runs flask' }
    if (runs(words, 'gunicorn', 'uvicorn', 'uwsgi', 'celery', 'hypercorn', 'waitress-serve')) return undefined
    return [...input.env.keys()].some((name) => /^FLASK_(?:APP|ENV|DEBUG|RUN_)/.test(name)) ? { certainty: 1, because: 'FLASK_ settings' } : undefined
  },
  read,
}
