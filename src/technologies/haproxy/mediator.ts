import type { Edited, EditTechnology } from '../../model/change.ts'
import { ownFolder } from '../../model/own-files.ts'
import type { EngineQuestion } from '../../model/vocabulary.ts'
import type { WantMediator } from '../../model/want.ts'

const file = `${ownFolder}/haproxy.cfg`

const name = '[A-Za-z0-9_.-]+'

/** Paths of Docker's API (1.24 to 1.47), as they are sent: nothing in them is encoded. Archives, exports, attachments and secrets are not among them. */
const paths: Readonly<Record<EngineQuestion, readonly string[]>> = {
  containers: ['_ping', 'version', 'info', 'events', 'containers/json', `containers/${name}/json`, 'networks', `networks/${name}`],
  images: ['images/json', `images/${name}/json`],
  logs: [`containers/${name}/logs`],
}

/**
 * HAProxy (3.0, of the official image) has the engine's socket for a program beside it. It runs as root, to whom the socket belongs, and
 * without any of root's capabilities.
 */
export const mediator: EditTechnology = (want) =>
  want.kind === 'mediator' ? mediated(want) : { cannot: 'HAProxy is put in front of the container engine only' }

function mediated(want: WantMediator): Edited {
  return {
    changes: [
      {
        kind: 'sidecar',
        name: want.name,
        image: 'haproxy:3.0',
        command: ['haproxy', '-f', file],
        files: [{ kind: 'file', path: file, text: configuration(want), isSecret: false }],
        host: [want.socket],
        user: 0,
        writes: [],
      },
    ],
    notes: [
      `${want.name} runs as root of its container, without capabilities: write user: "65534:GROUP" where the number of the socket's group is known`,
    ],
  }
}

function configuration({ port, socket, questions }: WantMediator): string {
  const asked = questions.flatMap((question) => paths[question]).join('|')
  return [
    'global',
    '    maxconn 100',
    '',
    'defaults',
    '    mode http',
    '    timeout connect 5s',
    '    timeout http-request 10s',
    '    # events and logs are answers without an end',
    '    timeout client 24h',
    '    timeout server 24h',
    '',
    'frontend engine',
    `    bind 127.0.0.1:${port}`,
    '    http-request deny unless METH_GET',
    `    http-request deny unless { path -m reg '^(/v[0-9.]+)?/(${asked})$' }`,
    '    # an answer, never a connection of its own',
    '    http-request del-header upgrade',
    '    http-request del-header X-Forwarded-For',
    '    default_backend socket',
    '',
    'backend socket',
    `    server engine unix@${socket}`,
    '',
  ].join('\n')
}
