/** Words that are tried first, in lower case with digits and signs around them taken off. */
const text = `
admin administrator root toor password passwd pass passw passwort motdepasse contrasena secret secrets letmein welcome changeme changeit changethis change default guest user username
test testing tester tests demo example sample dummy foo bar foobar baz qwerty qwertz azerty asdf asdfgh asdfghjkl zxcvbn zxcvbnm abc abcd abcdef abcdefg iloveyou monkey dragon master
sunshine princess football baseball superman batman trustno shadow michael login access hello world server service system manager operator oracle mysql mariadb postgres postgresql
pgadmin mongo mongodb redis rabbit rabbitmq elastic elasticsearch opensearch kibana grafana prometheus minio minioadmin kafka zookeeper cassandra clickhouse influx influxdb neo4j
couchdb airflow superset jenkins sonar sonarqube nexus artifactory gitlab gitea wordpress drupal joomla nextcloud owncloud keycloak vault consul nomad docker kubernetes swarm portainer
traefik nginx apache tomcat tomcat manager spring django flask laravel symfony rails node react angular database db dbuser dbpass dbpassword dbadmin data backup store storage app
application api apikey token key secretkey mysecret mypassword mysecretpassword mypass supersecret topsecret verysecret secretpassword securepassword strongpassword yourpassword
yoursecret yoursecretkey rootpassword adminpassword adminpass userpassword testpassword testpass devpassword dev develop developer development prod production staging local localhost
company mycompany acme ldap openldap config readonly replica replicator replication zabbix nagios icinga ghost matomo odoo moodle mattermost rocketchat sentry metabase n8n strapi directus
hasura supabase cornflow coopr hyperswitch temporal dify penpot sa sam damn public private internal insecure unsafe none null undefined placeholder todo fixme replaceme
`

export const commonWords: ReadonlySet<string> = new Set(text.split(/\s+/).filter((word) => word !== ''))
