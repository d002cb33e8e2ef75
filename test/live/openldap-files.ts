/** Lines that every server of the tests has in front: what describes attributes, and its kind of database. */
export const head: string = ['core', 'cosine', 'nis', 'inetorgperson']
  .map((name) => `include /etc/ldap/schema/${name}.schema\n`)
  .concat('modulepath /usr/lib/ldap\nmoduleload back_mdb\n')
  .join('')

const database = 'database mdb\nsuffix "dc=shop,dc=example"\ndirectory FOLDER/data\nrootdn "cn=admin,dc=shop,dc=example"\n'

/** slapd.conf with what it includes. */
export const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'as the package has it': {
    'slapd.conf': `${head}loglevel none\nsizelimit 500\ntool-threads 1\n${database}index objectClass eq\naccess to attrs=userPassword,shadowLastChange\n\tby self write\n\tby anonymous auth\n\tby * none\naccess to dn.base="" by * read\naccess to *\n\tby * read\n`,
  },
  hardened: {
    'slapd.conf': `${head}moduleload ppolicy
TLSCertificateFile FOLDER/a.crt
TLSCertificateKeyFile FOLDER/a.key
TLSCACertificateFile FOLDER/a.crt
TLSProtocolMin 3.3
TLSVerifyClient demand
security ssf=128 simple_bind=128 update_ssf=128
disallow bind_anon
require authc
password-hash {SSHA}
loglevel stats
idletimeout 60
${database}rootpw {SSHA}zSdoVzVe5nMLlDrNwrfVBlYvcSdpXf6Z
access to attrs=userPassword by self =xw by anonymous auth by * none
access to * by dn.exact="cn=reader,dc=shop,dc=example" read by * none
overlay ppolicy
ppolicy_default "cn=default,dc=shop,dc=example"
`,
  },
  weak: {
    'slapd.conf': `${head}allow bind_v2 bind_anon_cred\nloglevel any\npassword-hash {CLEARTEXT}\nTLSProtocolMin 3.1\n${database}rootpw admin\n\ndatabase config\nrootpw config\n`,
  },
  'with includes': {
    'slapd.conf': `${head}include FOLDER/global.conf\n${database}include FOLDER/access.conf\nrootpw early\ninclude FOLDER/late.conf\n`,
    'global.conf': 'sizelimit 100\ninclude FOLDER/more.conf\n',
    'more.conf': 'sizelimit 200\nidletimeout 30\n',
    'access.conf': 'access to attrs=userPassword by self write by * auth\naccess to * by users read\n',
    'late.conf': 'rootpw late\nreadonly on\n',
  },
  'two databases and a replica': {
    'slapd.conf': `${head}moduleload syncprov\nmoduleload back_ldap\naccess to * by * read\n${database}overlay syncprov\nsyncrepl rid=001 provider=ldap://main.example:389 bindmethod=simple binddn="cn=copy,dc=shop,dc=example" credentials="a b" searchbase="dc=shop,dc=example" starttls=critical tls_reqcert=demand\nsecurity tls=128\n\ndatabase ldap\nsuffix "dc=far,dc=example"\nuri "ldaps://far.example/"\nrequire authc\n\ndatabase frontend\naccess to * by users read\n`,
  },
  'strange but legal': {
    'slapd.conf': `# a comment
  that goes on, and with it:
\trootpw nothing
${head}LogLevel "256"
SIZELIMIT\t"5""0"
idletimeout \\
 7
${database.replace('directory ', '\nDIRECTORY\t').replace('dc=shop,dc=example', 'dc=shop,dc=example')}
rootpw "a b\\"c\\\\d#e"
access  to   attrs=userPassword
  by   self
  =w
  by * =x
# access to * by * write
access to dn.subtree="ou=a b,dc=shop,dc=example" by * none break
access to * by users +r break by anonymous
 =scxd continue
  by * stop`,
  },
}

/** cn=config as one LDIF. */
export const trees: Readonly<Record<string, string>> = {
  small: tree(''),
  'as the package has it': tree(
    'olcAccess: {0}to attrs=userPassword by self write by anonymous auth by * none\nolcAccess: {1}to attrs=shadowLastChange by self write by * read\nolcAccess: {2}to * by * read\nolcDbIndex: objectClass eq\n',
  ),
  hardened: tree(
    'olcRootPW: {SSHA}zSdoVzVe5nMLlDrNwrfVBlYvcSdpXf6Z\nolcSecurity: tls=128\nolcRequires: authc\nolcAccess: {0}to attrs=userPassword by anonymous auth by * none\nolcAccess: {1}to * by users read by * none\n',
    'olcDisallows: bind_anon\nolcSecurity: ssf=128\nolcTLSProtocolMin: 3.3\nolcLogLevel: stats\n',
  ),
  weak: tree('olcRootPW: admin\n', 'olcAllows: bind_anon_cred\nolcLogLevel: any\nolcIdleTimeout: 0\n', 'olcRootPW: config\n'),
  'strange but legal': tree(
    'OLCROOTPW:: YSBiIHNlY3JldCA=\nolcAccess: {0}to attrs=userPassword by self\n  write by * none\nolcaccess: {1}to dn.subtree="ou=a b,dc=shop,dc=example"\n   by * none break\nolcAccess: {2}to * by * read\n# a comment\nolcReadOnly: TRUE\n',
  ),
}

function tree(ofDatabase: string, ofServer = '', ofConfig = ''): string {
  return `dn: cn=config
objectClass: olcGlobal
cn: config
${ofServer}
dn: cn=module{0},cn=config
objectClass: olcModuleList
cn: module{0}
olcModulePath: /usr/lib/ldap
olcModuleLoad: back_mdb

dn: cn=schema,cn=config
objectClass: olcSchemaConfig
cn: schema

include: file:///etc/ldap/schema/core.ldif

include: file:///etc/ldap/schema/cosine.ldif
include: file:///etc/ldap/schema/nis.ldif

dn: olcDatabase={-1}frontend,cn=config
objectClass: olcDatabaseConfig
objectClass: olcFrontendConfig
olcDatabase: {-1}frontend
olcSizeLimit: 500

dn: olcDatabase={0}config,cn=config
objectClass: olcDatabaseConfig
olcDatabase: {0}config
${ofConfig}
dn: olcDatabase={1}mdb,cn=config
objectClass: olcDatabaseConfig
objectClass: olcMdbConfig
olcDatabase: {1}mdb
olcSuffix: dc=shop,dc=example
olcRootDN: cn=admin,dc=shop,dc=example
olcDbDirectory: FOLDER/data
${ofDatabase}`
}

/** Rules and demands, in front of the database and in it. */
export const demands: Readonly<Record<string, readonly [before: string, within: string]>> = {
  'no rules': ['', ''],
  'rules that give nothing': ['', 'access to * by users read\n'],
  'one rule for passwords alone': ['', 'access to attrs=userPassword by anonymous auth\n'],
  'open, with passwords kept': ['', 'access to attrs=userPassword by anonymous auth by * none\naccess to * by * read\n'],
  'open, with passwords kept too late': ['', 'access to * by * read\naccess to attrs=userPassword by anonymous auth by * none\n'],
  'rules in front hold behind': ['access to * by * read\n', 'access to attrs=userPassword by anonymous auth\n'],
  'rules in front come too late': ['access to * by * read\n', 'access to * by users read by * none\n'],
  'the root of the tree alone': [
    '',
    'access to dn.base="" by * read\naccess to attrs=userPassword by anonymous auth by users read\naccess to * by users read\n',
  ],
  'a branch': ['', 'access to dn.subtree="ou=people,dc=shop,dc=example" by * read\naccess to * by users read\n'],
  'going on': ['', 'access to * by anonymous none break by users read\naccess to * by * read\n'],
  letters: ['', 'access to attrs=userPassword by * =x\naccess to * by * =rscxd\n'],
  'to search is not to read': ['', 'access to * by * search\n'],
  'nobody may log in without a name': ['disallow bind_anon\n', ''],
  'everybody has to log in': ['require authc\n', ''],
  'everybody has to log in to this database': ['', 'require authc\n'],
  'TLS on offer': ['TLS\n', 'access to * by users read\n'],
  'TLS for log-ins': ['TLS\nsecurity simple_bind=128\n', ''],
  'TLS for all': ['TLS\nsecurity ssf=128\n', ''],
  'TLS for all of this database': ['TLS\n', 'security tls=1\nsecurity ssf=56\n'],
  'a strength of 1': ['TLS\nsecurity ssf=1\n', ''],
}
