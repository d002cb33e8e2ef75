import type { Technology } from '../../model/technology.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { read } from './read.ts'

export const squid: Technology = {
  id: 'squid',
  title: 'Squid',
  role: 'proxy',
  files: [
    {
      name: /^squid(?:[-_.]\w+)*\.conf$/,
      content: /^[ \t]*(?:http_port|https_port|http_access|acl|cache_peer|access_log)[ \t]/m,
      at: '/etc/squid/squid.conf',
    },
    {
      name: /^(?:[\w.-]*[-_.])?(?:white|black|allow|deny|block|permit)[-_]?(?:ed|list)?(?:[-_.]\w+)*\.(?:txt|acl|list)$/i,
      // a domain with a dot in front is how squid writes it
      content: /^[ \t]*\.(?:[a-z0-9_-]+\.)*[a-z]{2,}[ \t]*$/im,
      at: '/etc/squid/',
      part: true,
    },
    {
      name: /^[\w.-]+\.conf$/,
      content: /^[ \t]*(?:http_access[ \t]+(?:allow|deny)[ \t]|acl[ \t]+\w+[ \t]+(?:src|dstdomain|port|method)[ \t])/m,
      at: '/etc/squid/conf.d/',
    },
  ],
  recognise: (input) =>
    recogniseBy(input, {
      official: ['ubuntu/squid'],
      rebuilds: ['sameersbn/squid', 'b4tman/squid', '*/squid', '*/squid-proxy'],
      programs: ['squid'],
    }),
  read,
}
