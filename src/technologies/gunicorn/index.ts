import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { read } from './read.ts'
import { servers } from './servers.ts'

export const gunicorn: Technology = {
  id: 'gunicorn',
  title: 'Python web server',
  role: 'application',
  files: [
    {
      name: /^gunicorn(?:[._-]?(?:conf|config|cfg))?(?:[._-](?!dev|test|local)[\w.-]+)?\.py$/,
      content: /^(?:bind|workers|worker_class|forwarded_allow_ips|wsgi_app|certfile|timeout|accesslog)\s{0,9}=/m,
      at: '/srv/app/gunicorn.conf.py',
      command: ['gunicorn'],
    },
  ],
  recognise(input) {
    if (runs(commandLine(input), ...servers.keys())) return { certainty: 1, because: 'runs a Python web server' }
    if (matchesImage(input.image, ['tiangolo/uvicorn-gunicorn*', 'tiangolo/meinheld-gunicorn*', 'tiangolo/uwsgi-nginx*']))
      return { certainty: 2, because: 'image name' }
    return input.env.has('GUNICORN_CMD_ARGS') ? { certainty: 1, because: 'GUNICORN_CMD_ARGS' } : undefined
  },
  read,
}
