import type { DoorQuestion, Surface } from '../../model/doors.ts'

/** Jupyter Server 1 and 2 (jupyter_server/services, REST API) and JupyterHub 1 to 5 (REST API): `/api` and `/hub/api` answer everybody with the version. */
export const questions: readonly DoorQuestion[] = [
  {
    path: '/api/contents',
    opens: 'the files of the server',
    open: { status: [200], json: 'content' },
    control: { path: '/api', look: { status: [200], json: 'version' } },
    login: 'token',
  },
  {
    path: '/api/kernels',
    opens: 'running kernels, which run what they are sent',
    open: { status: [200], json: '[]' },
    control: { path: '/api', look: { status: [200], json: 'version' } },
    key: { header: 'Authorization', prefix: 'token ' },
    login: 'token',
  },
  {
    path: '/api/terminals',
    opens: 'terminals',
    open: { status: [200], json: '[]' },
    control: { path: '/api', look: { status: [200], json: 'version' } },
    login: 'token',
  },
  {
    path: '/hub/api/users',
    opens: 'the users of the hub',
    open: { status: [200], json: '[]' },
    control: { path: '/hub/api', look: { status: [200], json: 'version' } },
    key: { header: 'Authorization', prefix: 'token ' },
    login: 'password',
  },
]

/**
 * Log-in pages of server and hub. Events: Jupyter Server 2 and later. To open a terminal that is there shows it and changes nothing; a kernel
 * would lose what it keeps for a browser that went away (jupyter_server/services/kernels/handlers.py), and is not opened.
 */
export const surface: Surface = {
  logInPages: ['/login', '/hub/login'],
  changes: [
    {
      path: '/api/sessions',
      body: '{',
      // Tornado compares cookie and header with each other (tornado.web, check_xsrf_cookie)
      own: [
        ['Cookie', '_xsrf=00112233445566778899aabbccddeeff'],
        ['X-XSRFToken', '00112233445566778899aabbccddeeff'],
      ],
      accepted: { status: [400], text: /JSON/ },
      changes: 'new sessions, which run code',
      stake: 'takeover',
      key: 'disable_check_xsrf',
    },
  ],
  sockets: [
    { path: '/api/events/subscribe', opens: 'what happens on the server', key: 'allow_origin' },
    {
      path: '/terminals/websocket/*',
      among: { path: '/api/terminals', member: 'name' },
      opens: 'a terminal',
      stake: 'takeover',
      key: 'allow_origin',
    },
  ],
}
