import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { read } from './read.ts'
import { home } from './settings.ts'

export const django: Technology = {
  id: 'django',
  title: 'Django',
  role: 'application',
  files: [
    {
      name: /^(?:settings(?:[._-](?!dev|test|local)[\w.-]+)?|production|prod)\.py$/,
      content: /^(?:INSTALLED_APPS|ROOT_URLCONF|WSGI_APPLICATION|MIDDLEWARE|DATABASES)\s{0,9}[+]?=|^from \.+(?:base|common|settings)\b/m,
      at: `${home}/settings.py`,
    },
  ],
  recognise(input) {
    const words = commandLine(input)
    if (runs(words, 'gunicorn', 'uvicorn', 'uwsgi', 'celery', 'hypercorn', 'daphne')) return undefined
    if (runs(words, 'manage.py', 'django-admin')) return { certainty: 1, because: 'runs manage.py' }
    return [...input.env.keys()].some((name) => name.startsWith('DJANGO_')) ? { certainty: 1, because: 'DJANGO_ settings' } : undefined
  },
  read,
  // the administration, at the path of the tutorial (Django 1 to 5)
  surface: { logInPages: ['/admin/login/'] },
}
