import type { StandIn } from './stand-in.ts'
import { cookieOf, json } from './stand-in.ts'

const page = (body: string) => ({ headers: { 'Content-Type': 'text/html', 'X-Powered-By': 'a program' }, body })
const refused = (message: string, status = 401) => json({ error: message }, status)

/** Corridor's web application (Flask): tokens in cookies without Secure, and one that its pages send back; redirects as plain HTTP. */
const corridorApp: StandIn = (asked) => {
  const { method, url, headers } = asked
  if (url === '/login' && method === 'POST')
    return {
      status: 302,
      headers: {
        Location: `http://${headers.host}/`,
        'Set-Cookie': ['access_token_cookie=eyJ.app; HttpOnly; Path=/', 'csrf_access_token=c5rf; Path=/'],
      },
    }
  if (url === '/' || url === '/login') return page('Corridor')
  if (cookieOf(asked, 'access_token_cookie') !== 'eyJ.app') return refused('Missing cookie "access_token_cookie"')
  if (method !== 'GET' && headers['x-csrf-token'] !== cookieOf(asked, 'csrf_access_token')) return refused('CSRF double submit tokens do not match')
  return json({ asked: url })
}

/** JupyterHub below /jupyter: pages, kernels, and a socket for each of those. */
const jupyter: StandIn = ({ method, url, headers }) => {
  if (/^\/jupyter\/user\/\w+\/api\/kernels\/[\w-]+\/channels$/.test(url)) return { status: headers.upgrade === 'websocket' ? 101 : 400 }
  if (url === '/jupyter/user/ann/api/kernels' && method === 'POST') return json({ id: 'k-1' }, 201)
  return url.startsWith('/jupyter/') ? page('JupyterHub') : { status: 404 }
}

/** Coopr's server believes who it is told that somebody is: no key is compared (AbstractAuthHandler). */
const cooprServer: StandIn = ({ method, url, headers }) => {
  const [user, tenant] = [headers['coopr-userid'], headers['coopr-tenantid']]
  if (user === undefined) return refused('userid not found in the request headers.')
  if (method === 'POST' && url === '/v2/clusters') return json({ id: '00000001', by: user, tenant })
  return json({ by: user, tenant, url })
}

/** Coopr's provisioner asks nobody who they are (Sinatra on 0.0.0.0). */
const cooprProvisioner: StandIn = ({ method, url }) => (method === 'PUT' && url.startsWith('/v2/tenants/') ? json({ put: url }) : json([]))

/** Cornflow: tokens of its own as bearers, a sign-up and a forgotten password that are open to anybody, any origin. */
const cornflow: StandIn = ({ method, url, headers }) => {
  const cors = { 'Access-Control-Allow-Origin': '*', 'Content-Type': 'application/json' }
  if (url === '/health/') return { headers: cors, body: '{"cornflow_status":"healthy"}' }
  if (url === '/login/' && method === 'POST') return { headers: cors, body: '{"token":"eyJ.cornflow","id":1}' }
  if (url === '/signup/' || url === '/user/recover-password/') return { status: 201, headers: cors, body: '{"id":2}' }
  if (headers.authorization !== 'Bearer eyJ.cornflow') return refused('Invalid token.', 400)
  return { headers: cors, body: JSON.stringify({ asked: url }) }
}

/** The Enmeshed Connector: its one key opens all; health and support are told to anybody. */
const connector: StandIn = ({ method, url, headers }) => {
  if (url === '/health') return json({ isHealthy: true, services: { database: 'healthy' } })
  if (headers['x-api-key'] !== 'The-0ne-native-key-of-the-connector!') return refused('Unauthorized')
  if (url === '/Monitoring/Support') return json({ configuration: { brokers: ['amqp://guest:guest@rabbitmq'] } })
  if (url === '/api/core/v2/Messages') return method === 'POST' ? json({ result: { id: 'MSG1' } }, 201) : json({ result: [] })
  if (url === '/api/core/v2/Files/Own') return method === 'POST' ? json({ result: { id: 'FIL1' } }, 201) : json({ result: [] })
  return json({ result: url })
}

/** Hyperswitch's router: keys of merchants in a header of its own, and one for administrators. */
const router: StandIn = ({ method, url, headers }) => {
  const key = headers['api-key']
  if (url === '/health') return { body: 'health is good' }
  if (url.startsWith('/accounts') || url.startsWith('/api_keys/'))
    return key === 'test_admin' ? json({ admin: url }) : refused('API key not provided')
  if (url === '/payments' && method === 'POST') return key === 'snd_merchant' ? json({ payment_id: 'pay_1' }) : refused('API key not provided')
  if (url.startsWith('/user/')) return headers.authorization === 'Bearer eyJ.dashboard' ? json({ user: url }) : refused('Access forbidden')
  return url.startsWith('/webhooks/') ? { body: 'ok' } : { status: 404 }
}

/** The card vault: custodians give the two halves of its key over plain HTTP. */
const vault: StandIn = ({ url }) => (url.startsWith('/custodian/') ? { body: 'Received Key' } : json({ asked: url }))

const anything: StandIn = ({ url }) => page(`asked ${url}`)

/** By the name that the example deployments have for it. */
export const standIns: Readonly<Record<string, StandIn>> = {
  app: corridorApp,
  jupyter,
  spark: anything,
  ui: anything,
  server: cooprServer,
  provisioner: cooprProvisioner,
  cornflow,
  webserver: anything,
  flower: anything,
  connector,
  router,
  vault,
  'control-center': anything,
}
