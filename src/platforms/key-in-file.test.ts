import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderOf } from './compose/fixture.ts'
import { openFiles } from './files.ts'
import { setKey } from './key-in-file.ts'
import { openWorkspace } from './workspace.ts'

function changed(file: string, text: string, key: string, value: string | null) {
  const folder = folderOf({ [file]: text })
  const space = openWorkspace(openFiles(folder, folder))
  const line = text.split('\n').findIndex((each) => each.includes('was')) + 1
  const done = setKey(space, { kind: 'key', place: { file, line: Math.max(line, 1) }, key, value })
  return 'cannot' in done ? done : (space.drafts.get(join(folder, file))?.text ?? text)
}

describe('a key of a settings file', () => {
  it.each([
    ['a.toml', '# kept\n[log.console]\nlevel = "DEBUG" # why\n', 'log.console.level', 'INFO', '# kept\n[log.console]\nlevel = "INFO" # why\n'],
    ['a.json', '{ "debug": true, "x": 1 }\n', 'debug', 'false', '{ "debug": false, "x": 1 }\n'],
    ['a.yaml', 'a:\n  b: 1 # kept\n', 'a.b', '2', 'a:\n  b: 2 # kept\n'],
    ['a.ini', '[auth.anonymous]\nenabled = true\n', 'auth.anonymous.enabled', 'false', '[auth.anonymous]\nenabled = false\n'],
    ['a.properties', 'a.b=1\n', 'a.b', '2', 'a.b=2\n'],
    ['.env', 'A=1\nB=2\n', 'A', null, 'B=2\n'],
    ['a.json', '{ "debug": true, "x": 1 }\n', 'debug', null, '{ "x": 1 }\n'],
    [
      'config.py',
      'class Production(Config):\n    DEBUG = True # was\n',
      'Production.DEBUG',
      'False',
      'class Production(Config):\n    DEBUG = False # was\n',
    ],
    ['jupyter_server_config.py', 'c.ServerApp.allow_unauthenticated_access = True # was\n', 'allow_unauthenticated_access', null, ''],
    ['settings.py', 'A = 1\n', 'SESSION_COOKIE_SECURE', 'True', 'A = 1\nSESSION_COOKIE_SECURE = True\n'],
    ['celeryconfig.py', "accept_content = ['json', 'pickle'] # was\n", 'CELERY_ACCEPT_CONTENT', 'json', "accept_content = ['json'] # was\n"],
    [
      'airflow.cfg',
      '[core]\nfernet_key =\n[api]\nexpose_config = True\n',
      'AIRFLOW__API__EXPOSE_CONFIG',
      'False',
      '[core]\nfernet_key =\n[api]\nexpose_config = False\n',
    ],
    ['mongod.conf', 'systemLog:\n  quiet: true\n  path: /x\n', 'systemLog.quiet', null, 'systemLog:\n  path: /x\n'],
    ['redis.conf', 'loglevel debug\n', 'tls-protocols', 'TLSv1.2 TLSv1.3', 'loglevel debug\ntls-protocols "TLSv1.2 TLSv1.3"\n'],
    ['postgresql.conf', "log_statement = 'all' # was\n", 'log_statement', 'ddl', "log_statement = 'ddl' # was\n"],
    ['my.cnf', '[client]\nuser = a\n[mysqld]\ngeneral-log = 1 # was\n', 'general_log', null, '[client]\nuser = a\n[mysqld]\n'],
    ['etc/ssh/sshd_config', 'PermitRootLogin yes\nMatch User a\n', 'PermitRootLogin', 'no', 'PermitRootLogin no\nMatch User a\n'],
    ['zoo.cfg', 'skipACL=yes\ntickTime=1\n', 'skipACL', null, 'tickTime=1\n'],
    ['clamd.conf', 'Example\nUser root\n', 'Example', null, 'User root\n'],
    ['etc/sysctl.d/1.conf', 'kernel.sysrq = 1\n', 'kernel.sysrq', '0', 'kernel.sysrq = 0\n'],
    ['krb5.conf', '[libdefaults]\n  rdns = true\n', 'ticket_lifetime', '10h', '[libdefaults]\n  rdns = true\n  ticket_lifetime = 10h\n'],
    ['kdc.conf', '[realms]\n  A = {\n    max_life = 90d # was\n  }\n', 'max_life', '10h', '[realms]\n  A = {\n    max_life = 10h\n  }\n'],
    ['proftpd.conf', 'User root\n', 'User', 'proftpd', 'User proftpd\n'],
    ['squid.conf', 'forwarded_for on\n', 'forwarded_for', 'delete', 'forwarded_for delete\n'],
  ])('of %s', (file, text, key, value, expected) => expect(changed(file, text, key, value)).toBe(expected))

  it('that Python code computes is left alone', () =>
    expect(changed('a.py', 'A = 1\nfor B in [1]:\n    pass # was\n', 'DEBUG', 'False')).toHaveProperty('cannot'))

  it('in a section of proftpd.conf is left alone', () =>
    expect(changed('proftpd.conf', '<Global>\nUmask 000 was\n</Global>\n', 'Umask', '027')).toHaveProperty('cannot'))

  it('of an unknown format is left alone', () => expect(changed('a.conf', 'a 1\n', 'a', '2')).toHaveProperty('cannot'))
})
