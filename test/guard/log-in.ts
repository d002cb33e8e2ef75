import { send } from './running.ts'

/** Logs somebody in at the portal of a running guard, as a browser does; gives the cookie of the session. Fails with the status of another answer. */
export async function logIn(port: number, name: string, password: string, host = 'localhost'): Promise<string> {
  const from = [`Host: ${host}:${port}`, 'Sec-Fetch-Site: same-origin', `Origin: https://${host}:${port}`]
  const page = await send(port, ['GET /.guard/login HTTP/1.1', ...from], { name: host })
  const form = /__Host-guard-form=[\w-]+/.exec(page.headers['set-cookie'] ?? '')?.[0]
  const token = /name="token" value="(?<token>[\w-]+)"/.exec(page.body)?.groups?.['token']
  if (form === undefined || token === undefined) throw new Error(`no form: ${page.status}`)
  const body = new URLSearchParams({ name, password, token, to: '/' }).toString()
  const head = ['Content-Type: application/x-www-form-urlencoded', `Content-Length: ${body.length}`, `Cookie: ${form}`]
  const answer = await send(port, ['POST /.guard/login HTTP/1.1', ...from, ...head], { body, name: host })
  const cookie = /__Host-guard=[\w-]+/.exec(answer.headers['set-cookie'] ?? '')?.[0]
  if (answer.status !== 303 || cookie === undefined) throw new Error(`not logged in: ${answer.status}`)
  return cookie
}
