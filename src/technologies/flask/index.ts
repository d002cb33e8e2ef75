import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { read } from './read.ts'
import { home } from './settings.ts'

/** Keys of Flask and its extensions that other frameworks do not have. */
const keys =
  /\b(?:SQLALCHEMY_DATABASE_URI|SQLALCHEMY_TRACK_MODIFICATIONS|WTF_CSRF_ENABLED|JWT_SECRET_KEY|JWT_TOKEN_LOCATION|JWT_COOKIE_SECURE|PREFERRED_URL_SCHEME|PERMANENT_SESSION_LIFETIME|REMEMBER_COOKIE_\w{1,20}|FLASK_\w{1,20})\s{0,9}=/

export const flask: Technology = {
  id: 'flask',
  title: 'Flask',
  role: 'application',
  files: ['config', 'settings'].map((name) => ({
    name: new RegExp(`^${name}(?:[._-](?!dev|test|local)[\\w.-]+)?\\.py$`),
    content: keys,
    at: `${home}/${name}.py`,
  })),
  recognise(input) {
    const words = commandLine(input)
    if (runs(words, 'flask') && words.some((word) => word.value === 'run')) return { certainty: 1, because: 'runs flask' }
    if (runs(words, 'gunicorn', 'uvicorn', 'uwsgi', 'celery', 'hypercorn', 'waitress-serve')) return undefined
    return [...input.env.keys()].some((name) => /^FLASK_(?:APP|ENV|DEBUG|RUN_)/.test(name)) ? { certainty: 1, because: 'FLASK_ settings' } : undefined
  },
  read,
}
