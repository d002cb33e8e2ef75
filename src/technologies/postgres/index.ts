import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { matchesImage } from '../../protocols/image.ts'
import { bitnami, hostData, likeOfficial, official, others, postgresVersion } from './layout.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

export const postgres: Technology = {
  id: 'postgres',
  title: 'PostgreSQL',
  role: 'datastore',
  files: [
    {
      name: /^postgresql.*\.conf$/,
      content: /^\s*#?\s*(?:listen_addresses|shared_buffers|ssl|hba_file|max_connections|password_encryption)\s*=/m,
      at: `${hostData}/postgresql.conf`,
    },
    { name: /^pg_hba.*\.conf$/, content: /^\s*(?:local|host(?:ssl|nossl|gssenc|nogssenc)?)\s/m, at: `${hostData}/pg_hba.conf` },
    { name: /^postgresql\.auto\.conf$/, at: `${hostData}/postgresql.auto.conf`, part: true },
    { name: /^pg_ident.*\.conf$/, at: `${hostData}/pg_ident.conf`, part: true },
  ],
  recognise(input) {
    const version = postgresVersion(input.image)
    const versioned = version === undefined ? {} : { version }
    if (matchesImage(input.image, official)) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, [...likeOfficial, ...bitnami, ...others])) return { certainty: 2, because: 'image name', ...versioned }
    if (runs(commandLine(input), 'postgres', 'postmaster')) return { certainty: 1, because: 'runs postgres' }
    // an image of one's own on top of PostgreSQL's
    const isBuilt = input.build !== undefined && input.mounts.some(({ target }) => target.value.startsWith('/var/lib/postgresql'))
    return isBuilt && input.env.has('POSTGRES_PASSWORD')
      ? { certainty: 1, because: 'its data folder is mounted, and its password is set' }
      : undefined
  },
  read,
  logIns,
}
