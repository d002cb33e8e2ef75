import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { read } from './read.ts'

export const django: Technology = {
  id: 'django',
  title: 'Django',
  role: 'application',
  recognise(input) {
    const words = commandLine(input)
    if (runs(words, 'gunicorn', 'uvicorn', 'uwsgi', 'celery', 'hypercorn', 'daphne')) return undefined
    if (runs(words, 'manage.py', 'django-admin')) return { certainty: 1, because: 'runs manage.py' }
    return [...input.env.keys()].some((name) => name.startsWith('DJANGO_')) ? { certainty: 1, because: 'DJANGO_ settings' } : undefined
  },
  read,
}
