import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Built } from './hardened.ts'

/** nginx with the site of a state, as its image includes it: its own check, and how it is started. Its log is `error.log`. */
export function nginxCommand(built: Built, box: string): { readonly check: readonly string[]; readonly start: readonly string[] } {
  const file = join(box, 'nginx.conf')
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((part) => `${part}_temp_path ${box}/${part};`).join(' ')
  const around = `user root; daemon off; pid ${box}/nginx.pid; error_log ${box}/error.log info;\nevents {}\n`
  writeFileSync(file, `${around}http { access_log off; ${temporary} include ${built.folder}/site.conf; }\n`)
  return { check: ['/usr/sbin/nginx', '-t', '-c', file], start: ['/usr/sbin/nginx', '-c', file] }
}
