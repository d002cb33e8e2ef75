/** What vsftpd reads as a switch (3.0.3, parseconf.c). */
const switches =
  'allow_anon_ssl allow_writeable_chroot anon_mkdir_write_enable anon_other_write_enable anon_upload_enable anon_world_readable_only anonymous_enable ' +
  'ascii_download_enable ascii_upload_enable async_abor_enable background check_shell chmod_enable chown_uploads chroot_list_enable ' +
  'chroot_local_user connect_from_port_20 debug_ssl delete_failed_uploads deny_email_enable dirlist_enable dirmessage_enable download_enable ' +
  'dual_log_enable force_anon_data_ssl force_anon_logins_ssl force_dot_files force_local_data_ssl force_local_logins_ssl ftp_enable guest_enable ' +
  'hide_ids http_enable implicit_ssl isolate isolate_network listen listen_ipv6 local_enable lock_upload_files log_ftp_protocol ls_recurse_enable ' +
  'mdtm_write no_anon_password no_log_lock one_process_model passwd_chroot_enable pasv_addr_resolve pasv_enable pasv_promiscuous port_enable ' +
  'port_promiscuous ptrace_sandbox require_cert require_ssl_reuse run_as_launching_user seccomp_sandbox secure_email_list_enable session_support ' +
  'setproctitle_enable ssl_enable ssl_request_cert ssl_sslv2 ssl_sslv3 ssl_tlsv1 strict_ssl_read_eof strict_ssl_write_shutdown syslog_enable ' +
  'tcp_wrappers text_userdb_names tilde_user_enable use_localtime use_sendfile userlist_deny userlist_enable validate_cert ' +
  'virtual_use_local_privs write_enable xferlog_enable xferlog_std_format'

/** As a number: octal behind a 0 in front, else decimal; what follows the digits is not looked at. */
const numbers =
  'accept_timeout anon_max_rate anon_umask chown_upload_mode connect_timeout data_connection_timeout delay_failed_login delay_successful_login ' +
  'file_open_mode ftp_data_port idle_session_timeout listen_port local_max_rate local_umask max_clients max_login_fails max_per_ip pasv_max_port ' +
  'pasv_min_port trans_chunk_size'

/** As text; empty takes the default away. `upload_file`, `download_file` and `utf8_filesystem` are of Debian's build. */
const texts =
  'anon_root banned_email_file banner_file ca_certs_file chown_username chroot_list_file cmds_allowed cmds_denied deny_file dsa_cert_file ' +
  'dsa_private_key_file email_password_file ftp_username ftpd_banner guest_username hide_file listen_address listen_address6 local_root ' +
  'message_file nopriv_user pam_service_name pasv_address rsa_cert_file rsa_private_key_file secure_chroot_dir ssl_ciphers user_config_dir ' +
  'user_sub_token userlist_file vsftpd_log_file xferlog_file download_file upload_file'

/** Keys of other builds: vsftpd 3.0.4 and later, Red Hat's and SUSE's (from their manuals; not run). Debian's 3.0.3 refuses them. */
const elsewhere =
  'allow_bind_retry better_stou bind_retry_interval chdir_after_login dh_param_file ecdh_param_file enable_sendfile log_die reverse_lookup_enable ' +
  'ssl_sni_hostname ssl_tlsv1_1 ssl_tlsv1_2 ssl_tlsv1_3 strict_ssl_read userlist_log wc_logs_enable'

export type Kind = 'switch' | 'number' | 'text' | 'elsewhere'

const kinds: ReadonlyMap<string, Kind> = new Map([
  ...kind('switch', `${switches} utf8_filesystem`),
  ...kind('number', numbers),
  ...kind('text', texts),
  ...kind('elsewhere', elsewhere),
])

function kind(of: Kind, names: string): readonly [string, Kind][] {
  return names.split(' ').map((name) => [name, of])
}

/** Undefined when no build of vsftpd knows the key: it does not start then. */
export function kindOf(name: string): Kind | undefined {
  return kinds.get(name)
}

/** A switch as vsftpd reads it, in any case of letters; undefined for what it refuses. */
export function switchValue(text: string): boolean | undefined {
  if (/^(?:yes|true|1)$/i.test(text)) return true
  return /^(?:no|false|0)$/i.test(text) ? false : undefined
}

/** A number as vsftpd reads it. */
export function numberValue(text: string): number {
  const octal = /^0[0-7]*/.exec(text)?.[0]
  return octal === undefined ? Number(/^\d{1,9}/.exec(text)?.[0] ?? 0) : Number.parseInt(octal, 8)
}
