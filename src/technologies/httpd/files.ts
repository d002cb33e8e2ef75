import type { ConfigurationFile } from '../../model/technology.ts'

const sites = '/etc/apache2/sites-enabled/'
/** ProFTPD has `<VirtualHost>` too. */
const anySite = /^(?!.*ftp)(?:[\w@-]+|[\w.@-]+\.(?:conf|vhost|site|com|org|net|local)|[\w@.-]*(?:httpd|apache)[\w@-]*)$/i
const main = /^(?:apache2?|httpd)(?:[\w-]*|[\w.-]*\.conf)$/i

/** Main files where Red Hat, the source's own layout and Debian have them; sites as Debian has them. */
export const files: readonly ConfigurationFile[] = [
  { name: main, content: /^[ \t]*ServerRoot[ \t]+"?\/etc\/httpd/im, at: '/etc/httpd/conf/httpd.conf' },
  { name: /^httpd/i, content: /^[ \t]*(?:ServerRoot|LoadModule)[ \t]/im, at: '/usr/local/apache2/conf/httpd.conf' },
  { name: main, content: /^[ \t]*(?:ServerRoot|LoadModule|PidFile|Include(?:Optional)?)[ \t]/im, at: '/etc/apache2/apache2.conf' },
  { name: anySite, content: /^[ \t]*<VirtualHost[ \t]/im, at: sites },
  { name: anySite, content: /^[ \t]*(?:ProxyPass(?:Match)?[ \t]+\S|SSLEngine[ \t]|<Location(?:Match)?[ \t])/im, at: sites, part: true },
]

/** True when a file of that name and text is a site, or goes with one: those that lie beside it may be anything. */
export function isSite(name: string, text: string): boolean {
  const plain = name.replace(/(?:\.(?:example|sample|dist|default|template|tmpl|tpl|j2|in))+$/i, '')
  return files.some((file) => file.at === sites && file.name.test(plain) && file.content?.test(text) === true)
}
