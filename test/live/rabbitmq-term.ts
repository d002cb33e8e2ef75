import { spawnSync } from 'node:child_process'

/** An Erlang term as the script below tells it: a tuple is an object. */
export type Told = string | number | readonly Told[] | { readonly t: readonly Told[] }

/** Settings of the applications of a node, as its own code lays files and variables together; told as JSON. */
const script = `
J = fun J(T) when is_atom(T) -> atom_to_binary(T); J(T) when is_number(T); is_binary(T) -> T;
  J([]) -> []; J(T) when is_tuple(T) -> #{<<"t">> => [J(E) || E <- tuple_to_list(T)]};
  J(T) when is_list(T) -> case io_lib:printable_latin1_list(T) of true -> unicode:characters_to_binary(T); false -> [J(E) || E <- T] end;
  J(_) -> <<"?">> end,
Apps = [rabbit, rabbitmq_management, rabbitmq_mqtt, rabbitmq_stomp, rabbitmq_auth_backend_ldap],
[ok = application:load(A) || A <- Apps],
ok = rabbit_prelaunch_conf:setup(rabbit_env:get_context(offline)),
io:format("~ts~n", [jsx:encode([[J(A), [[J(K), J(V)] || {K, V} <- application:get_all_env(A), K =/= config_entry_decoder]] || A <- Apps])]),
halt(0).`

const plain = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C.UTF-8' }

/** What is in force by application and name; undefined where the program refuses the files. */
export function inForce(
  plugins: string,
  applications: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>>,
): ((path: readonly string[]) => Told | undefined) | undefined {
  const root = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  const paths = applications.flatMap((name) => ['-pa', `${plugins}/${name}/ebin`])
  const result = spawnSync('/usr/bin/erl', ['-noshell', ...paths, '-eval', script], {
    cwd: folder,
    env: { ...plain, HOME: folder, RABBITMQ_PLUGINS_DIR: plugins, ERL_CRASH_DUMP_BYTES: '0', ...env },
    encoding: 'utf8',
    timeout: 30_000,
    ...root,
  })
  const line = result.stdout.split('\n').find((each) => each.startsWith('[["rabbit"'))
  if (result.status !== 0 || line === undefined) return undefined
  const found = new Map((JSON.parse(line) as [string, [string, Told][]][]).map(([name, settings]) => [name, new Map(settings)]))
  return ([application = '', name = '', ...rest]) => {
    let at = found.get(application)?.get(name)
    for (const key of rest) at = memberOf(at, key)
    return at
  }
}

/** `key` of a property list. */
function memberOf(term: Told | undefined, key: string): Told | undefined {
  if (!Array.isArray(term)) return undefined
  for (const pair of term as readonly Told[]) {
    if (typeof pair === 'object' && 't' in pair && pair.t[0] === key) return pair.t[1]
  }
  return undefined
}
