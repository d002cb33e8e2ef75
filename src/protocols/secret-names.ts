export type SecretKind = 'password' | 'token' | 'key' | 'connection'

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/))
}

/** Words that make a name a secret's, looked for as whole words. */
const passwordWords = words(`
  password passwd passphrase passcode pwd pass pw psw passwort rootpassword userpassword dbpassword dbpass userpass mypass pgpassword
  secretpassword authpass requirepass masterauth rediscliauth
`)
const tokenWords = words('token bearer jwt pat authtoken accesstoken apitoken bottoken')
const keyWords = words(`
  secret secrets apikey appkey secretkey salt pepper clientsecret fernet hmac jwtsecret authsecret cookiesecret accountkey sharedkey
  privatekey masterkey encryptionkey
`)

/** What stands before KEY in the name of a secret: SIGNING_KEY, not CACHE_KEY. */
const keyOwners = words(`
  custodian secret api app application private master encryption encrypt signing sign fernet session cookie access auth authentication
  jwt hash hmac shared account license service server ssl tls webhook crypto cipher aes rsa admin data db database storage vault locker
  internal super root deploy host identity user aws stripe sendgrid mailgun openai anthropic publishing recon unseal recovery node token
  salt base metadata credential credentials security backup main global meili consul s3 turn
`)

/** What a name ends in when it is about a secret and does not hold one. */
const aboutSuffix = words(`
  file files path dir directory folder location length len min max size expiry expires expire expiration ttl lifetime timeout age days
  hours minutes seconds duration interval url uri endpoint host port id ids name names type algorithm alg algo policy rules encoding
  enabled enable disabled required require format prefix suffix header field param parameter attribute attr claim claims issuer audience
  scope scopes method mode strategy provider backend store version count limit rotation rounds cost strength complexity history reset
  change changed reuse user username email login template regex pattern hint label help text message subject link page command cmd
  script env ref source arn validator validators hasher hashers usage bits curve space spaces keyspace fingerprint thumbprint protection
  verification lookup separator delimiter encryption auth authentication
`)

/** Words that turn the name into a switch or a limit, wherever they stand before the last one. */
const aboutPrefix = words(`
  allow random enable enabled disable disabled skip validate generate generated require requires show hide min max public publishable
  bypass ignore forgot reset
`)
const aboutFirst = words('use uses has have is no need needs force check wait expire')

/** What follows the word that says it: SECRET_KEY_BASE, TOKEN_PROD. */
const trailing = words(
  'base hash hex b64 base64 value string current previous old new default primary secondary plain raw seed phrase dev prod production test staging',
)

/** Runs of words that mislead, written together. Sets, and not one expression: compiling that cost a millisecond at every start. */
const misleading = words(`
  publickey publishablekey anonkeyid accesskeyid awsaccesskey s3accesskey minioaccesskey ossaccesskey cosaccesskey spacesaccesskey wasabiaccesskey
  b2accesskey r2accesskey bucketaccesskey keyid sitekey sshkeyname primarykey foreignkey sortkey partitionkey cachekey hotkey hostkey keyvault keycloak
  keypair keyspace keystore keystores keyring keyfile keymap passwordauthentication passwordencryption passwordvalidators tokenizers tokens maxtoken
  maxtokens numtoken numtokens secretsdir secretspath secretsmanager secretsbackend secretsprovider secretmanager secretbackend secretprovider
  secretversion secretengine
`)

/** Words that mislead wherever they stand, also inside another. */
const misleadingParts = ['passive', 'passthrough', 'passwordless', 'password_less', 'keyboard', 'compass', 'bypass', 'tokenizer']

function misleads(parts: readonly string[], joined: string): boolean {
  for (let from = 0; from < parts.length; from++) {
    let run = ''
    for (const word of parts.slice(from, from + 3)) if (misleading.has((run += word))) return true
  }
  return misleadingParts.some((part) => joined.includes(part))
}

const connectionOwners = words(`
  database db redis mongo mongodb mongouri postgres postgresql mysql amqp rabbitmq broker celery cache sql sqlalchemy sentry queue elasticsearch ldap
  smtp mailer
`)
const connectionEndings = ['url', 'uri', 'dsn', 'conn', 'connstr', 'connection', 'connectionstring']
const connectionNames = words('dsn connectionstring connectionstrings connstr sqlalchemyconn resultbackend brokerurl')

/** `DATABASE_URL`, `REDIS_CACHE_URL_2`, `SQL_ALCHEMY_CONN`: an owner, at most two words, and an ending. */
function namesConnection(parts: readonly string[]): boolean {
  const own = /^\d+$/.test(parts.at(-1) ?? '') ? parts.slice(0, -1) : parts
  for (let count = 1; count <= 3; count++) {
    const end = own.slice(-count).join('')
    if (count <= own.length && connectionNames.has(end)) return true
    const ending = connectionEndings.find((each) => end.endsWith(each))
    if (ending === undefined) continue
    if (connectionOwners.has(end.slice(0, -ending.length))) return true
    if (end === ending && own.slice(-count - 3, -count).some((word) => connectionOwners.has(word))) return true
  }
  return false
}

/** Does the name of an environment variable or key say that its value is secret? */
export function secretKind(key: string): SecretKind | undefined {
  if (key.length > 200) return undefined
  const parts = wordsOf(key)
  const joined = parts.join('_')
  const last = parts.at(-1) ?? ''
  if (parts.length === 0 || misleads(parts, joined)) return undefined
  if (parts.slice(0, -1).some((word, index) => aboutPrefix.has(word) || (index === 0 && aboutFirst.has(word)))) return undefined
  if (namesConnection(parts)) return 'connection'
  // `PASSWORD_1`, `SECRET_OLD`, `TOKEN_PROD`: what follows says which, not what
  const end = significantEnd(parts)
  const word = parts[end] ?? ''
  if (end < parts.length - 1 && aboutSuffix.has(last)) return undefined
  if (passwordWords.has(word)) return 'password'
  if (tokenWords.has(word)) return 'token'
  if (keyWords.has(word)) return 'key'
  if (/^keys?$/.test(word) && end > 0 && ownsKey(parts[end - 1] ?? '')) return 'key'
  // SECRET_KEY_BASE, JWT_SECRET_CURRENT
  if (parts.length > 1 && (trailing.has(last) || /^\d+$/.test(last))) {
    return secretKind(parts.slice(0, -1).join('_'))
  }
  return undefined
}

/** Numbered owners count too: KEY1, CUSTODIAN2. */
function ownsKey(word: string): boolean {
  return keyOwners.has(word) || keyOwners.has(word.replace(/\d+$/, '')) || /^key\d+$/.test(word)
}

/** False for values that cannot be a secret whatever the name says: switches, small numbers, plain addresses and paths. */
export function mayBeSecret(value: string): boolean {
  const text = value.trim()
  if (/^(?:true|false|yes|no|on|off|none|null|nil|undefined|enabled?|disabled?)$/i.test(text)) return false
  if (/^-?\d{1,5}(?:\.\d+)?(?:ms|s|m|h|d)?$/.test(text)) return false
  if (/^[a-z][a-z0-9+.-]{1,30}:\/\/[^@\s]*$/i.test(text)) return false
  return !/^(?:\.{0,2}|~)\/[A-Za-z0-9_.@+-]+(?:\/[A-Za-z0-9_.@+-]+)*\.?[A-Za-z0-9]*$/.test(text) || /^\/[A-Za-z0-9+]{30,}$/.test(text)
}

/** `dbPassword`, `DB__PASSWORD`, `db.password` and `db-password` are the words db, password. */
export function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** Index of the last word that could name a secret. */
function significantEnd(words: readonly string[]): number {
  for (let index = words.length - 1; index >= 0; index--) {
    const word = words[index] ?? ''
    if (passwordWords.has(word) || tokenWords.has(word) || keyWords.has(word) || (/^keys?$/.test(word) && index > 0)) {
      return index === words.length - 1 || aboutSuffix.has(words.at(-1) ?? '') ? index : words.length - 1
    }
  }
  return words.length - 1
}
