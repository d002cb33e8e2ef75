import { describe, expect, it } from 'vitest'
import { setting } from '../model/setting.ts'
import { wordsWith } from './edit-words.ts'

function changed(line: string, key: string, value: string | null): string | undefined {
  return wordsWith(
    line.split(' ').map((word) => setting(word)),
    key,
    value,
  )?.join(' ')
}

describe('an option of a command', () => {
  it.each([
    ['start.sh --NotebookApp.token= --ip=0.0.0.0', 'token', null, 'start.sh --ip=0.0.0.0'],
    ['traefik --api.insecure=true --log.level=DEBUG', 'log.level', 'INFO', 'traefik --api.insecure=true --log.level=INFO'],
    ['mysqld --general-log=1', 'general_log', 'OFF', 'mysqld --general-log=OFF'],
    ['postgres -c log_statement=all -c ssl=on', 'log_statement', 'ddl', 'postgres -c log_statement=ddl -c ssl=on'],
    ['postgres -c log_statement=all -c ssl=on', 'log_statement', null, 'postgres -c ssl=on'],
    ['redis-server --loglevel debug --port 1', 'loglevel', 'notice', 'redis-server --loglevel notice --port 1'],
    ['gunicorn app:app --reload', 'reload', null, 'gunicorn app:app'],
  ])('of %s', (line, key, value, expected) => expect(changed(line, key, value)).toBe(expected))

  it.each([
    ['that is not there', 'gunicorn app:app', 'reload', null],
    ['whose value cannot be told from another word', 'gunicorn --reload app:app', 'reload', null],
    ['that is a switch and is to get a value', 'x --debug', 'debug', '0'],
    ['of another name that ends alike', 'x --mylog=1', 'log', '0'],
  ])('%s is left alone', (_, line, key, value) => expect(changed(line, key, value)).toBeUndefined())
})
