import type { ConfigurationFile } from '../../model/technology.ts'

const home = '/opt/spark/conf'

export const files: readonly ConfigurationFile[] = [
  { name: /^spark-defaults.*\.conf$/, content: /^\s*#?\s*spark\.[a-zA-Z]/m, at: `${home}/spark-defaults.conf` },
  { name: /^spark-env.*\.sh$/, content: /\bSPARK_\w+/, at: `${home}/spark-env.sh`, part: true },
]
