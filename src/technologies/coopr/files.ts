import type { ConfigurationFile } from '../../model/technology.ts'

const property = /<name>\s*(?:server|security|provisioner)\.[\w.]+\s*<\/name>/

/** The folder of the packages; `coopr-default.xml` lies in the server's own archive. */
export const home = '/etc/coopr/conf'

/** Services and templates that are uploaded to the server; they lie nowhere on its own disk. */
export const templates = '/etc/coopr/templates'

export const files: readonly ConfigurationFile[] = [
  { name: /^coopr-site.*\.xml/, at: `${home}/coopr-site.xml` },
  { name: /^coopr-default.*\.xml/, at: `${home}/coopr-default.xml` },
  { name: /^provisioner-site.*\.xml/, content: property, at: `${home}/provisioner-site.xml` },
  { name: /^provisioner-default.*\.xml/, content: property, at: `${home}/provisioner-default.xml` },
  { name: /^coopr-security.*\.xml/, at: `${home}/coopr-security.xml`, part: true },
  { name: /^coopr-ui.*\.(?:sh|env)$|^coopr-ui$/, content: /^\s*(?:export\s+)?COOPR_\w+=/m, at: '/etc/profile.d/coopr-ui.sh' },
  { name: /\.json$/, content: /"[^"\n]*recipe\[coopr_firewall/, at: `${templates}/` },
]
