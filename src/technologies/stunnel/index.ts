import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

/** An endpoint of a service, as nothing but stunnel writes it: `accept = 127.0.0.1:6379`. */
const endpoint = /^[ \t]*accept[ \t]*=[ \t]*(?:[\w.:[\]-]{1,255}:)?[\w-]{1,32}[ \t]*\r?$/im

export const stunnel: Technology = {
  id: 'stunnel',
  title: 'stunnel',
  role: 'proxy',
  files: [
    { name: /^stunnel(?:[-_.]\w+)*\.conf$/, content: endpoint, at: '/etc/stunnel/stunnel.conf' },
    { name: /\.conf$/, content: endpoint, at: '/etc/stunnel/' },
  ],
  recognise: (input) =>
    recogniseBy(input, {
      official: ['dweomer/stunnel'],
      rebuilds: ['*/stunnel', '*/stunnel4'],
      programs: ['stunnel', 'stunnel4', 'stunnel3', 'stunnel5'],
    }),
  read,
}
