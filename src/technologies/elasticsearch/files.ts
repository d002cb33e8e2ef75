import type { ConfigurationFile } from '../../model/technology.ts'

export const files: readonly ConfigurationFile[] = [
  {
    name: /^elasticsearch.*\.ya?ml$/,
    content: /^\s*(?:#\s?)?(?:cluster\.name|node\.name|network\.host|path\.(?:data|logs)|http\.port|discovery\.\w+|xpack\.\w+)[\w.]*\s*:/m,
    at: '/etc/elasticsearch/elasticsearch.yml',
  },
]
