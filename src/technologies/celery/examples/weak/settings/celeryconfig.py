import ssl

broker_url = "redis://queue.example.org:6379/0"  # finding: channel/encrypted
result_backend = "rediss://results.example.org:6379/1"
redis_backend_use_ssl = {"ssl_cert_reqs": ssl.CERT_NONE}  # finding: channel/tls-verification
accept_content = ["json", "pickle"]  # finding: component/unsafe-deserialisation
CELERY_TASK_SERIALIZER = "pickle"  # finding: component/unsafe-deserialisation
