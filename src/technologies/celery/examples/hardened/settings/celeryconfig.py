import os
import ssl

broker_url = os.environ["BROKER_URL"]
broker_use_ssl = {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_ca_certs": "/etc/ssl/certs/ca.pem"}
accept_content = ["json"]
task_serializer = "json"
result_serializer = "json"
