/** How the lab starts what an image stands for; absent: nothing of Debian can be it, and a stand-in holds its ports. */
export interface Program {
  readonly entry: string
}

const table: readonly (readonly [pattern: RegExp, program: Program])[] = [
  [/(?:^|\/)redis$/, { entry: 'redis.sh' }],
  [/(?:^|\/)postgres$/, { entry: 'postgres.sh' }],
  [/(?:^|\/)mysql$/, { entry: 'mysql.sh' }],
  [/(?:^|\/)nginx(?:-unprivileged)?$/, { entry: 'nginx.sh' }],
  [/(?:^|\/)openldap$/, { entry: 'slapd.sh' }],
  [/(?:^|\/)zookeeper$/, { entry: 'zookeeper.sh' }],
  [/(?:^|\/)rabbitmq$/, { entry: 'rabbitmq.sh' }],
  [/(?:^|\/)pyspark-notebook$/, { entry: 'jupyter.sh' }],
]

/** By the image's repository, without registry, tag and digest. */
export function programFor(image: string): Program | undefined {
  const repository = image.replace(/@.*$/, '').replace(/:[^/:]*$/, '')
  if (/(?:^|\/)stunnel$/.test(repository)) return { entry: '/usr/bin/stunnel' }
  if (/(?:^|\/)squid$/.test(repository)) return { entry: '/usr/sbin/squid' }
  return table.find(([pattern]) => pattern.test(repository))?.[1]
}
