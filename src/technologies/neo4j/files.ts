import type { ConfigurationFile } from '../../model/technology.ts'

export const files: readonly ConfigurationFile[] = [
  { name: /^neo4j.*\.conf$/, content: /^\s*#?\s*(?:dbms|server|db)\.[\w.]+=/m, at: '/etc/neo4j/neo4j.conf' },
]
