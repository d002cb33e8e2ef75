/** How a Python web server is told where to listen. */
export interface Server {
  readonly title: string
  /** Options that hold `host:port`. */
  readonly bind: readonly string[]
  readonly host: readonly string[]
  readonly port: readonly string[]
  readonly certificate: readonly string[]
  readonly defaultPort: number
  /** Listens on loopback unless told otherwise. */
  readonly loopback: boolean
}

const none: readonly string[] = []

/** Manuals of gunicorn 23, uvicorn 0.34, hypercorn 0.17, uWSGI 2.0, daphne 4.1, waitress 3.0, granian 1.7. */
export const servers: ReadonlyMap<string, Server> = new Map<string, Server>([
  ['gunicorn', { title: 'Gunicorn', bind: ['-b', '--bind'], host: none, port: none, certificate: ['--certfile'], defaultPort: 8000, loopback: true }],
  [
    'uvicorn',
    { title: 'Uvicorn', bind: none, host: ['--host'], port: ['--port'], certificate: ['--ssl-certfile'], defaultPort: 8000, loopback: true },
  ],
  [
    'hypercorn',
    { title: 'Hypercorn', bind: ['-b', '--bind'], host: none, port: none, certificate: ['--certfile'], defaultPort: 8000, loopback: true },
  ],
  [
    'uwsgi',
    {
      title: 'uWSGI',
      bind: ['--http', '--http-socket', '--https', '--socket', '-s', '--uwsgi-socket'],
      host: none,
      port: none,
      certificate: ['--https'],
      defaultPort: 8000,
      loopback: false,
    },
  ],
  ['daphne', { title: 'Daphne', bind: none, host: ['-b', '--bind'], port: ['-p', '--port'], certificate: none, defaultPort: 8000, loopback: true }],
  [
    'waitress-serve',
    { title: 'Waitress', bind: ['--listen'], host: ['--host'], port: ['--port'], certificate: none, defaultPort: 8080, loopback: false },
  ],
  [
    'granian',
    { title: 'Granian', bind: none, host: ['--host'], port: ['--port'], certificate: ['--ssl-certificate'], defaultPort: 8000, loopback: true },
  ],
])
