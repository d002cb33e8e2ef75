import type { ConfigurationFile } from '../../model/technology.ts'

const folder = '/etc/nginx/conf.d/'
/** Without an ending, as in sites-available, or with one that people give to sites. */
const anySite = /^(?:[\w@-]+|[\w.@-]+\.(?:conf|nginx|vhost|site|com|org|net|local)|[\w@.-]*nginx[\w@-]*)$/i

/** nginx refuses a main file without `events` (ngx_event.c); a site has `listen` lines that end in a semicolon. */
export const files: readonly ConfigurationFile[] = [
  { name: anySite, content: /^[ \t]*events\s*\{/m, at: '/etc/nginx/nginx.conf' },
  { name: /^nginx[\w.-]*$/i, content: /^[ \t]*(?:http|stream|mail)\s*\{/m, at: '/etc/nginx/nginx.conf' },
  { name: anySite, content: /^(?:[ \t]*server\s*\{)?[ \t]*listen[ \t]+[^\n;#]{1,200};/m, at: folder },
  { name: anySite, content: /^[ \t]*(?:upstream[ \t]+[\w.-]+|map[ \t]+\$\S+[ \t]+\$\w+|server)\s*\{/m, at: folder, part: true },
]

/** True when a file of that name and text is a site, or goes with one: those that lie beside it may be anything. */
export function isSite(name: string, text: string): boolean {
  const plain = name.replace(/(?:\.(?:example|sample|dist|default|template|tmpl|tpl|j2|in))+$/i, '')
  return files.some((file) => file.at === folder && file.name.test(plain) && file.content?.test(text) === true)
}
