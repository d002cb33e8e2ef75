import type { Technology } from '../../model/technology.ts'
import { commandLine, runs } from '../../protocols/arguments.ts'
import { recogniseBy } from '../../settings/recognise.ts'
import { accountQuestions } from './behind-login.ts'
import { questions } from './doors.ts'
import { logIns } from './log-ins.ts'
import { read } from './read.ts'

/** Settings that no other program has: `listeners.tcp.default = 5672`. PostgreSQL has a cluster_name too, in quotes. */
const ownKeys =
  /^[ \t]*(?:(?:(?:mqtt|stomp|stream)\.)?listeners\.(?:tcp|ssl)|ssl_options\.\w+|loopback_users|default_(?:user|pass|vhost)|auth_(?:backends|mechanisms|ldap|http|oauth2)\.[\w.]+|management\.(?:tcp|ssl|load_definitions|listener)|load_definitions|vm_memory_high_watermark|disk_free_limit|cluster_(?:formation|partition_handling|name)|log\.(?:file|console|connection))[\w.]*[ \t]*=(?![ \t]*')/m

/** `[{rabbit, [...]}]` */
const ownTerms = /\{\s*'?(?:rabbit|rabbitmq_[a-z_]+)'?\s*,\s*\[/

export const rabbitmq: Technology = {
  id: 'rabbitmq',
  title: 'RabbitMQ',
  role: 'broker',
  files: [
    { name: /^rabbitmq(?!-env).*\.conf$/, content: ownKeys, at: '/etc/rabbitmq/rabbitmq.conf' },
    { name: /^rabbitmq.*\.config$/, content: ownTerms, at: '/etc/rabbitmq/rabbitmq.config' },
    { name: /^advanced.*\.config$/, content: ownTerms, at: '/etc/rabbitmq/advanced.config' },
    { name: /^rabbitmq-env\.conf$/, content: /^[ \t]*(?:export[ \t]+)?[A-Z_]+=/m, at: '/etc/rabbitmq/rabbitmq-env.conf' },
    { name: /^enabled_plugins$/, content: /\brabbitmq_\w/, at: '/etc/rabbitmq/enabled_plugins', part: true },
    { name: /^\.erlang\.cookie$/, at: '/var/lib/rabbitmq/.erlang.cookie', part: true },
    {
      name: /^[\w.-]*definitions[\w.-]*\.json$/,
      content: /"(?:rabbit_version|rabbitmq_version|vhosts|permissions)"/,
      at: '/etc/rabbitmq/',
      part: true,
    },
    { name: /^(?!rabbitmq)[\w.-]+\.conf$/, content: ownKeys, at: '/etc/rabbitmq/conf.d/' },
  ],
  recognise(input) {
    const words = commandLine(input)
    if (runs(words, 'rabbitmqadmin', 'rabbitmqctl') && !runs(words, 'rabbitmq-server')) return undefined
    return recogniseBy(input, { official: ['rabbitmq', 'bitnami/rabbitmq'], rebuilds: ['*/rabbitmq'], programs: ['rabbitmq-server'] })
  },
  read,
  questions,
  logIns,
  accountQuestions,
}
