import type { ConfigurationFile, Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { partOf } from './part.ts'
import { home } from './python.ts'
import { read } from './read.ts'

/** Keys that no other product has under these names. */
const keys =
  /^(?:SQLALCHEMY_DATABASE_URI|REST_API_SERVER_URL|NOTEBOOK_CONFIGS|OUTPUT_DATA_LOCATION|FS_URI|LICENSE_KEY|WSGI_SERVER|JWT_COOKIE_SECURE|SAML_\w+|NOTIFICATION_PROVIDERS|API_KEYS|SECRET_KEY)\s*=/m

const files: readonly ConfigurationFile[] = [
  ...(['api', 'app', 'worker'] as const).map((part) => ({
    name: new RegExp(`^${part}_config(?:[.-][\\w.-]+)?\\.py$`),
    content: keys,
    at: `${home}/${part}_config.py`,
  })),
  { name: /\.py$/, content: /^(?:NOTIFICATION_PROVIDERS|SAML_SETTINGS)\s*=\s*\{/m, at: `${home}/` },
]

export const corridor: Technology = {
  id: 'corridor',
  title: 'Corridor',
  role: 'application',
  files,
  recognise(input) {
    const tag = versionOf(input.image)
    const versioned = tag === undefined ? {} : { version: tag }
    if (matchesImage(input.image, ['corridor/corridor*', 'corridorplatforms/*'])) return { certainty: 3, because: 'official image', ...versioned }
    if (matchesImage(input.image, ['*/corridor-app', '*/corridor-api', '*/corridor-worker', '*/corridor-jupyter', 'corridor']))
      return { certainty: 2, because: 'image name', ...versioned }
    if (partOf(input) !== undefined) return { certainty: 1, because: 'runs a program of Corridor' }
    const own = [...input.env.keys()].find((name) => name.startsWith('CORRIDOR_'))
    return own === undefined ? undefined : { certainty: 1, because: `sets ${own}` }
  },
  read,
  // the link of the vendor's own settings (NOTEBOOK_CONFIGS); no public page names a path of the API
  surface: { logInPages: ['/jupyter/hub/login'] },
}
