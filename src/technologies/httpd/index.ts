import type { Technology } from '../../model/technology.ts'
import { matchesImage, versionOf } from '../../protocols/image.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { files } from './files.ts'
import { paceOf } from './pace.ts'
import { read } from './read.ts'

export const httpd: Technology = {
  id: 'httpd',
  title: 'Apache HTTP Server',
  role: 'proxy',
  files,
  recognise(input) {
    // the tags of php say which server is in it: 8.3-apache
    const isPhp = matchesImage(input.image, ['php']) && /(?:^|-)apache(?:-|$)/.test(input.image?.tag ?? '')
    if (isPhp) return { certainty: 3, because: 'official image of PHP with Apache' }
    const found = recogniseBy(input, {
      official: ['httpd'],
      rebuilds: ['bitnami/apache', 'ubuntu/apache2', '*/httpd'],
      programs: ['httpd', 'apache2', 'httpd-foreground', 'apache2-foreground', 'apache2ctl', 'apachectl'],
      home: '/usr/local/apache2/conf',
    })
    const isServer = matchesImage(input.image, ['httpd'])
    return found === undefined
      ? undefined
      : { certainty: found.certainty, because: found.because, ...(isServer ? versioned(versionOf(input.image)) : {}) }
  },
  read,
  pace: paceOf,
}

function versioned(version: string | undefined): { readonly version?: string } {
  return version === undefined ? {} : { version }
}
