import type { ConfigurationFile } from '../../model/technology.ts'

export const files: readonly ConfigurationFile[] = [
  {
    name: /^opensearch.*\.ya?ml$/,
    content: /^\s*(?:#\s?)?(?:cluster\.name|node\.name|network\.host|path\.(?:data|logs)|http\.port|discovery\.\w+|plugins\.\w+)[\w.]*\s*:/m,
    at: '/etc/opensearch/opensearch.yml',
  },
]
